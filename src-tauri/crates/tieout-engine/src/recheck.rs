//! Looking again at what is held or failed: a reason must vanish when its cause is gone.
//!
//! Not here: sending. Invariant: nothing is approved here; an entry only goes back to review, where a plan shows it.

use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::{Failure, Instant, OutboxId, fields};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::plan::{PlanEntry, PlanStep};
use tieout_store::table::run;
use tieout_store::{Reader, StoreError, Writer};

use crate::approve::Target;
use crate::plan::{self, World};

/// What is no longer as it is written down.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    pub holds: Vec<(OutboxId, Option<Failure>)>,
    /// Refused once; what would be sent now is something else.
    pub reopen: Vec<OutboxId>,
}

impl Findings {
    pub fn is_empty(&self) -> bool {
        self.holds.is_empty() && self.reopen.is_empty()
    }
}

/// Compares what is written down with what a plan would say now. Reads only.
pub fn look(view: &Reader<'_>, target: Target<'_>) -> Result<Findings, StoreError> {
    let world = World::load(view, target.book, target.company, target.ledger.profile())?;
    let fit = |object: &_| target.ledger.fit(object, target.company);
    let rules = target.rules(&fit);
    let mut found = Findings::default();
    for entry in plan::plan(PlanStep::Documents, &world, rules) {
        let Some(row) = plan::newest(&world, &entry) else {
            continue;
        };
        if row.hold.as_ref() != entry.failures.first() {
            found.holds.push((row.id, entry.failures.first().cloned()));
        }
    }
    for entry in plan::plan(PlanStep::Retry, &world, rules) {
        let row = plan::newest(&world, &entry);
        found
            .reopen
            .extend(row.filter(|row| is_other(row, &entry)).map(|row| row.id));
    }
    Ok(found)
}

fn is_other(row: &OutboxRow, entry: &PlanEntry) -> bool {
    let (Some(then), Some(now)) = (&row.document, &entry.document) else {
        return false;
    };
    entry.action.writes() && fields::hash(then) != fields::hash(now)
}

/// Writes the findings down, as far as they still hold; gives how many entries changed. Beside a run nothing is touched.
pub fn apply(writer: &Writer<'_>, found: &Findings, now: Instant) -> Result<u32, StoreError> {
    if run::open(writer)?.is_some() {
        return Ok(0);
    }
    let mut changed = 0;
    for (id, hold) in &found.holds {
        if outbox::get(writer, *id)?.state == OutboxState::Staged {
            outbox::set_hold(writer, *id, hold.as_ref())?;
            changed += 1;
        }
    }
    for id in &found.reopen {
        let row = outbox::get(writer, *id)?;
        if row.state == OutboxState::Failed {
            reopen(writer, &row, now)?;
            changed += 1;
        }
    }
    Ok(changed)
}

fn reopen(writer: &Writer<'_>, row: &OutboxRow, now: Instant) -> Result<(), StoreError> {
    outbox::advance(writer, row.id, OutboxEvent::Withdraw)?;
    outbox::set_failure(writer, row.id, None)?;
    let why = row.failure.as_ref().map_or("", |failure| failure.code.word());
    let done = NewAudit::new(now, "tieout", "entry_reopened")
        .about(row.kind, row.source_id.as_str())
        .with("name", row.name.clone())
        .with("why", why);
    audit::append(writer, &done).map(drop)
}
