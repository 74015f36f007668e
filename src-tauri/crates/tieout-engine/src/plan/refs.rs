//! From references of the source to references of the ledger.
//!
//! Not here: what is written. Invariant: a reference is resolved by a link or not at all; never by name.

use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, ObjectKind, RecordId, RecordRef, Recovery};
use tieout_store::table::link::Decided;
use tieout_store::table::plan::PlanNote;

use super::world::World;

/// A reference that a record cannot do without.
pub fn needed(world: &World, kind: ObjectKind, of: &RecordRef) -> Result<RecordRef, Failure> {
    let about = |code, recovery| {
        Failure::new(code, recovery).param("kind", kind.word()).param(
            "record",
            of.name
                .as_deref()
                .or_else(|| source_name(world, kind, &of.id))
                .unwrap_or(of.id.as_str()),
        )
    };
    if let Some(remote) = world.partner(kind, &of.id) {
        return match world.ledger_record(kind, remote) {
            None => Err(about(ErrorCode::GoneInLedger, Recovery::Match)),
            Some(row) if !row.active => Err(about(ErrorCode::InactiveInLedger, Recovery::PlanAgain)),
            Some(row) => Ok(RecordRef::new(remote.as_str()).named(&row.name)),
        };
    }
    if world
        .link(kind, &of.id)
        .is_some_and(|link| link.state == Decided::Ignored)
    {
        return Err(about(ErrorCode::NotMatched, Recovery::Match).param("ignored", "yes"));
    }
    match world.newest(kind, &of.id).map(|entry| entry.state) {
        Some(OutboxState::Failed) => Err(about(ErrorCode::ParentFailed, Recovery::Retry)),
        Some(OutboxState::Approved | OutboxState::Sending | OutboxState::InDoubt) => {
            Err(about(ErrorCode::ParentFailed, Recovery::Wait))
        }
        Some(OutboxState::Staged | OutboxState::Posted | OutboxState::Ignored | OutboxState::Superseded) | None => {
            if world.source_record(kind, &of.id).is_none() {
                // Nothing on the match screen could cure it: no imported list has the record.
                Err(about(ErrorCode::NotInSource, Recovery::FixSource))
            } else if world.suggested.contains_key(&(kind, of.id.clone())) {
                Err(about(ErrorCode::MatchUndecided, Recovery::Match))
            } else {
                Err(about(ErrorCode::NotMatched, Recovery::Match))
            }
        }
    }
}

/// A reference that can be left out, with a note that it was.
pub fn wished(
    world: &World,
    kind: ObjectKind,
    field: &str,
    of: Option<&RecordRef>,
    notes: &mut Vec<PlanNote>,
) -> Option<RecordRef> {
    let of = of?;
    let found = world
        .partner(kind, &of.id)
        .and_then(|remote| world.ledger_record(kind, remote));
    match found {
        Some(row) if row.active => Some(RecordRef::new(row.id.as_str()).named(&row.name)),
        Some(_) | None => {
            let words = of
                .name
                .as_deref()
                .or_else(|| source_name(world, kind, &of.id))
                .unwrap_or(of.id.as_str());
            notes.push(PlanNote {
                field: field.to_owned(),
                from: words.to_owned(),
                to: String::new(),
                reason: ErrorCode::NotMatched.word().to_owned(),
            });
            None
        }
    }
}

/// The source's record for a reference of the ledger, or a note that it is left out. The counterpart of `wished`.
pub fn wished_back(
    world: &World,
    kind: ObjectKind,
    field: &str,
    of: Option<&RecordRef>,
    notes: &mut Vec<PlanNote>,
) -> Option<RecordRef> {
    let of = of?;
    let tied = world.tied_to(kind, &of.id);
    if let Some(row) = tied.and_then(|id| world.source_record(kind, id)) {
        return Some(RecordRef::new(row.id.as_str()).named(&row.name));
    }
    let there = world.ledger_record(kind, &of.id).map(|row| row.name.as_str());
    notes.push(PlanNote {
        field: field.to_owned(),
        from: of.name.as_deref().or(there).unwrap_or(of.id.as_str()).to_owned(),
        to: String::new(),
        reason: ErrorCode::NotMatched.word().to_owned(),
    });
    None
}

fn source_name<'a>(world: &'a World, kind: ObjectKind, id: &RecordId) -> Option<&'a str> {
    world.source_record(kind, id).map(|row| row.name.as_str())
}
