//! What one send, or one look into the ledger, meant for one entry.
//!
//! Not here: the bytes (`send`). Invariant: an entry leaves `sending` and `in_doubt` only with a row here that says why.

use rusqlite::named_params;
use tieout_domain::{Failure, Instant, OutboxId, RunId, SendId};

use crate::value::{execute, first, from_json, instant, json, rows};
use crate::{Reader, StoreError, Writer};

/// Words beside those of the connectors' outcomes.
pub const CRASHED: &str = "crashed";
pub const PROBE_FOUND: &str = "probe_found";
pub const PROBE_ABSENT: &str = "probe_absent";

pub struct NewAttempt<'a> {
    pub outbox: OutboxId,
    pub send: Option<SendId>,
    pub run: Option<RunId>,
    pub outcome: &'a str,
    pub failure: Option<&'a Failure>,
    pub at: Instant,
}

/// An attempt with what the wire said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    pub at: Instant,
    pub outcome: String,
    pub failure: Option<Failure>,
    pub status: Option<u16>,
    pub exchange_id: Option<String>,
    pub reply: Option<String>,
}

pub fn insert(writer: &Writer<'_>, new: &NewAttempt<'_>) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO attempt (outbox_id, send_id, run_id, outcome, failure, at)
         VALUES (:outbox, :send, :run, :outcome, :failure, :at)",
        named_params! {
            ":outbox": new.outbox.0, ":send": new.send.map(|id| id.0), ":run": new.run.map(|id| id.0),
            ":outcome": new.outcome, ":failure": new.failure.map(json).transpose()?, ":at": new.at.to_string(),
        },
    )?;
    Ok(())
}

/// Everything tried for one entry, oldest first.
pub fn of_entry(view: &Reader<'_>, outbox: OutboxId) -> Result<Vec<AttemptRow>, StoreError> {
    let sql = "SELECT a.at, a.outcome, a.failure, s.status, s.exchange_id, s.reply
               FROM attempt a LEFT JOIN send s ON s.id = a.send_id WHERE a.outbox_id = :outbox ORDER BY a.id";
    rows(view, sql, named_params! { ":outbox": outbox.0 }, |row| {
        let failure: Option<String> = row.get("failure")?;
        Ok(AttemptRow {
            at: instant(&row.get::<_, String>("at")?)?,
            outcome: row.get("outcome")?,
            failure: failure.map(|text| from_json(&text)).transpose()?,
            status: row.get("status")?,
            exchange_id: row.get("exchange_id")?,
            reply: row.get("reply")?,
        })
    })
}

/// The last outcome that was no probe, with its failure: how an entry came into doubt.
pub fn cause_of_doubt(view: &Reader<'_>, outbox: OutboxId) -> Result<Option<(String, Option<Failure>)>, StoreError> {
    let sql = "SELECT outcome, failure FROM attempt WHERE outbox_id = :outbox AND outcome NOT LIKE 'probe_%'
               ORDER BY id DESC LIMIT 1";
    first(view, sql, named_params! { ":outbox": outbox.0 }, |row| {
        let failure: Option<String> = row.get("failure")?;
        Ok((row.get("outcome")?, failure.map(|text| from_json(&text)).transpose()?))
    })
}

/// How often one send has been tried for one entry: more than once when it was replayed.
pub fn tries(view: &Reader<'_>, outbox: OutboxId, send: SendId) -> Result<u32, StoreError> {
    let sql =
        "SELECT count(*) FROM attempt WHERE outbox_id = :outbox AND send_id = :send AND outcome NOT LIKE 'probe_%'
               AND outcome <> 'crashed'";
    crate::value::number(view, sql, named_params! { ":outbox": outbox.0, ":send": send.0 }).map(crate::value::count)
}
