//! Rejections: pairs that a person said are not the same.
//!
//! Not here: undo (`decision`), what is proposed instead (engine). Invariant: a record may reject many, a pair is held once.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::named_params;
use tieout_domain::{BookId, ObjectKind, RecordId};

use super::link::LinkRow;
use crate::value::{execute, first, rows};
use crate::{Reader, StoreError, Writer};

/// Per ledger record the source records it is not.
pub type Rejected = BTreeMap<RecordId, BTreeSet<RecordId>>;

pub fn list(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<Rejected, StoreError> {
    let pairs = rows(
        view,
        "SELECT ledger_id, source_id FROM rejection WHERE book_id = :book AND kind = :kind ORDER BY ledger_id, source_id",
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| Ok((RecordId(row.get("ledger_id")?), RecordId(row.get("source_id")?))),
    )?;
    let mut found = Rejected::new();
    for (ledger, source) in pairs {
        found.entry(ledger).or_default().insert(source);
    }
    Ok(found)
}

pub fn has(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    ledger: &RecordId,
    source: &RecordId,
) -> Result<bool, StoreError> {
    let found = first(
        view,
        "SELECT 1 AS one FROM rejection
         WHERE book_id = :book AND kind = :kind AND ledger_id = :ledger AND source_id = :source",
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":ledger": ledger.as_str(),
        ":source": source.as_str() },
        |row| Ok(row.get::<_, i64>("one")?),
    )?;
    Ok(found.is_some())
}

/// Remembers the pair of this decision. False when it is known already.
pub fn insert(writer: &Writer<'_>, row: &LinkRow) -> Result<bool, StoreError> {
    let (ledger, source) = pair(row)?;
    let made = execute(
        writer,
        "INSERT INTO rejection (book_id, kind, ledger_id, source_id, decided_at, decided_by)
         VALUES (:book, :kind, :ledger, :source, :at, :by) ON CONFLICT DO NOTHING",
        named_params! { ":book": row.book.as_str(), ":kind": row.kind.word(), ":ledger": ledger.as_str(),
        ":source": source.as_str(), ":at": row.decided_at.to_string(), ":by": row.decided_by },
    )?;
    Ok(made > 0)
}

/// Forgets the pair of this decision. False when it is no longer there.
pub fn delete(writer: &Writer<'_>, row: &LinkRow) -> Result<bool, StoreError> {
    let (ledger, source) = pair(row)?;
    let gone = execute(
        writer,
        "DELETE FROM rejection
         WHERE book_id = :book AND kind = :kind AND ledger_id = :ledger AND source_id = :source",
        named_params! { ":book": row.book.as_str(), ":kind": row.kind.word(), ":ledger": ledger.as_str(),
        ":source": source.as_str() },
    )?;
    Ok(gone > 0)
}

fn pair(row: &LinkRow) -> Result<(&RecordId, &RecordId), StoreError> {
    match (&row.ledger_id, &row.source_id) {
        (Some(ledger), Some(source)) => Ok((ledger, source)),
        _ => Err(StoreError::Value("a rejection of one record only".into())),
    }
}

#[cfg(test)]
mod tests {
    use tieout_domain::Instant;

    use super::*;
    use crate::Store;
    use crate::table::link::{Decided, Origin};

    fn row(ledger: &str, source: &str) -> LinkRow {
        LinkRow {
            book: "q:1".into(),
            kind: ObjectKind::Customer,
            ledger_id: Some(ledger.into()),
            source_id: Some(source.into()),
            state: Decided::Rejected,
            reason: None,
            origin: Origin::User,
            base_hash: None,
            last_pushed: None,
            decided_at: Instant::UNIX_EPOCH,
            decided_by: "ann".into(),
        }
    }

    #[test]
    fn a_record_rejects_many_others_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        for pair in [row("1", "A"), row("1", "B"), row("2", "A")] {
            assert!(store.write(|w| insert(w, &pair)).unwrap());
        }
        assert!(!store.write(|w| insert(w, &row("1", "A"))).unwrap(), "known already");
        let book = "q:1".into();
        let found = store.read(|v| list(v, &book, ObjectKind::Customer)).unwrap();
        assert_eq!(found[&"1".into()], BTreeSet::from(["A".into(), "B".into()]));
        assert!(store.write(|w| delete(w, &row("1", "A"))).unwrap());
        assert!(
            !store.write(|w| delete(w, &row("1", "A"))).unwrap(),
            "it is gone already"
        );
        let left = |source: &str| {
            store
                .read(|v| has(v, &book, ObjectKind::Customer, &"1".into(), &source.into()))
                .unwrap()
        };
        assert_eq!((left("A"), left("B")), (false, true));
    }
}
