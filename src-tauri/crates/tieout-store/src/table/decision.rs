//! Match decisions as undo steps; they survive restarts.
//!
//! Not here: the links themselves. Invariant: steps that are undone are the newest ones, without a gap.

use rusqlite::{Row, named_params};
use tieout_domain::Instant;

use super::link::LinkRow;
use crate::value::{execute, first, from_json, instant, json};
use crate::{Reader, StoreError, Writer};

/// Steps kept for undo; older ones are forgotten, their links stay.
pub const STEPS_MAX: u32 = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    pub id: i64,
    /// JSON: code of the sentence and its values.
    pub words: String,
    pub before: Vec<LinkRow>,
    pub after: Vec<LinkRow>,
    pub decided_at: Instant,
}

const COLUMNS: &str = "id, words, before, after, decided_at";

/// The step that undo would take back.
pub fn to_undo(view: &Reader<'_>) -> Result<Option<DecisionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM decision WHERE undone = 0 ORDER BY id DESC LIMIT 1");
    first(view, &sql, [], read)
}

/// The step that redo would do again.
pub fn to_redo(view: &Reader<'_>) -> Result<Option<DecisionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM decision WHERE undone = 1 ORDER BY id LIMIT 1");
    first(view, &sql, [], read)
}

/// The sentences of both, without the rows: a bulk step can hold thousands.
pub fn words(view: &Reader<'_>) -> Result<(Option<String>, Option<String>), StoreError> {
    let undo = "SELECT words FROM decision WHERE undone = 0 ORDER BY id DESC LIMIT 1";
    let redo = "SELECT words FROM decision WHERE undone = 1 ORDER BY id LIMIT 1";
    let text = |row: &Row<'_>| Ok(row.get("words")?);
    Ok((first(view, undo, [], text)?, first(view, redo, [], text)?))
}

fn read(row: &Row<'_>) -> Result<DecisionRow, StoreError> {
    Ok(DecisionRow {
        id: row.get("id")?,
        words: row.get("words")?,
        before: from_json(&row.get::<_, String>("before")?)?,
        after: from_json(&row.get::<_, String>("after")?)?,
        decided_at: instant(&row.get::<_, String>("decided_at")?)?,
    })
}

/// Adds a step; what was undone before can no longer be done again. `row.id` is not looked at.
pub fn push(writer: &Writer<'_>, row: &DecisionRow) -> Result<(), StoreError> {
    execute(writer, "DELETE FROM decision WHERE undone = 1", [])?;
    execute(
        writer,
        "INSERT INTO decision (words, before, after, undone, decided_at) VALUES (:words, :before, :after, 0, :at)",
        named_params! { ":words": row.words, ":before": json(&row.before)?, ":after": json(&row.after)?,
        ":at": row.decided_at.to_string() },
    )?;
    execute(
        writer,
        "DELETE FROM decision WHERE id <= (SELECT id FROM decision ORDER BY id DESC LIMIT 1 OFFSET :max)",
        named_params! { ":max": STEPS_MAX },
    )?;
    Ok(())
}

pub fn set_undone(writer: &Writer<'_>, id: i64, undone: bool) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE decision SET undone = :undone WHERE id = :id",
        named_params! { ":id": id, ":undone": undone },
    )?;
    Ok(())
}

/// Forgets steps that can no longer be taken back, because the records moved on.
pub fn forget_through(writer: &Writer<'_>, id: i64) -> Result<(), StoreError> {
    execute(
        writer,
        "DELETE FROM decision WHERE id <= :id",
        named_params! { ":id": id },
    )?;
    Ok(())
}
