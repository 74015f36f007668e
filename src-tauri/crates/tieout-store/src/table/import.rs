//! Imports of files, each with what it did.
//!
//! Not here: the records (mirror) and the rows that could not be read (`import_problem`).
//! Invariant: the newest import describes the source side of the mirror as it is.

use rusqlite::{Row, named_params};
use tieout_domain::Instant;

use crate::value::{execute, first, instant, rows};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    pub id: i64,
    pub source_name: String,
    /// JSON.
    pub profile: String,
    pub fingerprint: String,
    /// JSON: what it did, per kind.
    pub counts: String,
    pub imported_at: Instant,
}

pub fn last(view: &Reader<'_>) -> Result<Option<ImportRow>, StoreError> {
    let sql = "SELECT id, source_name, profile, fingerprint, counts, imported_at FROM import ORDER BY id DESC LIMIT 1";
    first(view, sql, [], read)
}

/// The profiles of all imports, each once, the newest first.
pub fn profiles(view: &Reader<'_>) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT profile FROM import GROUP BY profile ORDER BY max(id) DESC";
    rows(view, sql, [], |row| Ok(row.get("profile")?))
}

fn read(row: &Row<'_>) -> Result<ImportRow, StoreError> {
    Ok(ImportRow {
        id: row.get("id")?,
        source_name: row.get("source_name")?,
        profile: row.get("profile")?,
        fingerprint: row.get("fingerprint")?,
        counts: row.get("counts")?,
        imported_at: instant(&row.get::<_, String>("imported_at")?)?,
    })
}

/// Starts an import; `row.id` is not looked at.
pub fn insert(writer: &Writer<'_>, row: &ImportRow) -> Result<i64, StoreError> {
    execute(
        writer,
        "INSERT INTO import (source_name, profile, fingerprint, counts, imported_at)
         VALUES (:source_name, :profile, :fingerprint, :counts, :imported_at)",
        named_params! { ":source_name": row.source_name, ":profile": row.profile, ":fingerprint": row.fingerprint,
        ":counts": row.counts, ":imported_at": row.imported_at.to_string() },
    )?;
    Ok(writer.last_insert_rowid())
}

/// Writes down what the import did, at its end.
pub fn set_counts(writer: &Writer<'_>, id: i64, counts: &str) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE import SET counts = :counts WHERE id = :id",
        named_params! { ":id": id, ":counts": counts },
    )?;
    Ok(())
}
