//! The marker search before anything of a kind is created: what another computer, or this file before a restore, already wrote.
//!
//! Not here: doubts. Invariant: a search that fails, or may be partial, stops the run before anything is sent.

use tieout_connect::ledger::{ProbeAnswer, ProbeRequest, Probed};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, Instant, Marker, Object, ObjectKind, Record, Recovery};
use tieout_store::StoreError;
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::{attempt, client};

use super::settle::Verdict;
use super::{BACK_OFF_MS, Memory, Pusher};

/// Room for clocks that disagree.
pub const SKEW_MINUTES: i64 = 5;

impl Pusher {
    /// Adopts every creation of `kind` approved for this run that is in the ledger already.
    pub(super) async fn sweep(&self, memory: &Memory, kind: ObjectKind) -> Result<(), Failure> {
        let (book, run) = (self.book.clone(), memory.run);
        let (rows, since) = self
            .read(move |view| {
                let approved = outbox::in_state(view, &book, OutboxState::Approved)?;
                let client = client::get(view)?.ok_or_else(|| StoreError::NotFound("client".into()))?;
                let rows: Vec<_> = approved
                    .into_iter()
                    .filter(|row| row.kind == kind && row.operation == "create" && row.run_id == Some(run))
                    .collect();
                // Our markers hold the client file's own id: none can be older than the file.
                Ok((rows, client.created_at))
            })
            .await?;
        let request = ProbeRequest {
            kind,
            since: earlier(since, 24 * 60),
            wanted: rows.iter().map(probed).collect(),
        };
        let answer = self.probe_patiently(&request).await?;
        let settled: Vec<_> = rows
            .into_iter()
            .filter_map(|row| {
                let verdict = match found(&answer, &row.marker) {
                    [] => return None,
                    [one] => adopted(&row, one),
                    _ => Verdict::Failed(twice(&row)),
                };
                Some((row, attempt::PROBE_FOUND.to_owned(), verdict))
            })
            .collect();
        if settled.is_empty() {
            return Ok(());
        }
        self.settle_all(memory, None, settled).await
    }

    async fn probe_patiently(&self, request: &ProbeRequest) -> Result<ProbeAnswer, Failure> {
        for wait_ms in BACK_OFF_MS {
            match self.ledger.probe(request).await {
                Err(failure) if matches!(failure.recovery, Recovery::Wait | Recovery::Retry) => {
                    self.waiter.wait(wait_ms).await;
                }
                answer => return answer,
            }
        }
        self.ledger.probe(request).await
    }
}

pub fn probed(row: &OutboxRow) -> Probed {
    Probed {
        marker: row.marker.clone(),
        name: row.document.as_ref().map_or("", |document| document.name()).to_owned(),
        code: row.document.as_ref().and_then(Object::number).map(str::to_owned),
        remote: if row.operation == "create" {
            None
        } else {
            row.remote_id.clone()
        },
    }
}

pub fn found<'a>(answer: &'a ProbeAnswer, marker: &Marker) -> &'a [Record] {
    let hit = answer.found.iter().find(|(known, _)| known == marker);
    hit.map_or(&[], |(_, records)| records.as_slice())
}

/// A record with our reference is ours; what it says otherwise is kept as drift.
pub fn adopted(row: &OutboxRow, record: &Record) -> Verdict {
    Verdict::Posted {
        record: Box::new(record.clone()),
        drift: super::updates::differences(row.document.as_ref(), record),
        found: true,
    }
}

pub fn twice(row: &OutboxRow) -> Failure {
    Failure::new(ErrorCode::FoundTwice, Recovery::Compare)
        .param("record", &row.name)
        .param("reference", &row.marker)
}

pub fn earlier(at: Instant, minutes: i64) -> Instant {
    at.checked_sub(jiff::SignedDuration::from_mins(minutes)).unwrap_or(at)
}
