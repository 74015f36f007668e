//! Names as they are compared: without accents, case, signs and the forms of companies.
//!
//! Not here: what is stored or sent; that keeps every letter. Invariant: normalising twice changes nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::words::{LegalClass, fold, is_filler, legal_class, unshorten};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Word {
    pub text: String,
    /// Written with a dot behind it: the beginning of a longer word.
    pub shortened: bool,
    pub legal: Option<LegalClass>,
    pub filler: bool,
    /// It has a digit.
    pub number: bool,
    pub letters: usize,
    /// How much it says among all words of both lists; set once these are known.
    pub weight: f64,
}

impl Word {
    /// Whether the word is part of the core name.
    pub const fn is_core(&self) -> bool {
        self.legal.is_none() && !self.filler
    }
}

/// A name in all its compared forms.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Name {
    pub words: Vec<Word>,
    /// All words, one blank between.
    pub norm: String,
    /// Core words without blanks; all words where nothing else is left.
    pub squash: String,
}

impl Name {
    pub fn new(text: &str) -> Self {
        Self::from_words(join_letters(split(text)))
    }

    fn from_words(mut words: Vec<Word>) -> Self {
        for (at, word) in words.iter_mut().enumerate() {
            // The first word names the firm even where it is also a form: `AB Volvo` is rare, `SAS Institute` is not.
            word.legal = if at == 0 { None } else { legal_class(&word.text) };
            word.filler = is_filler(&word.text);
            word.number = word.text.bytes().any(|byte| byte.is_ascii_digit());
            word.letters = word.text.chars().count();
        }
        let core: String = words
            .iter()
            .filter(|word| word.is_core())
            .map(|word| word.text.as_str())
            .collect();
        let norm = words
            .iter()
            .map(|word| word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let squash = if core.is_empty() { norm.replace(' ', "") } else { core };
        Self { words, norm, squash }
    }

    /// The same name with each word replaced by `with`.
    pub fn mapped(&self, with: impl Fn(&str) -> &str) -> Self {
        let words = self.words.iter().map(|word| Word {
            text: with(&word.text).to_owned(),
            ..word.clone()
        });
        Self::from_words(words.collect())
    }

    pub fn legal(&self) -> Option<LegalClass> {
        let mut classes = self.words.iter().rev().filter_map(|word| word.legal);
        classes.find(|class| *class != LegalClass::Company)
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// The form aliases are kept under.
pub fn normal_name(text: &str) -> String {
    Name::new(text).norm
}

/// Lower case without accents; letters the decomposition leaves alone by table. Lower case comes first: a capital that only the
/// decomposition brings to light must meet the table as well.
pub fn plain(text: &str) -> String {
    let lower = unmarked(text).to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for letter in unmarked(&lower).chars() {
        match fold(letter) {
            Some(letters) => out.push_str(letters),
            None => out.push(letter),
        }
    }
    out
}

fn unmarked(text: &str) -> String {
    text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect()
}

fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word = String::new();
    let mut push = |word: &mut String, shortened: bool| {
        if !word.is_empty() {
            words.push(Word {
                text: std::mem::take(word),
                shortened,
                ..Word::default()
            });
        }
    };
    for letter in plain(text).chars() {
        match letter {
            '\'' | '\u{2019}' | '`' | '\u{b4}' => {}
            '.' => push(&mut word, true),
            '&' | '+' => {
                push(&mut word, false);
                word.push_str(if letter == '&' { "and" } else { "plus" });
                push(&mut word, false);
            }
            letter if letter.is_alphanumeric() => word.push(letter),
            _ => push(&mut word, false),
        }
    }
    push(&mut word, false);
    words
}

/// `N.V.` and `A B C` are one word each; shortenings that lists share are written out.
fn join_letters(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut run = String::new();
    let single = |word: &Word| word.text.chars().count() == 1 && word.text.chars().all(char::is_alphabetic);
    let flush = |run: &mut String, out: &mut Vec<Word>| {
        if !run.is_empty() {
            out.push(Word {
                text: unshorten(&std::mem::take(run)).to_owned(),
                ..Word::default()
            });
        }
    };
    for word in words {
        if single(&word) {
            run.push_str(&word.text);
            continue;
        }
        flush(&mut run, &mut out);
        let text = unshorten(&word.text);
        let shortened = word.shortened && text == word.text;
        out.push(Word {
            text: text.to_owned(),
            shortened,
            ..word
        });
    }
    flush(&mut run, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_have_one_core() {
        for (a, b) in [
            ("Romarío Müller GmbH", "ROMARIO MULLER G.m.b.H."),
            ("Großmärkte AG", "Grossmarkte"),
            ("Smith & Sons Ltd.", "Smith and Sons Limited"),
            ("A.B.C. Rentals", "ABC Rentals"),
            ("Mayumi's", "Mayumis"),
            ("Børge Ødegård A/S", "Borge Odegard AS"),
            ("Øster Łódź", "oster lodz"),
            ("The Acme Company, Inc.", "Acme"),
        ] {
            assert_eq!(Name::new(a).squash, Name::new(b).squash, "{a} / {b}");
        }
    }

    #[test]
    fn a_name_made_of_fillers_keeps_its_words() {
        assert_eq!(Name::new("The Group").squash, "thegroup");
        assert_eq!(Name::new("SAS Institute").legal(), None);
    }

    #[test]
    fn a_capital_behind_another_sign_is_folded_as_well() {
        assert_eq!(plain("\u{a7f8}"), "h", "a raised capital h with a stroke");
        assert_eq!(plain("\u{126}al"), plain("\u{127}al"));
        assert_eq!(plain("\u{130}zmir"), "izmir");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn normalising_twice_changes_nothing(text in ".{0,30}") {
            let once = normal_name(&text);
            prop_assert_eq!(normal_name(&once), once);
        }
    }
}
