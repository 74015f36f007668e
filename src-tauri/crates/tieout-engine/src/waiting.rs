//! What was approved and not sent, because the run that should have sent it broke off.
//!
//! Not here: sending it after all (`run::recover`, then a run). Invariant: it never leaves with another plan; a person either lets it
//! go on or sends it back to review.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{BookId, Failure, Instant, ObjectKind, OutboxId, PlanId, RunId};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::run::{self, RunAction};
use tieout_store::table::write_back::{self, WriteBackRow};
use tieout_store::{Reader, StoreError, Writer};

/// Entries of one kind that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    pub kind: ObjectKind,
    pub count: u32,
    /// Documents only.
    pub amount: Option<Decimal>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Waiting {
    /// Approved, nothing sent; oldest approval first.
    pub approved: Vec<OutboxRow>,
    /// Approved for the source, in no file yet.
    pub unwritten: Vec<WriteBackRow>,
    pub kinds: Vec<Kind>,
    /// Sent, outcome unknown: it is looked up before anything goes on.
    pub in_doubt: u32,
    /// What broke the last push.
    pub failure: Option<Failure>,
}

/// What waits, when no run is under way.
pub fn look(view: &Reader<'_>, book: &BookId) -> Result<Waiting, StoreError> {
    let approved = outbox::in_state(view, book, OutboxState::Approved)?;
    let mut kinds: BTreeMap<ObjectKind, Kind> = BTreeMap::new();
    for row in &approved {
        let kind = kinds.entry(row.kind).or_insert(Kind {
            kind: row.kind,
            count: 0,
            amount: None,
        });
        kind.count += 1;
        if let Some(amount) = row.amount.filter(|_| row.kind.is_transaction()) {
            kind.amount = Some(kind.amount.unwrap_or_default() + amount);
        }
    }
    let unwritten = unwritten(view, book)?;
    for row in &unwritten {
        let blank = Kind {
            kind: row.kind,
            count: 0,
            amount: None,
        };
        kinds.entry(row.kind).or_insert(blank).count += 1;
    }
    Ok(Waiting {
        unwritten,
        kinds: kinds.into_values().collect(),
        approved,
        in_doubt: count(view, book, OutboxState::InDoubt)?,
        failure: run::last(view, Some(RunAction::Push))?.and_then(|row| row.failure),
    })
}

/// How many approved entries wait, for either side.
pub fn approved(view: &Reader<'_>, book: &BookId) -> Result<u32, StoreError> {
    Ok(count(view, book, OutboxState::Approved)? + write_back::approved(view, book)?)
}

fn unwritten(view: &Reader<'_>, book: &BookId) -> Result<Vec<WriteBackRow>, StoreError> {
    let mut rows = write_back::open(view, book)?;
    rows.retain(|row| row.state == WriteBackState::Approved);
    Ok(rows)
}

fn count(view: &Reader<'_>, book: &BookId, state: OutboxState) -> Result<u32, StoreError> {
    outbox::count_state(view, book, state).map(|found| u32::try_from(found).unwrap_or(u32::MAX))
}

/// The plan that what waits was approved with; the newest, where there are several.
pub fn plan(view: &Reader<'_>, book: &BookId) -> Result<Option<PlanId>, StoreError> {
    let mut newest = None;
    for state in [OutboxState::Approved, OutboxState::InDoubt] {
        let plans = outbox::in_state(view, book, state)?.into_iter().map(|row| row.plan_id);
        newest = newest.max(plans.max().flatten());
    }
    newest = newest.max(unwritten(view, book)?.iter().map(|row| row.plan).max());
    Ok(newest)
}

/// A run goes on with everything that waits, for either side.
pub fn join(writer: &Writer<'_>, book: &BookId, run: RunId) -> Result<(), StoreError> {
    outbox::join_run(writer, book, run)?;
    write_back::join_run(writer, book, run)
}

/// Everything approved goes back to review; gives how many that were. Never beside a run.
pub fn send_back(writer: &Writer<'_>, book: &BookId, who: &str, now: Instant) -> Result<u32, StoreError> {
    let rows = outbox::in_state(writer, book, OutboxState::Approved)?;
    for row in &rows {
        withdraw(writer, row, who, now)?;
    }
    let unwritten = unwritten(writer, book)?;
    for row in &unwritten {
        crate::write_back::withdraw(writer, row, who, now)?;
    }
    Ok(u32::try_from(rows.len() + unwritten.len()).unwrap_or(u32::MAX))
}

/// One approved entry goes back to review; what the last send came to is history. `false`: it is not approved.
pub fn withdraw(writer: &Writer<'_>, row: &OutboxRow, who: &str, now: Instant) -> Result<bool, StoreError> {
    if row.state != OutboxState::Approved {
        return Ok(false);
    }
    take_back(writer, row.id)?;
    let done = NewAudit::new(now, who, "entry_withdrawn")
        .about(row.kind, row.source_id.as_str())
        .with("name", row.name.clone());
    audit::append(writer, &done)?;
    Ok(true)
}

fn take_back(writer: &Writer<'_>, id: OutboxId) -> Result<(), StoreError> {
    outbox::advance(writer, id, OutboxEvent::Withdraw)?;
    outbox::set_failure(writer, id, None)
}
