//! "Not the same": a pair that is never proposed again. Undo takes it back, and so does tying the two after all.
//!
//! Not here: what is proposed instead (`suggest`). Invariant: a tied pair is not rejected; its tie is undone first.

use tieout_domain::link::PairEvent;
use tieout_domain::{ObjectKind, RecordId, Side};
use tieout_store::table::link::{Decided, LinkRow};
use tieout_store::table::{rejection, suggestion};
use tieout_store::{StoreError, Writer};

use super::{Deciding, Words, decided, here, illegal, pair_state, step};

/// Decides that two records are not the same.
pub fn reject(
    writer: &Writer<'_>,
    by: &Deciding,
    kind: ObjectKind,
    ledger_id: &RecordId,
    source_id: &RecordId,
) -> Result<Words, StoreError> {
    let ledger = here(writer, Side::Ledger, kind, ledger_id)?;
    here(writer, Side::Source, kind, source_id)?;
    pair_state(writer, by, kind, (ledger_id, source_id))?
        .next(PairEvent::Reject)
        .map_err(|error| illegal(ledger_id, error))?;
    let ids = (Some(ledger_id.clone()), Some(source_id.clone()));
    let words = Words {
        code: "rejected".into(),
        count: 1,
        name: Some(ledger.name),
        kind,
    };
    step(
        writer,
        by,
        &words,
        Vec::new(),
        vec![decided(by, kind, ids, Decided::Rejected)],
    )
}

/// Remembers the pair and takes it off the screen at once, however long a long list takes to be proposed anew.
pub fn remember(writer: &Writer<'_>, row: &LinkRow) -> Result<(), StoreError> {
    if !rejection::insert(writer, row)? {
        return Err(StoreError::Illegal("the pair is rejected already".into()));
    }
    match (&row.ledger_id, &row.source_id) {
        (Some(ledger), Some(source)) => suggestion::drop_pair(writer, row.kind, ledger, source),
        _ => Ok(()),
    }
}
