//! In whose company an entry is sent: one bad record must not hold up the others (S-120).
//!
//! Not here: sending. Invariant: after a request that came to nothing its entries travel in ever smaller company, in the end alone, so
//! that only the culprit fails. The state is the count of sends on disk: a crash in between forgets nothing and costs nothing.

use std::collections::BTreeSet;

use tieout_domain::{ErrorCode, Failure, OutboxId, RunId};
use tieout_store::table::outbox::OutboxRow;

use super::settle::Verdict;

/// A request that came to nothing is cut into so many parts.
const PARTS: usize = 5;
/// So many entries in a row, refused alone in the same words, show that the cause is no single record.
const ALIKE_MAX: usize = 3;

/// How many entries go into one request when each of them was sent `sends` times before.
pub fn size(sends: u32, max: usize, lasting: bool) -> usize {
    if lasting {
        return max.max(1);
    }
    let parts = PARTS.checked_pow(sends).unwrap_or(usize::MAX);
    (max / parts).max(1)
}

/// The next request out of what is due: those that were sent most often, so that nobody joins a suspect and a lasting refusal shows
/// soon. Each run starts at another entry: a second attempt must not stumble over the same ones first.
pub fn next(due: Vec<OutboxRow>, max: usize, run: RunId, lasting: bool) -> Vec<OutboxRow> {
    let Some(sends) = due.iter().map(|row| row.attempt).max() else {
        return due;
    };
    let mut equal: Vec<OutboxRow> = due.into_iter().filter(|row| row.attempt == sends).collect();
    let size = size(sends, max, lasting && sends > 0);
    if size < equal.len() && sends > 0 {
        let start = usize::try_from(run.0).unwrap_or(0) % equal.len();
        equal.rotate_left(start);
    }
    equal.truncate(size);
    equal
}

/// Refusals of entries sent alone, without a success in between.
#[derive(Debug, Default)]
pub struct Alike {
    said: Option<(ErrorCode, Option<String>)>,
    entries: BTreeSet<OutboxId>,
}

impl Alike {
    /// Whether the refusals are about more than single records.
    pub fn lasting(&self) -> bool {
        self.entries.len() >= ALIKE_MAX
    }

    /// Learns from what one send came to.
    pub fn note(&mut self, settled: &[(OutboxRow, String, Verdict)]) {
        let fresh = settled.iter().any(|(row, _, _)| row.attempt <= 1);
        let accepted = settled
            .iter()
            .any(|(_, _, verdict)| matches!(verdict, Verdict::Posted { .. }));
        if fresh || accepted {
            *self = Self::default();
        }
        if let [(row, _, Verdict::Failed(failure) | Verdict::Doubt(failure))] = settled
            && !fresh
        {
            self.add(row.id, failure);
        }
    }

    fn add(&mut self, entry: OutboxId, failure: &Failure) {
        let said = Some((failure.code, failure.params.get("ledger_code").cloned()));
        if self.said != said {
            self.said = said;
            self.entries.clear();
        }
        self.entries.insert(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn company_shrinks_with_every_send_until_an_entry_is_alone() {
        for (max, sizes) in [(30, [30, 6, 1, 1]), (5, [5, 1, 1, 1]), (1, [1; 4]), (0, [1; 4])] {
            let got: Vec<usize> = (0..4).map(|sends| size(sends, max, false)).collect();
            assert_eq!(got, sizes, "at most {max}");
        }
        assert_eq!(size(2, 30, true), 30, "a lasting refusal is not asked for one by one");
        assert_eq!(size(u32::MAX, 30, false), 1);
    }
}
