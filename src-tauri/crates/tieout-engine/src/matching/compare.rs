//! Compares two names word by word.
//!
//! Not here: keys and addresses. Invariant: comparing a name with itself covers it wholly.

use super::likeness::{Places, osa_distance};
use super::normalise::{Name, Word};

/// How much of each name the other one covers, 0 to 1.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cover {
    pub left: f64,
    pub right: f64,
    /// Weight of the heaviest word without a partner, as a share of the rarest word's weight.
    pub left_alone: f64,
    pub right_alone: f64,
    /// The best pair that is alike but not equal, for the explanation: positions of the words.
    pub alike: Option<(usize, usize)>,
}

/// `heaviest` is the weight of a word that only one record has.
pub fn cover(left: &Name, right: &Name, heaviest: f64) -> Cover {
    let mut left_got = vec![0.0f64; left.words.len()];
    let mut right_got = vec![0.0f64; right.words.len()];
    pair_joined(left, right, &mut left_got, &mut right_got);
    pair_joined(right, left, &mut right_got, &mut left_got);
    let mut alike = None;
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (a, word) in left.words.iter().enumerate() {
        for (b, other) in right.words.iter().enumerate() {
            let likeness = word_likeness(word, other);
            if likeness > 0.0 {
                pairs.push((likeness, a, b));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    for (likeness, a, b) in pairs {
        if left_got[a] == 0.0 && right_got[b] == 0.0 {
            (left_got[a], right_got[b]) = (likeness, likeness);
            if likeness < 1.0 && alike.is_none() {
                alike = Some((a, b));
            }
        }
    }
    Cover {
        left: share(left, &left_got),
        right: share(right, &right_got),
        left_alone: alone(left, &left_got) / heaviest,
        right_alone: alone(right, &right_got) / heaviest,
        alike,
    }
}

/// A word on one side that is two neighbours on the other: `backoffice` and `back office`.
fn pair_joined(one: &Name, other: &Name, one_got: &mut [f64], other_got: &mut [f64]) {
    for (at, word) in one.words.iter().enumerate().filter(|(_, word)| word.text.len() >= 4) {
        let joined = |pair: &[Word]| {
            word.text
                .strip_prefix(pair[0].text.as_str())
                .is_some_and(|rest| rest == pair[1].text)
        };
        if let Some(found) = other.words.windows(2).position(joined)
            && one_got[at] == 0.0
            && other_got[found] == 0.0
            && other_got[found + 1] == 0.0
        {
            (one_got[at], other_got[found], other_got[found + 1]) = (1.0, 1.0, 1.0);
        }
    }
}

fn share(name: &Name, got: &[f64]) -> f64 {
    let whole: f64 = name.words.iter().map(|word| word.weight).sum();
    if whole <= 0.0 {
        return 0.0;
    }
    let words = name.words.iter().zip(got);
    words.map(|(word, got)| word.weight * got).sum::<f64>() / whole
}

fn alone(name: &Name, got: &[f64]) -> f64 {
    let words = name.words.iter().zip(got);
    words
        .filter(|(_, got)| **got == 0.0)
        .map(|(word, _)| word.weight)
        .fold(0.0, f64::max)
}

/// 1 for equal words, less for shortenings, slips and dropped vowels, 0 for different ones.
pub fn word_likeness(a: &Word, b: &Word) -> f64 {
    if a.text == b.text {
        return 1.0;
    }
    if let (Some(class), true) = (a.legal, a.legal == b.legal) {
        return if class == super::words::LegalClass::Company {
            0.9
        } else {
            1.0
        };
    }
    // One digit more is another number, not a slip.
    if a.number || b.number {
        return 0.0;
    }
    let (short, long) = if a.text.len() <= b.text.len() { (a, b) } else { (b, a) };
    if long.text.starts_with(&short.text) && (short.shortened || short.text.len() >= 3) {
        return if short.shortened { 0.9 } else { 0.8 };
    }
    let begins_alike = a.text.chars().next() == b.text.chars().next();
    if short.letters >= 3 && (long.letters - short.letters) * 4 <= long.letters {
        let likeness = osa(&a.text, &b.text);
        if likeness >= 0.75 {
            return likeness;
        }
    }
    if begins_alike && bones(a).map(char::len_utf8).sum::<usize>() >= 3 && bones(a).eq(bones(b)) {
        0.75
    } else {
        0.0
    }
}

/// A word without its vowels.
fn bones(word: &Word) -> impl Iterator<Item = char> {
    word.text.chars().filter(|letter| !"aeiouy".contains(*letter))
}

/// Optimal string alignment as a share of the longer text: a swapped pair of letters is one slip.
pub fn osa(a: &str, b: &str) -> f64 {
    osa_with(a, b, Places::new(b).as_ref())
}

/// The same where the places of `b`'s letters are known already.
pub fn osa_with(a: &str, b: &str, places: Option<&Places<'_>>) -> f64 {
    let longest = a.chars().count().max(b.chars().count());
    if longest == 0 {
        return 0.0;
    }
    let distance = u32::try_from(osa_distance(a, b, places)).unwrap_or(u32::MAX);
    1.0 - f64::from(distance) / f64::from(u32::try_from(longest).unwrap_or(u32::MAX))
}

/// Whether one name is the other one's initials.
pub fn is_acronym(a: &Name, b: &Name) -> bool {
    let initials_of = |short: &Name, long: &Name| {
        let letters = short.squash.chars().count();
        if !(2..=7).contains(&letters) || long.words.len() < 2 {
            return false;
        }
        let initials = |all: bool| {
            let words = long
                .words
                .iter()
                .filter(move |word| word.legal.is_none() && (all || !word.filler));
            words.filter_map(|word| word.text.chars().next())
        };
        initials(true).eq(short.squash.chars()) || initials(false).eq(short.squash.chars())
    };
    initials_of(a, b) || initials_of(b, a)
}

/// Words in order of the alphabet: word order is a habit, not a difference.
pub fn sorted(name: &Name) -> String {
    let mut words: Vec<&str> = name
        .words
        .iter()
        .filter(|word| word.is_core())
        .map(|word| word.text.as_str())
        .collect();
    words.sort_unstable();
    words.concat()
}
