//! The business whose books are in this file.
//!
//! Not here: which files exist (the host's folder). Invariant: one row; `uid` never changes, because markers are made of it.

use rusqlite::named_params;
use tieout_domain::Instant;

use crate::value::{execute, first, instant};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRow {
    pub uid: String,
    pub name: String,
    pub practice: bool,
    pub created_at: Instant,
}

/// `None` in a file that was just created.
pub fn get(view: &Reader<'_>) -> Result<Option<ClientRow>, StoreError> {
    first(
        view,
        "SELECT uid, name, practice, created_at FROM client WHERE id = 1",
        [],
        |row| {
            Ok(ClientRow {
                uid: row.get("uid")?,
                name: row.get("name")?,
                practice: row.get("practice")?,
                created_at: instant(&row.get::<_, String>("created_at")?)?,
            })
        },
    )
}

pub fn insert(writer: &Writer<'_>, row: &ClientRow) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO client (id, uid, name, practice, created_at) VALUES (1, :uid, :name, :practice, :created_at)",
        named_params! { ":uid": row.uid, ":name": row.name, ":practice": row.practice,
        ":created_at": row.created_at.to_string() },
    )?;
    Ok(())
}
