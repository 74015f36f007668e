//! Judges a pair: features and score.
//!
//! Not here: reasons (`explain`), tiers (`suggest`). Invariant: a missing value is neutral, never "different".

use rust_decimal::Decimal;

use super::compare::{Cover, cover, is_acronym, osa_with};
use super::index::Prepared;
use super::likeness::{Places, jaro_winkler};
use super::normalise::Name;
use super::weights::{PAIR, RIVALS};

pub const FEATURES: usize = 49;
pub const RIVAL_FEATURES: usize = 8;

/// What was measured on a pair.
pub type Features = [f64; FEATURES];

/// A pair among its rivals.
pub type RivalFeatures = [f64; RIVAL_FEATURES];

pub struct Pair {
    pub features: Features,
    pub cover: Cover,
    pub name_likeness: f64,
}

fn yes(value: bool) -> f64 {
    if value { 1.0 } else { 0.0 }
}

/// (equal, different); both false where one side does not say.
fn both<T: PartialEq>(left: Option<&T>, right: Option<&T>) -> (f64, f64) {
    match (left, right) {
        (Some(left), Some(right)) => (yes(left == right), yes(left != right)),
        _ => (0.0, 0.0),
    }
}

pub fn compare(left: &Prepared<'_>, right: &Prepared<'_>, nearness: f32, heaviest: f64) -> Pair {
    let cover = cover(&left.name, &right.name, heaviest);
    let names = name_features(left, right, &cover, f64::from(nearness));
    let keys = key_features(left, right);
    let others = other_features(left, right, heaviest);
    let crossed = crossed_features(left, right, &cover, &names, &keys, &others);
    let mut features = [0.0; FEATURES];
    let all = names.iter().chain(&keys).chain(&others).chain(&crossed);
    features.iter_mut().zip(all).for_each(|(place, value)| *place = *value);
    let least = cover.left.min(cover.right);
    let [_, _, _, _, _, winkler, _, in_order, _, squash, ..] = names;
    Pair {
        features,
        cover,
        name_likeness: least.max(winkler * in_order).max(squash),
    }
}

fn name_features(left: &Prepared<'_>, right: &Prepared<'_>, cover: &Cover, nearness: f64) -> [f64; 18] {
    let (numbers_equal, numbers_differ, numbers_missing) = numbers(&left.name, &right.name);
    let (legal_equal, legal_differ) = both(left.name.legal().as_ref(), right.name.legal().as_ref());
    let (one, other) = (left.name.squash.as_str(), right.name.squash.as_str());
    let places = Places::new(other);
    let (one_sorted, other_sorted) = (left.sorted.as_str(), right.sorted.as_str());
    [
        1.0,
        cover.left,
        cover.right,
        cover.left.min(cover.right),
        cover.left * cover.right,
        jaro_winkler(one, other, places.as_ref()),
        osa_with(one, other, places.as_ref()),
        jaro_winkler(one_sorted, other_sorted, Places::new(other_sorted).as_ref()),
        nearness,
        yes(one == other),
        cover.left_alone,
        cover.right_alone,
        first_word(left, right),
        numbers_equal,
        numbers_differ,
        numbers_missing,
        legal_equal,
        legal_differ,
    ]
}

fn key_features(left: &Prepared<'_>, right: &Prepared<'_>) -> [f64; 14] {
    let pairs = [
        both(left.phone.as_ref(), right.phone.as_ref()),
        both(left.email.as_ref(), right.email.as_ref()),
        both(left.tax_number.as_ref(), right.tax_number.as_ref()),
        both(left.number.as_ref(), right.number.as_ref()),
        both(left.house.as_ref(), right.house.as_ref()),
        both(left.postal_code.as_ref(), right.postal_code.as_ref()),
        both(left.city.as_ref(), right.city.as_ref()),
    ];
    let mut features = [0.0; 14];
    for (place, (equal, differ)) in features.chunks_exact_mut(2).zip(pairs) {
        place.copy_from_slice(&[equal, differ]);
    }
    features
}

fn other_features(left: &Prepared<'_>, right: &Prepared<'_>, heaviest: f64) -> [f64; 7] {
    let (brand_equal, brand_differ) = both(left.brand.as_ref(), right.brand.as_ref());
    let (codes_shared, codes_differ) = codes(left, right);
    let (price_near, price_far) = prices(left.record.price, right.record.price);
    let (role_equal, role_differ) = roles(left, right);
    [
        covered(&left.street, &right.street, heaviest),
        covered(&left.description, &right.description, heaviest),
        codes_shared - codes_differ,
        price_near - price_far,
        brand_equal - brand_differ,
        covered(&left.parent, &right.parent, heaviest),
        role_equal - role_differ,
    ]
}

/// What only counts together with something else.
fn crossed_features(
    left: &Prepared<'_>,
    right: &Prepared<'_>,
    cover: &Cover,
    names: &[f64; 18],
    keys: &[f64; 14],
    others: &[f64; 7],
) -> [f64; 10] {
    let least = cover.left.min(cover.right);
    let acronym = yes(is_acronym(&left.name, &right.name));
    let [_, _, _, _, _, winkler, _, in_order, nearness, _, _, _, first, ..] = *names;
    [
        acronym,
        winkler * least,
        in_order * cover.left * cover.right,
        nearness * least,
        first * least,
        keys[8] * least,
        keys[0] * least,
        others[1] * least,
        acronym * (1.0 - least),
        cover.left_alone * cover.right_alone,
    ]
}

fn covered(left: &Name, right: &Name, heaviest: f64) -> f64 {
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let cover = cover(left, right, heaviest);
    // Centred, so that a description that fits badly speaks against the pair.
    cover.left.max(cover.right) - 0.4
}

fn first_word(left: &Prepared<'_>, right: &Prepared<'_>) -> f64 {
    let first = |name: &'_ Name| name.words.iter().position(|word| !word.filler).unwrap_or(0);
    match (
        left.name.words.get(first(&left.name)),
        right.name.words.get(first(&right.name)),
    ) {
        (Some(left), Some(right)) => super::compare::word_likeness(left, right),
        _ => 0.0,
    }
}

/// (equal, different, only one side has any).
fn numbers(left: &Name, right: &Name) -> (f64, f64, f64) {
    let has_any = |name: &Name| name.words.iter().any(|word| word.number);
    match (has_any(left), has_any(right)) {
        (false, false) => (0.0, 0.0, 0.0),
        (true, true) => {
            let within = has_numbers_of(left, right) || has_numbers_of(right, left);
            (yes(within), yes(!within), 0.0)
        }
        _ => (0.0, 0.0, 1.0),
    }
}

/// Whether every number in `one` stands in `other` too.
fn has_numbers_of(one: &Name, other: &Name) -> bool {
    let mut numbers = one.words.iter().filter(|word| word.number);
    numbers.all(|number| other.words.iter().any(|word| word.text == number.text))
}

fn codes(left: &Prepared<'_>, right: &Prepared<'_>) -> (f64, f64) {
    if left.codes.is_empty() || right.codes.is_empty() {
        return (0.0, 0.0);
    }
    let shared = left.codes.iter().any(|code| right.codes.contains(code));
    (yes(shared), yes(!shared))
}

/// Amounts are compared as decimals: within a twentieth is near, double is far.
fn prices(left: Option<Decimal>, right: Option<Decimal>) -> (f64, f64) {
    let (Some(left), Some(right)) = (left, right) else {
        return (0.0, 0.0);
    };
    if left <= Decimal::ZERO || right <= Decimal::ZERO {
        return (0.0, 0.0);
    }
    let (low, high) = (left.min(right), left.max(right));
    let times = |percent: i64| low.checked_mul(Decimal::new(percent, 2)).unwrap_or(Decimal::MAX);
    (yes(high <= times(105)), yes(high >= times(200)))
}

pub fn roles(left: &Prepared<'_>, right: &Prepared<'_>) -> (f64, f64) {
    match (left.record.role, right.record.role) {
        (Some(left), Some(right)) => (
            yes(left == right),
            yes(left.is_balance_sheet() != right.is_balance_sheet()),
        ),
        _ => (0.0, 0.0),
    }
}

impl Pair {
    pub fn numbers_differ(&self) -> bool {
        self.features[14] > 0.0
    }

    pub fn legal_differs(&self) -> bool {
        self.features[17] > 0.0
    }

    /// Jaro-Winkler of the core names.
    pub const fn winkler(&self) -> f64 {
        self.features[5]
    }

    /// How the pair stands by itself, in log-odds.
    pub fn alone(&self) -> f64 {
        dot(&self.features, &PAIR)
    }
}

/// The pair among its rivals: its own log-odds, and how far behind the next rival of each side is.
pub fn among_rivals(alone: f64, left_gap: f64, right_gap: f64, one_to_one: bool) -> RivalFeatures {
    let near = |gap: f64| gap.clamp(-4.0, 4.0);
    let strict = yes(one_to_one);
    [
        1.0,
        alone.clamp(-12.0, 12.0),
        near(left_gap),
        near(right_gap),
        yes(left_gap > 0.0),
        yes(right_gap > 0.0),
        strict * near(right_gap),
        strict * yes(right_gap > 0.0),
    ]
}

pub fn odds_to_score(features: &RivalFeatures) -> u16 {
    per_mille(1.0 / (1.0 + (-dot(features, &RIVALS)).exp()))
}

fn dot(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=1 first"
)]
pub fn per_mille(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * 1000.0).round() as u16
}
