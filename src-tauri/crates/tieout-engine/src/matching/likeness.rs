//! Likeness of two short texts as `strsim` defines it, many letters at a time.
//!
//! Not here: words and weights. Invariant: the same number as `strsim`, to the last bit; longer and other texts are left to it.

/// A text whose letters have a bit each: short and ASCII, as nearly all compared names are.
pub struct Places<'a> {
    text: &'a [u8],
    /// Per letter the places where it stands.
    of: [u64; 128],
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Option<Self> {
        if !fits(text) {
            return None;
        }
        let mut of = [0u64; 128];
        for (at, letter) in text.bytes().enumerate() {
            of[usize::from(letter)] |= 1 << at;
        }
        let text = text.as_bytes();
        Some(Self { text, of })
    }
}

fn fits(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.is_ascii()
}

/// `strsim::jaro_winkler` of `a` and the text of `places`.
pub fn jaro_winkler(a: &str, b: &str, places: Option<&Places<'_>>) -> f64 {
    match places {
        Some(places) if fits(a) => winkler(a.as_bytes(), places),
        _ => strsim::jaro_winkler(a, b),
    }
}

fn winkler(a: &[u8], b: &Places<'_>) -> f64 {
    let likeness = jaro(a, b);
    if likeness <= 0.7 {
        return likeness;
    }
    let shared = a.iter().zip(b.text).take(4).take_while(|(a, b)| a == b).count();
    likeness + 0.1 * number(shared) * (1.0 - likeness)
}

/// Each letter takes the first free equal letter near its own place.
fn jaro(a: &[u8], b: &Places<'_>) -> f64 {
    let reach = (a.len().max(b.text.len()) / 2).saturating_sub(1);
    let (mut taken_a, mut taken_b) = (0u64, 0u64);
    for (at, letter) in a.iter().enumerate() {
        let near = below(at + reach + 1) & !below(at.saturating_sub(reach));
        let free = b.of[usize::from(*letter)] & near & !taken_b;
        if free != 0 {
            taken_b |= free & free.wrapping_neg();
            taken_a |= 1 << at;
        }
    }
    let shared = taken_a.count_ones();
    if shared == 0 {
        return 0.0;
    }
    let crossed = places_in(taken_a)
        .zip(places_in(taken_b))
        .filter(|(at, other)| a[*at] != b.text[*other])
        .count();
    let shared = f64::from(shared);
    (shared / number(a.len()) + shared / number(b.text.len()) + (shared - number(crossed / 2)) / shared) / 3.0
}

const fn below(place: usize) -> u64 {
    if place >= 64 { u64::MAX } else { (1 << place) - 1 }
}

fn places_in(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros() as usize;
        (bits != 0).then(|| {
            bits &= bits - 1;
            at
        })
    })
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// `strsim::osa_distance` of `a` and the text of `places`.
pub fn osa_distance(a: &str, b: &str, places: Option<&Places<'_>>) -> usize {
    match places {
        Some(places) if fits(a) => osa(a.as_bytes(), places),
        _ => strsim::osa_distance(a, b),
    }
}

/// One column of the table of distances at a time, as differences of one bit each (Hyyrö 2003).
fn osa(a: &[u8], b: &Places<'_>) -> usize {
    let last = 1u64 << (b.text.len() - 1);
    let (mut more, mut less) = (u64::MAX, 0u64);
    let (mut diagonal, mut before) = (0u64, 0u64);
    let mut distance = b.text.len();
    for letter in a {
        let equal = b.of[usize::from(*letter)];
        let swapped = ((!diagonal & equal) << 1) & before;
        diagonal = ((equal & more).wrapping_add(more) ^ more) | equal | less | swapped;
        let up = less | !(diagonal | more);
        let down = diagonal & more;
        distance += usize::from(up & last != 0);
        distance -= usize::from(down & last != 0);
        let up = (up << 1) | 1;
        more = (down << 1) | !(diagonal | up);
        less = up & diagonal;
        before = equal;
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_is_that_of_strsim_to_the_last_bit(a in "[a-cé]{0,10}|[a-d]{0,70}", b in "[a-cé]{0,10}|[a-d]{0,70}") {
            let places = Places::new(&b);
            prop_assert_eq!(osa_distance(&a, &b, places.as_ref()), strsim::osa_distance(&a, &b));
            let (ours, theirs) = (jaro_winkler(&a, &b, places.as_ref()), strsim::jaro_winkler(&a, &b));
            prop_assert_eq!(ours.to_bits(), theirs.to_bits());
        }
    }
}
