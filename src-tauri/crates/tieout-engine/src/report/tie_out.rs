//! Totals of both sides, and the lines that explain what is between them.
//!
//! Not here: where amounts come from (store). Invariant: the bridge sums exactly to `source - ledger`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{BookId, Currency, Instant};
use tieout_store::query::tie_out::{self as query, DocumentPair};
use tieout_store::{Reader, StoreError};

use crate::stage::DOCUMENTS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieOut {
    pub currency: String,
    pub source: SideTotals,
    pub ledger: SideTotals,
    pub difference: String,
    pub bridge: Vec<BridgeLine>,
    pub as_of: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideTotals {
    pub invoices: u32,
    pub amount: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BridgeLine {
    pub cause: String,
    pub invoices: u32,
    pub amount: String,
}

pub fn make(view: &Reader<'_>, book: &BookId, currency: &Currency, as_of: Instant) -> Result<TieOut, StoreError> {
    let mut pairs = Vec::new();
    for kind in DOCUMENTS {
        pairs.extend(query::pairs(view, book, kind)?);
    }
    Ok(of(&pairs, currency, as_of))
}

/// First and last date of the source's documents.
pub fn period(view: &Reader<'_>) -> Result<(Option<Date>, Option<Date>), StoreError> {
    let mut dates = Vec::new();
    for kind in DOCUMENTS {
        dates.extend(query::period(view, kind)?);
    }
    let first = dates.iter().map(|(first, _)| *first).min();
    Ok((first, dates.iter().map(|(_, last)| *last).max()))
}

/// The tie-out of these documents. Pure.
pub fn of(pairs: &[DocumentPair], currency: &Currency, as_of: Instant) -> TieOut {
    let mut bridge: BTreeMap<&'static str, (u32, Decimal)> = BTreeMap::new();
    let (mut source, mut ledger) = (Decimal::ZERO, Decimal::ZERO);
    for pair in pairs {
        source += pair.source.unwrap_or_default();
        ledger += pair.ledger.unwrap_or_default();
        let between = pair.source.unwrap_or_default() - pair.ledger.unwrap_or_default();
        let one_sided = pair.source.is_some() != pair.ledger.is_some();
        if one_sided || !between.is_zero() {
            let line = bridge.entry(cause(pair)).or_default();
            line.0 += 1;
            line.1 += between;
        }
    }
    let count = |there: fn(&DocumentPair) -> bool| {
        u32::try_from(pairs.iter().filter(|pair| there(pair)).count()).unwrap_or(u32::MAX)
    };
    TieOut {
        currency: currency.to_string(),
        source: SideTotals {
            invoices: count(|pair| pair.source.is_some()),
            amount: money(source, currency),
        },
        ledger: SideTotals {
            invoices: count(|pair| pair.ledger.is_some()),
            amount: money(ledger, currency),
        },
        difference: money(source - ledger, currency),
        bridge: bridge
            .into_iter()
            .map(|(cause, (invoices, amount))| BridgeLine {
                cause: cause.to_owned(),
                invoices,
                amount: money(amount, currency),
            })
            .collect(),
        as_of: as_of.to_string(),
    }
}

fn cause(pair: &DocumentPair) -> &'static str {
    match pair.state {
        Some(OutboxState::Staged) if pair.held => "held",
        Some(OutboxState::Staged | OutboxState::Approved | OutboxState::Sending) | None => "not_sent",
        Some(OutboxState::InDoubt) => "being_verified",
        Some(OutboxState::Failed) => "failed",
        Some(OutboxState::Ignored) => "ignored",
        Some(OutboxState::Posted | OutboxState::Superseded) => "amount_differs",
    }
}

/// At least as many decimals as the currency has; never fewer than the amount has.
fn money(amount: Decimal, currency: &Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.decimals() {
        amount.rescale(currency.decimals());
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd() -> Currency {
        Currency::try_from("USD").unwrap()
    }

    fn pair() -> impl Strategy<Value = DocumentPair> {
        let amount = proptest::option::of((0i64..1_000_000).prop_map(|cents| Decimal::new(cents, 2)));
        let state = proptest::option::of(proptest::sample::select(OutboxState::ALL.to_vec()));
        (amount.clone(), amount, state, any::<bool>()).prop_map(|(source, ledger, state, held)| DocumentPair {
            source,
            ledger,
            state,
            held,
        })
    }

    proptest! {
        #[test]
        fn the_bridge_sums_exactly_to_the_difference(pairs in proptest::collection::vec(pair(), 0..60)) {
            let made = of(&pairs, &usd(), Instant::UNIX_EPOCH);
            let sum: Decimal = made.bridge.iter().map(|line| line.amount.parse::<Decimal>().unwrap()).sum();
            prop_assert_eq!(sum, made.difference.parse::<Decimal>().unwrap());
        }
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(money(Decimal::from(12), &usd()), "12.00");
        assert_eq!(money(Decimal::new(12345, 3), &usd()), "12.345");
    }
}
