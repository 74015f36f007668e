//! Says why: what speaks for a pair, and what against it.
//!
//! Not here: words for people; the screens have one text a code. Invariant: a contradiction is never left out to save room.

use super::index::Prepared;
use super::normalise::Name;
use super::reason::{Reason, ReasonCode};
use super::score::{Pair, per_mille, roles};

/// Chips beside a suggestion.
const REASONS_MAX: usize = 3;

fn same(left: &Option<String>, right: &Option<String>) -> bool {
    left.is_some() && left == right
}

fn differ(left: &Option<String>, right: &Option<String>) -> bool {
    left.is_some() && right.is_some() && left != right
}

/// What speaks for the pair, strongest first.
pub fn reasons(left: &Prepared<'_>, right: &Prepared<'_>, pair: &Pair) -> Vec<Reason> {
    let (l, r) = (left.record, right.record);
    let keys = [
        (
            same(&left.tax_number, &right.tax_number),
            ReasonCode::SameTaxNumber,
            &l.tax_number,
        ),
        (same(&left.email, &right.email), ReasonCode::SameEmail, &l.email),
        (same(&left.number, &right.number), ReasonCode::SameNumber, &l.number),
        (same(&left.phone, &right.phone), ReasonCode::SamePhone, &l.phone),
    ];
    let held = keys.into_iter().filter(|(holds, ..)| *holds);
    let mut reasons: Vec<Reason> = held
        .map(|(_, code, value)| Reason::of(code).left(value.as_deref()))
        .collect();
    if l.term.is_some() && l.term == r.term {
        reasons.push(Reason::of(ReasonCode::SameMeaning));
    }
    reasons.push(of_names(&left.name, &right.name, pair));
    if let Some((a, b)) = pair.cover.alike {
        let word = |name: &Name, at: usize| name.words.get(at).map(|word| word.text.clone());
        let (left, right) = (word(&left.name, a), word(&right.name, b));
        reasons.push(Reason {
            left,
            right,
            ..Reason::of(ReasonCode::WordsAlike)
        });
    }
    if same(&left.postal_code, &right.postal_code) || same(&left.house, &right.house) {
        reasons.push(Reason::of(ReasonCode::SameAddress));
    } else if same(&left.city, &right.city) {
        reasons.push(Reason::of(ReasonCode::SameCity).left(l.city.as_deref()));
    }
    if l.role.is_some() && l.role == r.role {
        reasons.push(Reason::of(ReasonCode::SameType));
    }
    reasons.truncate(REASONS_MAX);
    reasons
}

fn of_names(left: &Name, right: &Name, pair: &Pair) -> Reason {
    if left.norm == right.norm {
        Reason::of(ReasonCode::SameName)
    } else if left.squash == right.squash {
        Reason::of(ReasonCode::SameCoreName)
    } else {
        Reason::of(ReasonCode::NameAlike).per_mille(per_mille(pair.name_likeness))
    }
}

/// Everything that speaks against the pair.
pub fn contradictions(left: &Prepared<'_>, right: &Prepared<'_>, pair: &Pair) -> Vec<Reason> {
    let (l, r) = (left.record, right.record);
    let other_place = differ(&left.city, &right.city) && differ(&left.phone, &right.phone);
    let valued = [
        (
            differ(&left.tax_number, &right.tax_number),
            ReasonCode::OtherTaxNumber,
            &l.tax_number,
            &r.tax_number,
        ),
        (
            differ(&left.email, &right.email),
            ReasonCode::OtherEmail,
            &l.email,
            &r.email,
        ),
        (
            differ(&left.number, &right.number),
            ReasonCode::OtherNumber,
            &l.number,
            &r.number,
        ),
        (other_place, ReasonCode::OtherPlace, &l.city, &r.city),
    ];
    let held = valued.into_iter().filter(|(holds, ..)| *holds);
    let mut against: Vec<Reason> = held
        .map(|(_, code, a, b)| Reason::of(code).left(a.as_deref()).right(b.as_deref()))
        .collect();
    let plain = [
        (pair.numbers_differ(), ReasonCode::OtherNumbersInName),
        (pair.legal_differs(), ReasonCode::OtherLegalForm),
        (roles(left, right).1 > 0.0, ReasonCode::OtherType),
        (
            l.term.is_some() && r.term.is_some() && l.term != r.term,
            ReasonCode::OtherMeaning,
        ),
        (l.inactive || r.inactive, ReasonCode::Inactive),
    ];
    against.extend(
        plain
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, code)| Reason::of(code)),
    );
    against
}
