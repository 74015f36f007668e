//! How many calls a run needs, and how many the book has left today.
//!
//! Not here: counting them (`rate`). Invariant: pure; an estimate counts whole requests and never promises fewer than the writes
//! alone need.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tieout_domain::ObjectKind;

use super::profile::LedgerProfile;
use super::write::Operation;

/// Calls of one book. Only ledgers that count days have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// As the ledger last told it; as we count it where it has not spoken yet.
    pub left_today: u32,
    pub per_day: u32,
}

/// Calls that writing so many records of each kind and operation takes: the requests themselves, the look before each request that
/// changes something, and for each kind the search for our references before the first creation and the look after the last write.
pub fn calls_of_writes(profile: &LedgerProfile, writes: &[(ObjectKind, Operation, usize)]) -> u32 {
    let together = profile.batch_max.max(1);
    let written = writes.iter().filter(|(_, _, count)| *count > 0);
    let requests: usize = written
        .clone()
        .map(|(_, operation, count)| match operation {
            Operation::Create => count.div_ceil(together),
            Operation::Update | Operation::Void | Operation::Deactivate | Operation::Delete => {
                2 * count.div_ceil(together)
            }
        })
        .sum();
    let kinds: BTreeSet<_> = written.clone().map(|(kind, ..)| kind).collect();
    let created: BTreeSet<_> = written
        .filter(|(_, operation, _)| *operation == Operation::Create)
        .map(|(kind, ..)| kind)
        .collect();
    count(requests + kinds.len() + created.len())
}

/// Calls that reading every list takes at least: one a kind. Long lists come in more pages than one.
pub fn calls_of_pull(profile: &LedgerProfile) -> u32 {
    count(profile.pulls.len())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Doubt, Vocabulary};

    fn profile(batch_max: usize) -> LedgerProfile {
        LedgerProfile {
            system: "s".into(),
            name: "S".into(),
            book_id_words: "id".into(),
            vocabulary: Vocabulary {
                item: String::new(),
                bill: String::new(),
                class: String::new(),
                tax_code: String::new(),
            },
            pulls: vec![ObjectKind::Item, ObjectKind::Customer],
            pushes: Vec::new(),
            batch_max,
            requests_per_minute: 60,
            requests_per_day: Some(1000),
            doubt: Doubt {
                replay_window_ms: 0,
                quiet_ms: 0,
                lookup_lag_ms: 0,
                second_probe_ms: 0,
            },
            slots: Vec::new(),
            shared_name_space: Vec::new(),
            retires: Vec::new(),
            refuses_stale: false,
        }
    }

    #[test]
    fn a_thousand_contacts_a_thousand_items_and_five_hundred_invoices_fit_a_small_day() {
        let writes = [
            (ObjectKind::Customer, Operation::Create, 1000),
            (ObjectKind::Item, Operation::Create, 1000),
            (ObjectKind::Invoice, Operation::Create, 500),
        ];
        // 20 + 20 + 10 requests, and for each of three kinds a search before and a look after.
        assert_eq!(calls_of_writes(&profile(50), &writes), 56);
        assert_eq!(
            calls_of_writes(&profile(1), &writes),
            2506,
            "one call a record would break the day"
        );
    }

    #[test]
    fn a_change_is_looked_at_before_and_nothing_costs_nothing() {
        let writes = [
            (ObjectKind::Customer, Operation::Update, 51),
            (ObjectKind::Item, Operation::Create, 0),
        ];
        assert_eq!(
            calls_of_writes(&profile(50), &writes),
            5,
            "two looks, two requests, one look after"
        );
        assert_eq!(calls_of_writes(&profile(50), &[]), 0);
        assert_eq!(calls_of_pull(&profile(50)), 2);
    }
}
