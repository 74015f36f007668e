//! One HTTP write with its exact bytes, on disk before the first byte leaves.
//!
//! Not here: what it meant for each entry (`attempt`). Invariant: the bytes of a key never change.

use rusqlite::{Row, named_params};
use tieout_domain::{BookId, Reading, SendId};

use crate::value::{execute, first, from_json, json};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendRow {
    pub id: SendId,
    pub key: String,
    /// JSON of the connectors' `Prepared`, without its body.
    pub prepared: String,
    pub bytes: Vec<u8>,
    pub key_born_at: Reading,
    pub sent_at: Reading,
    pub ended_at: Option<Reading>,
    pub status: Option<u16>,
    pub reply: Option<String>,
    pub exchange_id: Option<String>,
}

pub struct NewSend<'a> {
    pub book: &'a BookId,
    pub key: &'a str,
    pub prepared: &'a str,
    pub bytes: &'a [u8],
    pub at: &'a Reading,
}

pub fn get(view: &Reader<'_>, id: SendId) -> Result<SendRow, StoreError> {
    let sql = "SELECT id, key, prepared, bytes, bytes_hash, key_born_at, sent_at, ended_at, status, reply, exchange_id
               FROM send WHERE id = :id";
    first(view, sql, named_params! { ":id": id.0 }, read)?.ok_or_else(|| StoreError::NotFound(format!("send {id}")))
}

fn read(row: &Row<'_>) -> Result<SendRow, StoreError> {
    let bytes: Vec<u8> = row.get("bytes")?;
    // SQLite has no page checksums: what is sent again must be proven to be what was stored.
    if row.get::<_, String>("bytes_hash")? != hash(&bytes) {
        return Err(StoreError::Damaged(
            "the stored bytes of a send do not match their hash".into(),
        ));
    }
    let ended: Option<String> = row.get("ended_at")?;
    Ok(SendRow {
        id: SendId(row.get("id")?),
        key: row.get("key")?,
        prepared: row.get("prepared")?,
        bytes,
        key_born_at: from_json(&row.get::<_, String>("key_born_at")?)?,
        sent_at: from_json(&row.get::<_, String>("sent_at")?)?,
        ended_at: ended.map(|text| from_json(&text)).transpose()?,
        status: row.get("status")?,
        reply: row.get("reply")?,
        exchange_id: row.get("exchange_id")?,
    })
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

pub fn insert(writer: &Writer<'_>, new: &NewSend<'_>) -> Result<SendId, StoreError> {
    execute(
        writer,
        "INSERT INTO send (book_id, key, prepared, bytes, bytes_hash, key_born_at, sent_at)
         VALUES (:book, :key, :prepared, :bytes, :hash, :at, :at)",
        named_params! {
            ":book": new.book.as_str(), ":key": new.key, ":prepared": new.prepared, ":bytes": new.bytes,
            ":hash": hash(new.bytes), ":at": json(new.at)?,
        },
    )?;
    Ok(SendId(writer.last_insert_rowid()))
}

/// The same bytes under the same key are about to leave once more.
pub fn set_sent_again(writer: &Writer<'_>, id: SendId, at: &Reading) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE send SET sent_at = :at, ended_at = NULL WHERE id = :id",
        named_params! { ":id": id.0, ":at": json(at)? },
    )?;
    Ok(())
}

pub fn set_ended(
    writer: &Writer<'_>,
    id: SendId,
    at: &Reading,
    status: Option<u16>,
    reply: Option<&str>,
    exchange_id: Option<&str>,
) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE send SET ended_at = :at, status = :status, reply = :reply, exchange_id = :exchange WHERE id = :id",
        named_params! { ":id": id.0, ":at": json(at)?, ":status": status, ":reply": reply, ":exchange": exchange_id },
    )?;
    Ok(())
}
