//! "None of these: create it": a source record that the next plan creates in the ledger, and the way back.
//!
//! Not here: what the plan makes of it (`plan::lists`). Invariant: only source records; nothing is written to the ledger here.

use tieout_domain::link::LinkEvent;
use tieout_domain::{ObjectKind, RecordId, Side};
use tieout_store::table::link::Decided;
use tieout_store::{StoreError, Writer};

use super::{Deciding, Words, count, decided, here, illegal, single, state, step, taken};

/// Decides that records are none of the ledger's: the next plan creates them.
pub fn create(writer: &Writer<'_>, by: &Deciding, kind: ObjectKind, ids: &[RecordId]) -> Result<Words, StoreError> {
    let mut after = Vec::with_capacity(ids.len());
    for id in ids {
        let record = here(writer, Side::Source, kind, id)?;
        let (state, found) = state(writer, &by.book, Side::Source, kind, id)?;
        state
            .next(LinkEvent::Create)
            .map_err(|_| taken(writer, &record, found.as_ref()))?;
        after.push(decided(by, kind, (None, Some(id.clone())), Decided::Create));
    }
    let words = words(writer, "to_create", kind, ids)?;
    step(writer, by, &words, Vec::new(), after)
}

/// Takes the wish back: the records are undecided again.
pub fn uncreate(writer: &Writer<'_>, by: &Deciding, kind: ObjectKind, ids: &[RecordId]) -> Result<Words, StoreError> {
    let mut before = Vec::with_capacity(ids.len());
    for id in ids {
        let (state, row) = state(writer, &by.book, Side::Source, kind, id)?;
        state.next(LinkEvent::Uncreate).map_err(|error| illegal(id, error))?;
        before.extend(row);
    }
    let words = words(writer, "not_to_create", kind, ids)?;
    step(writer, by, &words, before, Vec::new())
}

fn words(writer: &Writer<'_>, code: &str, kind: ObjectKind, ids: &[RecordId]) -> Result<Words, StoreError> {
    Ok(Words {
        code: code.into(),
        count: count(ids.len()),
        name: single(writer, Side::Source, kind, ids)?,
        kind,
    })
}
