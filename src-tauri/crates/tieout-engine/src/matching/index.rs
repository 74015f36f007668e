//! Finds, for each left record, the few right records worth comparing.
//!
//! Not here: the comparison. Invariant: for one list the features and their weights do not depend on threads or hash seeds.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::candidate::Candidate;
use super::compare::sorted;
use super::keys;
use super::normalise::{Name, Word, plain};

/// Right records compared per left record.
pub const KEPT_MAX: usize = 32;

/// A record with everything computed once.
pub struct Prepared<'a> {
    pub record: &'a Candidate,
    pub name: Name,
    /// Core words of the name in order of the alphabet, without blanks.
    pub sorted: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub tax_number: Option<String>,
    pub number: Option<String>,
    pub house: Option<String>,
    pub street: Name,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    pub codes: Vec<String>,
    pub description: Name,
    pub brand: Option<String>,
    pub parent: Name,
}

impl<'a> Prepared<'a> {
    pub fn new(record: &'a Candidate, words: fn(&str) -> &str) -> Self {
        let said = |text: &Option<String>| text.as_deref().and_then(keys::code);
        let name = |text: &Option<String>| text.as_deref().map(Name::new).unwrap_or_default();
        let codes = format!("{} {}", record.name, record.description.as_deref().unwrap_or(""));
        let own = Name::new(&record.name).mapped(words);
        Self {
            sorted: sorted(&own),
            name: own,
            email: record.email.as_deref().and_then(keys::email),
            phone: record.phone.as_deref().and_then(keys::phone),
            tax_number: said(&record.tax_number),
            number: said(&record.number),
            house: record.street.as_deref().and_then(keys::house),
            street: name(&record.street),
            city: record.city.as_deref().map(plain),
            postal_code: said(&record.postal_code),
            codes: keys::codes_in(&codes),
            description: name(&record.description),
            brand: said(&record.brand),
            parent: name(&record.parent),
            record,
        }
    }
}

/// Weights of words over both lists: rare words say more.
pub struct Weights {
    heaviest: f64,
    words: HashMap<String, f64>,
    unseen: f64,
}

impl Weights {
    pub fn new(lists: &[&[Prepared<'_>]]) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        let mut records = 0.0f64;
        for prepared in lists.iter().flat_map(|list| list.iter()) {
            records += 1.0;
            let mut words: Vec<&str> = prepared.name.words.iter().map(|word| word.text.as_str()).collect();
            words.sort_unstable();
            words.dedup();
            words.into_iter().for_each(|word| *counts.entry(word).or_insert(0) += 1);
        }
        let weight = |count: u32| (1.0 + records / f64::from(count)).ln();
        Self {
            heaviest: weight(1).max(1.0),
            words: counts
                .into_iter()
                .map(|(word, count)| (word.to_owned(), weight(count)))
                .collect(),
            unseen: weight(1),
        }
    }

    /// Weight of a word that only one record has.
    pub const fn heaviest(&self) -> f64 {
        self.heaviest
    }

    /// Notes at each word of the records what it weighs.
    pub fn weigh(&self, list: &mut [Prepared<'_>]) {
        list.par_iter_mut().for_each(|prepared| {
            let names = [
                &mut prepared.name,
                &mut prepared.street,
                &mut prepared.description,
                &mut prepared.parent,
            ];
            for word in names.into_iter().flat_map(|name| &mut name.words) {
                word.weight = self.of(word);
            }
        });
    }

    fn of(&self, word: &Word) -> f64 {
        let weight = self.words.get(&word.text).copied().unwrap_or(self.unseen);
        if word.legal.is_some() {
            weight * 0.15
        } else if word.filler {
            weight * 0.3
        } else if word.number {
            weight.max(2.0)
        } else {
            weight
        }
    }
}

/// What of a record another one may share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Feature<'a> {
    /// A word of the address or of the record above.
    Address(&'a str),
    Description(&'a str),
    /// A key with the letter of its kind.
    Key(char, Cow<'a, str>),
    Squash(&'a str),
    Trigram([char; 3]),
    Word(&'a str),
}

/// Features of one record by number, with their weights.
type Numbered = Vec<(u32, f32)>;

/// Inverted index over the features of the right list.
pub struct Index {
    postings: Vec<Numbered>,
    /// Per left record its features, rarest first.
    lefts: Vec<Numbered>,
    rights: usize,
}

/// Reused from one left record to the next.
#[derive(Default)]
pub struct Scratch {
    /// One place per right record; zero between two uses.
    sums: Vec<f32>,
    hits: Vec<(u32, f32)>,
}

/// Records whose features are held by name at once.
const CHUNK: usize = 4096;

impl Index {
    pub fn new(rights: &[Prepared<'_>], lefts: &[Prepared<'_>]) -> Self {
        let mut desk = Desk::default();
        let (rights, lefts) = (desk.numbered(rights), desk.numbered(lefts));
        let total = f64::from(u32::try_from(rights.len() + lefts.len()).unwrap_or(u32::MAX));
        let weights: Vec<f32> = desk
            .counts
            .iter()
            .map(|count| narrow((1.0 + total / f64::from(*count)).ln()))
            .collect();
        let mut index = Self {
            postings: vec![Vec::new(); weights.len()],
            lefts: Vec::new(),
            rights: rights.len(),
        };
        for (at, features) in (0u32..).zip(rights) {
            for (feature, weight) in unit(features, &weights) {
                index.postings[feature as usize].push((at, weight));
            }
        }
        let rarest_first = |features| {
            let mut features = unit(features, &weights);
            features.sort_by_key(|(feature, _)| (index.postings[*feature as usize].len(), *feature));
            features
        };
        index.lefts = lefts.into_par_iter().map(rarest_first).collect();
        index
    }

    /// The right records nearest to the left record at `left`, best first.
    pub fn nearest(&self, left: usize, scratch: &mut Scratch) -> Vec<(usize, f32)> {
        let Scratch { sums, hits } = scratch;
        sums.resize(self.rights, 0.0);
        hits.clear();
        let common = (self.rights / 25).max(2000);
        for (feature, weight) in &self.lefts[left] {
            let postings = &self.postings[*feature as usize];
            // Rarest first: once something is hit, features that most records share only cost time.
            if postings.len() > common && !hits.is_empty() {
                continue;
            }
            for (at, other) in postings {
                let sum = &mut sums[*at as usize];
                if *sum == 0.0 {
                    hits.push((*at, 0.0));
                }
                *sum += weight * other;
            }
        }
        for (at, sum) in hits.iter_mut() {
            *sum = std::mem::take(&mut sums[*at as usize]);
        }
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if hits.len() > KEPT_MAX {
            hits.select_nth_unstable_by(KEPT_MAX, order);
            hits.truncate(KEPT_MAX);
        }
        hits.sort_by(order);
        hits.iter().map(|(at, sum)| (*at as usize, *sum)).collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a weight needs few digits")]
const fn narrow(weight: f64) -> f32 {
    weight as f32
}

/// Numbers of features, and how many records have each.
#[derive(Default)]
struct Desk<'a> {
    ids: HashMap<Feature<'a>, u32>,
    counts: Vec<u32>,
}

impl<'a> Desk<'a> {
    fn numbered(&mut self, list: &'a [Prepared<'_>]) -> Vec<Numbered> {
        let mut out = Vec::with_capacity(list.len());
        for chunk in list.chunks(CHUNK) {
            // Named beside each other, numbered one after the other: numbers depend on the order of the records only.
            let named: Vec<_> = chunk.par_iter().map(features).collect();
            out.extend(named.into_iter().map(|features| self.number(features)));
        }
        out
    }

    fn number(&mut self, features: Vec<(Feature<'a>, f32)>) -> Numbered {
        let number = |(feature, weight)| {
            let next = u32::try_from(self.counts.len()).unwrap_or(u32::MAX);
            let id = *self.ids.entry(feature).or_insert(next);
            if id == next {
                self.counts.push(0);
            }
            self.counts[id as usize] += 1;
            (id, weight)
        };
        features.into_iter().map(number).collect()
    }
}

fn unit(mut features: Numbered, weights: &[f32]) -> Numbered {
    features
        .iter_mut()
        .for_each(|(feature, weight)| *weight *= weights[*feature as usize]);
    let length = features.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        features.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    features
}

/// Features of one record, each once, in their order.
fn features<'a>(prepared: &'a Prepared<'_>) -> Vec<(Feature<'a>, f32)> {
    let mut all = Vec::new();
    let address = prepared.street.words.iter().chain(&prepared.parent.words);
    all.extend(address.map(|word| (Feature::Address(&word.text), 0.7)));
    let description = prepared.description.words.iter().filter(|word| word.is_core()).take(40);
    all.extend(description.map(|word| (Feature::Description(&word.text), 0.5)));
    keys_of(prepared, &mut all);
    all.push((Feature::Squash(&prepared.name.squash), 1.5));
    for word in &prepared.name.words {
        let share = if word.is_core() { 1.0 } else { 0.3 };
        all.push((Feature::Word(&word.text), 1.5 * share));
        let mut gram = ['^'; 3];
        for (at, letter) in word.text.chars().chain(['$']).enumerate() {
            gram = if at == 0 {
                ['^', '^', letter]
            } else {
                [gram[1], gram[2], letter]
            };
            if at > 0 {
                all.push((Feature::Trigram(gram), share));
            }
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    // What is there twice counts twice only where it is a trigram; otherwise the last one counts.
    all.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            let before = if matches!(first.0, Feature::Trigram(_)) {
                first.1
            } else {
                0.0
            };
            first.1 = before + later.1;
        }
        same
    });
    all
}

fn keys_of<'a>(prepared: &'a Prepared<'_>, all: &mut Vec<(Feature<'a>, f32)>) {
    let keys = [
        ('p', &prepared.phone),
        ('e', &prepared.email),
        ('x', &prepared.tax_number),
        ('n', &prepared.number),
        ('h', &prepared.house),
    ];
    let single = keys.into_iter().filter_map(|(kind, key)| Some((kind, key.as_deref()?)));
    let codes = prepared.codes.iter().map(|code| ('c', code.as_str()));
    all.extend(
        single
            .chain(codes)
            .map(|(kind, key)| (Feature::Key(kind, key.into()), 2.0)),
    );
    if let Some(term) = prepared.record.term {
        all.push((Feature::Key('t', format!("{term:?}").into()), 2.0));
    }
    if let Some(role) = prepared.record.role {
        all.push((Feature::Key('r', format!("{role:?}").into()), 0.5));
    }
}
