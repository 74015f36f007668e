//! Settings: one JSON value a row.
//!
//! Not here: names, types and defaults (engine). Invariant: each value says when and by whom it was changed.

use rusqlite::named_params;
use tieout_domain::Instant;

use crate::value::{execute, instant, rows};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    pub name: String,
    /// JSON.
    pub value: String,
    pub changed_at: Instant,
    pub changed_by: String,
}

pub fn all(view: &Reader<'_>) -> Result<Vec<SettingRow>, StoreError> {
    rows(
        view,
        "SELECT name, value, changed_at, changed_by FROM setting ORDER BY name",
        [],
        |row| {
            Ok(SettingRow {
                name: row.get("name")?,
                value: row.get("value")?,
                changed_at: instant(&row.get::<_, String>("changed_at")?)?,
                changed_by: row.get("changed_by")?,
            })
        },
    )
}

pub fn put(writer: &Writer<'_>, row: &SettingRow) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO setting (name, value, changed_at, changed_by) VALUES (:name, :value, :at, :by)
         ON CONFLICT (name) DO UPDATE SET value = :value, changed_at = :at, changed_by = :by",
        named_params! { ":name": row.name, ":value": row.value, ":at": row.changed_at.to_string(), ":by": row.changed_by },
    )?;
    Ok(())
}
