//! What both records of a tied pair said when they last agreed.
//!
//! Not here: the tie itself (`link`). Invariant: a row is about exactly this pair; another partner starts without one.

use std::collections::BTreeMap;

use rusqlite::named_params;
use tieout_domain::{BookId, Instant, ObjectKind, RecordId};

use crate::value::{execute, rows};
use crate::{Reader, StoreError, Writer};

/// `fields::hash` of each side, at the moment of agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    pub ledger_id: RecordId,
    pub source_hash: String,
    pub ledger_hash: String,
}

/// A pair by its two records.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    pub book: &'a BookId,
    pub kind: ObjectKind,
    pub source: &'a RecordId,
    pub ledger: &'a RecordId,
}

/// All of a kind, by pair.
pub fn list(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
) -> Result<BTreeMap<(RecordId, RecordId), Base>, StoreError> {
    let found = rows(
        view,
        "SELECT source_id, ledger_id, source_hash, ledger_hash FROM base WHERE book_id = :book AND kind = :kind",
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| {
            let base = Base {
                ledger_id: RecordId(row.get("ledger_id")?),
                source_hash: row.get("source_hash")?,
                ledger_hash: row.get("ledger_hash")?,
            };
            Ok(((RecordId(row.get("source_id")?), base.ledger_id.clone()), base))
        },
    )?;
    Ok(found.into_iter().collect())
}

/// The two agree, with these hashes.
pub fn put(
    writer: &Writer<'_>,
    pair: Pair<'_>,
    source_hash: &str,
    ledger_hash: &str,
    at: Instant,
) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO base (book_id, kind, source_id, ledger_id, source_hash, ledger_hash, agreed_at)
         VALUES (:book, :kind, :source, :ledger, :source_hash, :ledger_hash, :at)
         ON CONFLICT (book_id, kind, source_id, ledger_id) DO UPDATE SET
                source_hash = :source_hash, ledger_hash = :ledger_hash, agreed_at = :at",
        named_params! {
            ":book": pair.book.as_str(), ":kind": pair.kind.word(), ":source": pair.source.as_str(),
            ":ledger": pair.ledger.as_str(), ":source_hash": source_hash, ":ledger_hash": ledger_hash,
            ":at": at.to_string(),
        },
    )?;
    Ok(())
}
