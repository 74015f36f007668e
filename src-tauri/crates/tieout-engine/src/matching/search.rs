//! Type-ahead: finds records by any part of what people remember of them.
//!
//! Not here: proposing partners. Invariant: the same text over the same records gives the same list.

use std::collections::BTreeMap;

use super::candidate::Candidate;
use super::compare::osa;
use super::keys::digits;
use super::normalise::plain;

/// A found record and how well it fits, 0 to 1000.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub id: String,
    pub score: u16,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    record: u32,
    /// Words of the name weigh more than those of other fields.
    in_name: bool,
    first: bool,
}

/// An index over one list. Building it for 50,000 records takes a fraction of a second; asking it, milliseconds.
pub struct SearchIndex {
    ids: Vec<String>,
    names: Vec<String>,
    /// Every word, in order, with the records that have it.
    words: Vec<(String, Vec<Posting>)>,
    /// Words by trigram, for slips.
    grams: BTreeMap<[char; 3], Vec<u32>>,
    phones: Vec<(u32, String)>,
}

const SHORTEST_WITH_SLIP: usize = 4;

impl SearchIndex {
    /// `aliases` are other names that records are known by: (record id, name).
    pub fn new(records: &[Candidate], aliases: &[(String, String)]) -> Self {
        let mut words: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
        let mut other_names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        aliases
            .iter()
            .for_each(|(id, name)| other_names.entry(id).or_default().push(name));
        let mut phones = Vec::new();
        for (at, record) in (0u32..).zip(records) {
            let mut add = |text: &str, in_name: bool| {
                for (place, word) in split(text).into_iter().enumerate() {
                    let posting = Posting {
                        record: at,
                        in_name,
                        first: in_name && place == 0,
                    };
                    words.entry(word).or_default().push(posting);
                }
            };
            add(&record.name, true);
            let others = [&record.number, &record.email, &record.tax_number, &record.city];
            others.into_iter().flatten().for_each(|text| add(text, false));
            for name in other_names.get(record.id.as_str()).into_iter().flatten() {
                add(name, false);
            }
            for whole in [&record.number, &record.email, &record.tax_number]
                .into_iter()
                .flatten()
            {
                let posting = Posting {
                    record: at,
                    in_name: false,
                    first: false,
                };
                words.entry(squash(whole)).or_default().push(posting);
            }
            phones.extend(
                record
                    .phone
                    .as_deref()
                    .map(digits)
                    .filter(|phone| phone.len() >= 5)
                    .map(|phone| (at, phone)),
            );
        }
        let words: Vec<(String, Vec<Posting>)> = words
            .into_iter()
            .map(|(word, mut postings)| {
                postings.sort_unstable();
                postings.dedup_by_key(|posting| (posting.record, posting.in_name));
                (word, postings)
            })
            .collect();
        let mut grams: BTreeMap<[char; 3], Vec<u32>> = BTreeMap::new();
        for (at, (word, _)) in (0u32..).zip(&words) {
            for gram in trigrams(word) {
                let list = grams.entry(gram).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        Self {
            ids: records.iter().map(|record| record.id.clone()).collect(),
            names: records.iter().map(|record| plain(&record.name)).collect(),
            words,
            grams,
            phones,
        }
    }

    /// The best `limit` records for what was typed; every word typed must be found, each with at most one slip.
    pub fn search(&self, text: &str, limit: usize) -> Vec<Hit> {
        let typed = split(text);
        if typed.is_empty() {
            return Vec::new();
        }
        let mut sums: Option<BTreeMap<u32, u32>> = None;
        for word in &typed {
            let found = self.word(word);
            sums = Some(match sums {
                None => found,
                Some(sums) => sums
                    .into_iter()
                    .filter_map(|(at, sum)| Some((at, sum + found.get(&at)?)))
                    .collect(),
            });
        }
        let mut sums = sums.unwrap_or_default();
        // The whole text may be a number, an address or a phone typed with signs in it.
        let count = u32::try_from(typed.len()).unwrap_or(u32::MAX);
        for (at, score) in self.exact(&squash(text)).into_iter().chain(self.by_phone(text)) {
            let sum = sums.entry(at).or_insert(0);
            *sum = (*sum).max(score.saturating_mul(count));
        }
        let whole = plain(text);
        let mut hits: Vec<(u32, u32)> = sums
            .into_iter()
            .map(|(at, sum)| {
                let starts = self
                    .names
                    .get(at as usize)
                    .is_some_and(|name| name.starts_with(whole.trim()));
                (sum / count + if starts { 100 } else { 0 }, at)
            })
            .collect();
        let length = |at: u32| self.names.get(at as usize).map_or(0, String::len);
        hits.sort_by(|a, b| b.0.cmp(&a.0).then(length(a.1).cmp(&length(b.1))).then(a.1.cmp(&b.1)));
        let hit = |(score, at): (u32, u32)| {
            let score = u16::try_from(score.min(1000)).unwrap_or(1000);
            self.ids.get(at as usize).map(|id| Hit { id: id.clone(), score })
        };
        hits.into_iter().take(limit).filter_map(hit).collect()
    }

    /// Records that have the word, its beginning, or the word with one slip.
    fn word(&self, typed: &str) -> BTreeMap<u32, u32> {
        let mut found = BTreeMap::new();
        let from = self.words.partition_point(|(word, _)| word.as_str() < typed);
        for (word, postings) in self.words[from..]
            .iter()
            .take_while(|(word, _)| word.starts_with(typed))
        {
            let base = if word == typed { 800 } else { 700 };
            note(&mut found, postings, base);
        }
        if typed.chars().count() >= SHORTEST_WITH_SLIP {
            for at in self.near(typed) {
                let (word, postings) = &self.words[at as usize];
                if !word.starts_with(typed) && has_one_slip(typed, word) {
                    note(&mut found, postings, 450);
                }
            }
        }
        found
    }

    /// Words that share enough trigrams with `typed` to be one slip away.
    fn near(&self, typed: &str) -> Vec<u32> {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for gram in trigrams(typed) {
            for at in self.grams.get(&gram).into_iter().flatten() {
                *counts.entry(*at).or_insert(0) += 1;
            }
        }
        counts.into_keys().collect()
    }

    fn exact(&self, whole: &str) -> Vec<(u32, u32)> {
        let at = self.words.binary_search_by(|(word, _)| word.as_str().cmp(whole));
        at.map(|at| self.words[at].1.iter().map(|posting| (posting.record, 900)).collect())
            .unwrap_or_default()
    }

    fn by_phone(&self, text: &str) -> Vec<(u32, u32)> {
        let typed = digits(text);
        let is_phone = typed.len() >= 4 && text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        if !is_phone {
            return Vec::new();
        }
        let fits = |phone: &str| phone.contains(typed.as_str()) || typed.ends_with(phone);
        self.phones
            .iter()
            .filter(|(_, phone)| fits(phone))
            .map(|(at, _)| (*at, 600))
            .collect()
    }
}

fn note(found: &mut BTreeMap<u32, u32>, postings: &[Posting], base: u32) {
    for posting in postings {
        let score = base + if posting.in_name { 50 } else { 0 } + if posting.first { 50 } else { 0 };
        let best = found.entry(posting.record).or_insert(0);
        *best = (*best).max(score);
    }
}

/// One letter too many, too few, other or swapped; the typed word may still be unfinished.
fn has_one_slip(typed: &str, word: &str) -> bool {
    let length = typed.chars().count();
    let start = |count: usize| word.chars().take(count).collect::<String>();
    [length, length + 1, length.saturating_sub(1)].into_iter().any(|count| {
        let longest = length.max(count.min(word.chars().count()));
        // Slips as a share: one of `longest`.
        (1.0 - osa(typed, &start(count))) * f64::from(u32::try_from(longest).unwrap_or(u32::MAX)) < 1.5
    })
}

fn trigrams(word: &str) -> Vec<[char; 3]> {
    // The beginning counts, so that a slip in the middle of a short word leaves something to find it by.
    let letters: Vec<char> = ['^', '^'].into_iter().chain(word.chars()).collect();
    letters.windows(3).map(|gram| [gram[0], gram[1], gram[2]]).collect()
}

fn split(text: &str) -> Vec<String> {
    let plain = plain(text).replace(['\'', '\u{2019}'], "");
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn squash(text: &str) -> String {
    plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> SearchIndex {
        let record = |id: &str, name: &str| Candidate {
            id: id.into(),
            name: name.into(),
            ..Candidate::default()
        };
        let records = [
            Candidate {
                phone: Some("(171) 555-7788".into()),
                ..record("1", "Around the Horn")
            },
            Candidate {
                number: Some("BERGS".into()),
                ..record("2", "Berglunds snabbköp")
            },
            Candidate {
                email: Some("post@romero.example".into()),
                ..record("3", "Romero y tomillo")
            },
            record("4", "Bergland Foods"),
        ];
        SearchIndex::new(&records, &[("4".into(), "Mountain Land".into())])
    }

    fn found(text: &str) -> Vec<String> {
        index().search(text, 5).into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn records_are_found_by_name_number_mail_phone_and_alias() {
        for (text, id) in [
            ("snabbkop", "2"),
            ("SNABBKÖP", "2"),
            ("bergs", "2"),
            ("post@romero.example", "3"),
            ("555 7788", "1"),
            ("mountain", "4"),
            ("horn around", "1"),
            ("rom tom", "3"),
        ] {
            assert_eq!(found(text).first().map(String::as_str), Some(id), "{text}");
        }
    }

    #[test]
    fn one_slip_a_word_is_forgiven_and_nothing_else_is() {
        assert_eq!(found("romreo"), ["3"]);
        assert_eq!(found("rimero"), ["3"]);
        assert_eq!(found("berglan"), ["4", "2"], "an unfinished word may hold a slip");
        assert_eq!(found("zzzz"), Vec::<String>::new());
        assert_eq!(found("romero xyz"), Vec::<String>::new());
    }
}
