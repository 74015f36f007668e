//! The plan: what would be written, and why, as a pure function of what is known.
//!
//! Not here: storing, approving, sending. Invariant: equal worlds give equal plans, byte for byte; after everything was sent and
//! nothing changed, the plan is empty.

pub mod base;
mod documents;
mod lists;
mod names;
mod refs;
pub mod world;

use tieout_connect::WriteBackTarget;
use tieout_connect::ledger::{Fitted, Note};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{BookId, ErrorCode, Failure, Object, Recovery, Side};
use tieout_store::table::outbox::OutboxRow;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanNote, PlanStep};

pub use world::World;

/// The ledger's own pure rule of form: `Ledger::fit` for one company.
pub type Fit<'a> = &'a dyn Fn(&Object) -> Result<Fitted, Vec<Failure>>;

/// Where list records of the ledger go back to, if files for the source can be made.
pub type Back<'a> = Option<&'a dyn WriteBackTarget>;

/// What the two systems can take.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub fit: Fit<'a>,
    pub back: Back<'a>,
}

/// The list of intended writes of one step, in the order they are shown and sent.
pub fn plan(step: PlanStep, world: &World, rules: Rules<'_>) -> Vec<PlanEntry> {
    let mut entries = match step {
        PlanStep::Lists => lists::plan(world, rules),
        PlanStep::Documents => documents::plan(world, rules.fit, OutboxState::Staged),
        PlanStep::Retry => {
            let mut entries = lists::plan(world, rules);
            entries.retain(|entry| {
                let newest = newest(world, entry).filter(|_| entry.target == Side::Ledger);
                newest.is_some_and(|row| row.state == OutboxState::Failed)
            });
            entries.extend(documents::plan(world, rules.fit, OutboxState::Failed));
            entries
        }
    };
    hold_what_is_switched_off(world, &mut entries);
    entries.iter_mut().for_each(|entry| names::say(world, entry));
    entries
}

/// The newest entry of the outbox about the same source record.
pub fn newest<'a>(world: &'a World, entry: &PlanEntry) -> Option<&'a OutboxRow> {
    world.newest(entry.kind, entry.source_id.as_ref()?)
}

fn hold_what_is_switched_off(world: &World, entries: &mut [PlanEntry]) {
    let to_ledger = |entry: &&mut PlanEntry| entry.action.writes() && entry.target == Side::Ledger;
    for entry in entries.iter_mut().filter(to_ledger) {
        if !world.settings.is_on(entry.kind) {
            let why = Failure::new(ErrorCode::SwitchedOff, Recovery::ChangeSetting).param("kind", entry.kind.word());
            hold(entry, vec![why]);
        } else if !world.pushes.contains(&entry.kind) {
            let why = Failure::new(ErrorCode::SwitchedOff, Recovery::ReadHelp).param("kind", entry.kind.word());
            hold(entry, vec![why]);
        }
    }
}

/// Names exactly these entries with these ticks for this book.
pub fn fingerprint(step: PlanStep, book: &BookId, entries: &[PlanEntry]) -> Result<String, Failure> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(step.word().as_bytes());
    hasher.update(book.as_str().as_bytes());
    for entry in entries {
        let text = serde_json::to_vec(entry).map_err(Failure::internal)?;
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(&text);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Turns an entry into one that does nothing, for these reasons.
fn hold(entry: &mut PlanEntry, why: Vec<Failure>) {
    entry.action = PlanAction::Hold;
    entry.ticked = false;
    entry.failures = why;
}

fn notes(notes: Vec<Note>) -> impl Iterator<Item = PlanNote> {
    notes.into_iter().map(|note| PlanNote {
        field: note.field,
        from: note.from,
        to: note.to,
        reason: note.reason,
    })
}

/// Whether an entry is on its way, so that nothing new can be planned for its record.
fn on_its_way(row: Option<&OutboxRow>) -> bool {
    row.is_some_and(|row| {
        matches!(
            row.state,
            OutboxState::Approved | OutboxState::Sending | OutboxState::InDoubt
        )
    })
}

/// The entry of the outbox that approval will use again instead of making another.
fn reusable(row: Option<&OutboxRow>) -> Option<&OutboxRow> {
    row.filter(|row| matches!(row.state, OutboxState::Staged | OutboxState::Failed))
}
