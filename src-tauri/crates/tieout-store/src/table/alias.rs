//! Aliases: names that were accepted for a source record although they differ from its own.
//!
//! Not here: when a name is learned (engine). Invariant: a name stands for one record of a kind; the newest acceptance wins.

use rusqlite::named_params;
use tieout_domain::{Instant, ObjectKind, RecordId};

use crate::value::{execute, rows};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasRow {
    pub norm: String,
    pub source_id: RecordId,
}

pub fn list(view: &Reader<'_>, kind: ObjectKind) -> Result<Vec<AliasRow>, StoreError> {
    let sql = "SELECT norm, source_id FROM alias WHERE kind = :kind ORDER BY norm";
    rows(view, sql, named_params! { ":kind": kind.word() }, |row| {
        Ok(AliasRow {
            norm: row.get("norm")?,
            source_id: RecordId(row.get("source_id")?),
        })
    })
}

pub fn put(
    writer: &Writer<'_>,
    kind: ObjectKind,
    norm: &str,
    source: &RecordId,
    at: Instant,
) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO alias (kind, norm, source_id, learned_at) VALUES (:kind, :norm, :source, :at)
         ON CONFLICT (kind, norm) DO UPDATE SET source_id = :source, learned_at = :at",
        named_params! { ":kind": kind.word(), ":norm": norm, ":source": source.as_str(), ":at": at.to_string() },
    )?;
    Ok(())
}

/// Forgets a name, when the acceptance that taught it was taken back.
pub fn forget(writer: &Writer<'_>, kind: ObjectKind, norm: &str, source: &RecordId) -> Result<(), StoreError> {
    execute(
        writer,
        "DELETE FROM alias WHERE kind = :kind AND norm = :norm AND source_id = :source",
        named_params! { ":kind": kind.word(), ":norm": norm, ":source": source.as_str() },
    )?;
    Ok(())
}
