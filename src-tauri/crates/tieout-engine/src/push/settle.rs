//! What an answer means for an entry, written in one transaction: state, link, mirror, attempt, audit.
//!
//! Not here: getting the answer. Invariant: a state moves only together with the row that says why.

use tieout_connect::ledger::Outcome;
use tieout_domain::fields::FieldChange;
use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::{ErrorCode, Failure, Instant, Reading, Record, Recovery, RunId, SendId, Side, fields};
use tieout_store::table::attempt::{self, NewAttempt};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::base::{self, Pair};
use tieout_store::table::link::{self, Decided, LinkRow, Origin};
use tieout_store::table::mirror::{self, Told};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::{StoreError, Writer};

use crate::crash_point;
use crate::plan::base::owned;

/// Sends per approval.
pub const SENDS_MAX: u32 = 5;

/// What becomes of an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Posted {
        record: Box<Record>,
        drift: Vec<FieldChange>,
        /// Found by looking, not by an answer.
        found: bool,
    },
    /// Nothing happened: it goes back into the queue. `counts` tells whether the send counts against the limit.
    Again {
        counts: bool,
        failure: Option<Failure>,
    },
    Failed(Failure),
    /// Refused together with others, for a cause that may be another's: it goes back into the queue, to be sent in smaller company.
    Apart(Failure),
    /// Sent, outcome unknown.
    Doubt(Failure),
    /// Looked, not there; the doubt goes on until the second look.
    Absent {
        probes: u32,
    },
}

/// The verdict that follows from an answer alone.
pub fn verdict(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::NotSent(failure) | Outcome::Refused { failure, .. } => Verdict::Again {
            counts: false,
            failure: Some(failure),
        },
        Outcome::Done(record) => Verdict::Posted {
            record,
            drift: Vec::new(),
            found: false,
        },
        Outcome::DoneDiffers { record, differences } => Verdict::Posted {
            record,
            drift: differences,
            found: false,
        },
        Outcome::Rejected(failure) => Verdict::Failed(failure),
        Outcome::RefusedWhole(failure) => Verdict::Apart(failure),
        Outcome::Exists(failure) | Outcome::UnknownEnded(failure) | Outcome::UnknownMaybeRunning(failure) => {
            Verdict::Doubt(failure)
        }
    }
}

/// Who settles, under which run, and after which send.
pub struct Settling<'a> {
    pub run: Option<RunId>,
    pub send: Option<SendId>,
    pub who: &'a str,
    pub now: &'a Reading,
}

/// Settles one entry. `outcome` is the word kept with the attempt.
pub fn settle(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    row: &OutboxRow,
    outcome: &str,
    verdict: &Verdict,
) -> Result<OutboxState, StoreError> {
    let failure = match verdict {
        Verdict::Failed(failure) | Verdict::Apart(failure) | Verdict::Doubt(failure) => Some(failure),
        Verdict::Again { failure, .. } => failure.as_ref(),
        Verdict::Posted { .. } | Verdict::Absent { .. } => None,
    };
    let tried = NewAttempt {
        outbox: row.id,
        send: settling.send,
        run: settling.run,
        outcome,
        failure,
        at: settling.now.wall,
    };
    attempt::insert(writer, &tried)?;
    crash_point!("t2.inside");
    match verdict {
        Verdict::Posted { record, drift, found } => posted(writer, settling, row, record, drift, *found),
        Verdict::Again { counts, failure } => again(writer, settling, row, *counts, failure.as_ref()),
        Verdict::Failed(failure) => failed(writer, settling, row, failure),
        // The words may be about a neighbour: they stay with the attempt, not with the entry.
        Verdict::Apart(_) => again(writer, settling, row, true, None),
        Verdict::Doubt(failure) => {
            outbox::set_failure(writer, row.id, Some(failure))?;
            if row.state == OutboxState::InDoubt {
                return Ok(OutboxState::InDoubt);
            }
            audit(writer, settling, row, "entry_in_doubt", |entry| {
                entry.with("why", failure.code.word())
            })?;
            outbox::advance(writer, row.id, OutboxEvent::LoseAnswer)
        }
        Verdict::Absent { probes } => {
            outbox::set_probed(writer, row.id, *probes, Some(settling.now))?;
            Ok(OutboxState::InDoubt)
        }
    }
}

fn audit(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    row: &OutboxRow,
    action: &'static str,
    more: impl FnOnce(NewAudit) -> NewAudit,
) -> Result<(), StoreError> {
    let mut entry = NewAudit::new(settling.now.wall, settling.who, action)
        .about(row.kind, row.source_id.as_str())
        .with("name", row.name.clone())
        .with("reference", row.marker.as_str())
        .with("operation", row.operation.clone());
    if let Some(run) = settling.run {
        entry = entry.with("run_id", run.0);
    }
    audit::append(writer, &more(entry))?;
    Ok(())
}

fn failed(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    row: &OutboxRow,
    failure: &Failure,
) -> Result<OutboxState, StoreError> {
    outbox::set_failure(writer, row.id, Some(failure))?;
    audit(writer, settling, row, "entry_failed", |entry| {
        entry.with("why", failure.code.word())
    })?;
    outbox::advance(writer, row.id, OutboxEvent::Reject)
}

fn again(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    row: &OutboxRow,
    counts: bool,
    failure: Option<&Failure>,
) -> Result<OutboxState, StoreError> {
    let state = outbox::advance(writer, row.id, OutboxEvent::NotDone)?;
    let attempt = if counts {
        row.attempt
    } else {
        row.attempt.saturating_sub(1)
    };
    outbox::set_wait(writer, row.id, attempt, None)?;
    outbox::set_probed(writer, row.id, 0, None)?;
    outbox::set_failure(writer, row.id, failure)?;
    if attempt < SENDS_MAX {
        return Ok(state);
    }
    let exhausted = Failure::new(ErrorCode::AttemptsExhausted, Recovery::Retry).param("attempts", attempt);
    failed(writer, settling, row, &exhausted)
}

fn posted(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    row: &OutboxRow,
    record: &Record,
    drift: &[FieldChange],
    found: bool,
) -> Result<OutboxState, StoreError> {
    // Found by the search before anything was sent by this file: the states in between are passed at once.
    if row.state == OutboxState::Approved {
        outbox::advance(writer, row.id, OutboxEvent::Send)?;
    }
    let state = outbox::advance(writer, row.id, OutboxEvent::Confirm)?;
    outbox::set_posted(
        writer,
        row.id,
        &record.id,
        record.version.as_deref(),
        drift,
        settling.now.wall,
    )?;
    outbox::supersede_older(writer, row)?;
    tell_mirror(writer, record, settling.now.wall)?;
    tie(writer, settling, row, record, found)?;
    let action = match (found, drift.is_empty()) {
        (true, _) => "entry_found",
        (false, true) => "entry_posted",
        (false, false) => "entry_posted_differently",
    };
    audit(writer, settling, row, action, |entry| {
        entry.with("ledger_id", record.id.as_str())
    })?;
    Ok(state)
}

/// The answer is what the ledger last said.
pub fn tell_mirror(writer: &Writer<'_>, record: &Record, at: Instant) -> Result<(), StoreError> {
    let told = Told {
        side: Side::Ledger,
        record,
        place: None,
        import: None,
        at,
    };
    mirror::put(writer, &told, None)?;
    Ok(())
}

/// The source as it is and what the ledger answered: from here on either is seen to move.
fn agree(writer: &Writer<'_>, settling: &Settling<'_>, row: &OutboxRow, record: &Record) -> Result<(), StoreError> {
    if row.kind.is_transaction() {
        return Ok(());
    }
    let Some(here) = mirror::get(writer, Side::Source, row.kind, &row.source_id)? else {
        return Ok(());
    };
    let pair = Pair {
        book: &row.book,
        kind: row.kind,
        source: &row.source_id,
        ledger: &record.id,
    };
    let (source, ledger) = (owned(&here.object), owned(&record.object));
    base::put(writer, pair, &source, &ledger, settling.now.wall)
}

fn tie(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    row: &OutboxRow,
    record: &Record,
    found: bool,
) -> Result<(), StoreError> {
    let hash = fields::hash(&record.object);
    agree(writer, settling, row, record)?;
    link::fulfil(writer, &row.book, row.kind, &row.source_id)?;
    let known = link::by_source(writer, &row.book, row.kind, &row.source_id)?;
    if known.is_none() && link::by_ledger(writer, &row.book, row.kind, &record.id)?.is_none() {
        let link = LinkRow {
            book: row.book.clone(),
            kind: row.kind,
            ledger_id: Some(record.id.clone()),
            source_id: Some(row.source_id.clone()),
            state: Decided::Linked,
            reason: None,
            origin: if found { Origin::Probe } else { Origin::Pushed },
            base_hash: Some(hash),
            last_pushed: row.document.clone(),
            decided_at: settling.now.wall,
            decided_by: settling.who.to_owned(),
        };
        return link::insert(writer, &link);
    }
    match &row.document {
        Some(document) => link::note_pushed(writer, &row.book, row.kind, &row.source_id, document, &hash),
        None => Ok(()),
    }
}
