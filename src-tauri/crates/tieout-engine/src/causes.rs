//! Held and failed transactions, one group a cause.
//!
//! Not here: sentences. Invariant: what one cure would cure stands in one group.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure};
use tieout_store::query::transactions::TransactionRow;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub failure: Failure,
    pub held: bool,
    pub count: u32,
    pub amount: Decimal,
}

/// Params that are about the single document, not about the cause.
const OWN: [&str; 5] = ["date", "number", "total", "sum", "attempts"];

/// Groups, the largest first.
pub fn group(rows: &[TransactionRow]) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, ErrorCode, BTreeMap<String, String>), Group> = BTreeMap::new();
    for row in rows {
        let Some(failure) = &row.failure else { continue };
        let held = row.state == OutboxState::Staged;
        let amount: Decimal = row
            .amount
            .as_deref()
            .and_then(|amount| amount.parse().ok())
            .unwrap_or_default();
        let params = shared_params(failure);
        let group = groups
            .entry((held, failure.code, params.clone()))
            .or_insert_with(|| Group {
                failure: Failure {
                    params,
                    ..failure.clone()
                },
                held,
                count: 0,
                amount: Decimal::ZERO,
            });
        group.count += 1;
        group.amount += amount;
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by(|a, b| b.count.cmp(&a.count).then(b.amount.cmp(&a.amount)));
    groups
}

fn shared_params(failure: &Failure) -> BTreeMap<String, String> {
    let mut params = failure.params.clone();
    // A named record is part of the cause only where it is another record: the customer an invoice waits for.
    if !params.contains_key("kind") {
        params.remove("record");
    }
    params.retain(|name, _| !OWN.contains(&name.as_str()));
    params
}
