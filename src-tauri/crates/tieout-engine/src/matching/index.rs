//! Finds, for each left record, the few right records worth comparing.
//!
//! Not here: the comparison. Invariant: for one list the features and their weights do not depend on threads or hash seeds.

use std::collections::{BTreeMap, HashMap};

use super::candidate::Candidate;
use super::keys;
use super::normalise::{Name, plain};

/// Right records compared per left record.
pub const KEPT_MAX: usize = 32;

/// A record with everything computed once.
pub struct Prepared<'a> {
    pub record: &'a Candidate,
    pub name: Name,
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
        Self {
            name: Name::new(&record.name).mapped(words),
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

    pub fn of(&self, word: &super::normalise::Word) -> f64 {
        let weight = self.words.get(&word.text).copied().unwrap_or(self.unseen);
        if word.legal.is_some() {
            weight * 0.15
        } else if word.filler {
            weight * 0.3
        } else if word.is_number() {
            weight.max(2.0)
        } else {
            weight
        }
    }
}

/// Inverted index over the features of the right list.
pub struct Index {
    postings: Vec<Vec<(u32, f32)>>,
    ids: BTreeMap<String, u32>,
    weights: Vec<f32>,
    rights: usize,
}

impl Index {
    pub fn new(rights: &[Prepared<'_>], lefts: &[Prepared<'_>]) -> Self {
        let mut ids = HashMap::<String, u32>::new();
        let mut counts: Vec<u32> = Vec::new();
        let features: Vec<Vec<(u32, f32)>> = rights
            .iter()
            .map(|right| intern(right, &mut ids, &mut counts))
            .collect();
        lefts.iter().for_each(|left| drop(intern(left, &mut ids, &mut counts)));
        let total = f64::from(u32::try_from(rights.len() + lefts.len()).unwrap_or(u32::MAX));
        let weights: Vec<f32> = counts
            .iter()
            .map(|count| narrow((1.0 + total / f64::from(*count)).ln()))
            .collect();
        let mut postings = vec![Vec::new(); counts.len()];
        for (at, features) in features.into_iter().enumerate() {
            let unit = unit(features, &weights);
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            unit.into_iter()
                .for_each(|(feature, weight)| postings[feature as usize].push((at, weight)));
        }
        Self {
            postings,
            ids: ids.into_iter().collect(),
            weights,
            rights: rights.len(),
        }
    }

    /// The right records nearest to `left`, best first; `scratch` has one place per right record.
    pub fn nearest(&self, left: &Prepared<'_>, scratch: &mut Vec<f32>) -> Vec<(usize, f32)> {
        scratch.resize(self.rights, 0.0);
        let found = named(left)
            .into_iter()
            .filter_map(|(name, weight)| Some((*self.ids.get(&name)?, weight)));
        let mut features = unit(found.collect(), &self.weights);
        features.sort_by_key(|(feature, _)| (self.postings[*feature as usize].len(), *feature));
        let common = (self.rights / 25).max(2000);
        let mut touched: Vec<u32> = Vec::new();
        for (feature, weight) in features {
            let postings = &self.postings[feature as usize];
            // Rarest first: once something is hit, features that most records share only cost time.
            if postings.len() > common && !touched.is_empty() {
                continue;
            }
            for (at, other) in postings {
                let sum = &mut scratch[*at as usize];
                if *sum == 0.0 {
                    touched.push(*at);
                }
                *sum += weight * other;
            }
        }
        let mut hits: Vec<(usize, f32)> = touched.iter().map(|at| (*at as usize, scratch[*at as usize])).collect();
        touched.into_iter().for_each(|at| scratch[at as usize] = 0.0);
        let order = |a: &(usize, f32), b: &(usize, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if hits.len() > KEPT_MAX {
            hits.select_nth_unstable_by(KEPT_MAX, order);
            hits.truncate(KEPT_MAX);
        }
        hits.sort_by(order);
        hits
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a weight needs few digits")]
const fn narrow(weight: f64) -> f32 {
    weight as f32
}

fn intern(prepared: &Prepared<'_>, ids: &mut HashMap<String, u32>, counts: &mut Vec<u32>) -> Vec<(u32, f32)> {
    let mut out = Vec::new();
    for (name, weight) in named(prepared) {
        let next = u32::try_from(counts.len()).unwrap_or(u32::MAX);
        let id = *ids.entry(name).or_insert(next);
        if id == next {
            counts.push(0);
        }
        counts[id as usize] += 1;
        out.push((id, weight));
    }
    out
}

fn unit(mut features: Vec<(u32, f32)>, weights: &[f32]) -> Vec<(u32, f32)> {
    features
        .iter_mut()
        .for_each(|(feature, weight)| *weight *= weights[*feature as usize]);
    let length = features.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        features.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    features
}

/// Features by name, each once: `t:` trigram, `w:` word, `k:` key, `a:` address word.
fn named(prepared: &Prepared<'_>) -> Vec<(String, f32)> {
    let mut out: BTreeMap<String, f32> = BTreeMap::new();
    for word in &prepared.name.words {
        let share = if word.is_core() { 1.0 } else { 0.3 };
        out.insert(format!("w:{}", word.text), 1.5 * share);
        let bounded: Vec<char> = std::iter::once('^')
            .chain(word.text.chars())
            .chain(std::iter::once('$'))
            .collect();
        for gram in bounded.windows(3) {
            let gram = format!("t:{}", gram.iter().collect::<String>());
            *out.entry(gram).or_insert(0.0) += share;
        }
    }
    out.insert(format!("q:{}", prepared.name.squash), 1.5);
    let keys = [
        ("p", &prepared.phone),
        ("e", &prepared.email),
        ("x", &prepared.tax_number),
        ("n", &prepared.number),
        ("h", &prepared.house),
    ];
    for (kind, key) in keys {
        if let Some(key) = key {
            out.insert(format!("k:{kind}:{key}"), 2.0);
        }
    }
    for code in &prepared.codes {
        out.insert(format!("k:c:{code}"), 2.0);
    }
    if let Some(term) = prepared.record.term {
        out.insert(format!("k:t:{term:?}"), 2.0);
    }
    if let Some(role) = prepared.record.role {
        out.insert(format!("k:r:{role:?}"), 0.5);
    }
    for word in prepared.street.words.iter().chain(&prepared.parent.words) {
        out.insert(format!("a:{}", word.text), 0.7);
    }
    for word in prepared.description.words.iter().filter(|word| word.is_core()).take(40) {
        out.insert(format!("d:{}", word.text), 0.5);
    }
    out.into_iter().collect()
}
