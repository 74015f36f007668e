//! The durable queue of intended writes.
//!
//! Not here: which write comes next (engine) and the bytes of a send (`send`).
//! Invariant: the state moves only through `OutboxState::next`; no row is ever deleted.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rusqlite::{Row, named_params};
use rust_decimal::Decimal;
use tieout_domain::fields::FieldChange;
use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::{
    BookId, Currency, Failure, Instant, Marker, Object, ObjectKind, OutboxId, PlanId, Reading, RecordId, RunId, SendId,
};

use crate::value::{
    count, decimal, execute, first, from_json, instant, json, kind as kind_of, number, rows, unreadable,
};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    pub id: OutboxId,
    pub book: BookId,
    pub kind: ObjectKind,
    pub source_id: RecordId,
    /// Word of the connectors' `Operation`.
    pub operation: String,
    pub marker: Marker,
    pub revision: u32,
    pub name: String,
    pub doc_date: Option<Date>,
    pub amount: Option<Decimal>,
    pub currency: Option<Currency>,
    pub party_source_id: Option<RecordId>,
    /// Hash of the source record it was made from.
    pub source_hash: String,
    /// Frozen by approval.
    pub document: Option<Object>,
    pub state: OutboxState,
    /// Why a staged entry cannot go yet.
    pub hold: Option<Failure>,
    pub failure: Option<Failure>,
    pub ignored_by: Option<String>,
    pub plan_id: Option<PlanId>,
    pub run_id: Option<RunId>,
    pub send_id: Option<SendId>,
    /// Sends since the last approval.
    pub attempt: u32,
    /// Negative probes of the current doubt.
    pub probes: u32,
    pub probed_at: Option<Reading>,
    pub not_before: Option<Instant>,
    pub remote_id: Option<RecordId>,
    pub remote_version: Option<String>,
    /// Where the ledger saved something else.
    pub drift: Vec<FieldChange>,
    pub staged_at: Instant,
    pub approved_at: Option<Instant>,
    pub approved_by: Option<String>,
    pub posted_at: Option<Instant>,
}

/// What staging knows of a source record.
#[derive(Debug, Clone, PartialEq)]
pub struct Staged {
    pub kind: ObjectKind,
    pub source_id: RecordId,
    pub name: String,
    pub doc_date: Option<Date>,
    pub amount: Option<Decimal>,
    pub currency: Option<Currency>,
    pub party_source_id: Option<RecordId>,
    pub source_hash: String,
    pub hold: Option<Failure>,
}

const COLUMNS: &str = "id, book_id, kind, source_id, operation, marker, revision, name, doc_date, amount, currency, \
    party_source_id, source_hash, document, state, hold, failure, ignored_by, plan_id, run_id, send_id, attempt, probes, \
    probed_at, not_before, remote_id, remote_version, drift, staged_at, approved_at, approved_by, posted_at";

pub fn get(view: &Reader<'_>, id: OutboxId) -> Result<OutboxRow, StoreError> {
    first(
        view,
        &format!("SELECT {COLUMNS} FROM outbox WHERE id = :id"),
        named_params! { ":id": id.0 },
        read,
    )?
    .ok_or_else(|| StoreError::NotFound(format!("outbox entry {id}")))
}

/// Every entry of a book's kind, oldest first.
pub fn of_kind(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE book_id = :book AND kind = :kind ORDER BY id");
    rows(
        view,
        &sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        read,
    )
}

/// Entries in one state, oldest first.
pub fn in_state(view: &Reader<'_>, book: &BookId, state: OutboxState) -> Result<Vec<OutboxRow>, StoreError> {
    // Few entries are under way at a time: asked for after every send, they are found without reading the whole outbox.
    let (index, under_way) = match state {
        OutboxState::Approved | OutboxState::Sending | OutboxState::InDoubt => (
            "INDEXED BY outbox_open",
            "AND state IN ('approved', 'sending', 'in_doubt')",
        ),
        _ => ("", ""),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox {index} WHERE book_id = :book AND state = :state {under_way} ORDER BY id"
    );
    rows(
        view,
        &sql,
        named_params! { ":book": book.as_str(), ":state": state.word() },
        read,
    )
}

/// Entries whose last send is this one.
pub fn of_send(view: &Reader<'_>, send: SendId) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE send_id = :send ORDER BY id");
    rows(view, &sql, named_params! { ":send": send.0 }, read)
}

pub fn of_run(view: &Reader<'_>, run: RunId) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE run_id = :run ORDER BY id");
    rows(view, &sql, named_params! { ":run": run.0 }, read)
}

/// How many entries of a book are in a state.
pub fn count_state(view: &Reader<'_>, book: &BookId, state: OutboxState) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM outbox WHERE book_id = :book AND state = :state";
    number(
        view,
        sql,
        named_params! { ":book": book.as_str(), ":state": state.word() },
    )
}

/// How many documents a book has got from us.
pub fn count_posted(view: &Reader<'_>, book: &BookId) -> Result<u32, StoreError> {
    let sql = "SELECT entries FROM tile WHERE book_id = :book AND state = 'posted'";
    let found = first(view, sql, named_params! { ":book": book.as_str() }, |row| {
        Ok(row.get(0)?)
    })?;
    Ok(count(found.unwrap_or(0)))
}

/// Date of the newest document a book has got from us.
pub fn newest_posted(view: &Reader<'_>, book: &BookId) -> Result<Option<Date>, StoreError> {
    let sql = "SELECT max(doc_date) FROM outbox WHERE book_id = :book AND state = 'posted'";
    let text = first(view, sql, named_params! { ":book": book.as_str() }, |row| {
        Ok(row.get(0)?)
    })?;
    parsed("doc_date", text.flatten())
}

/// Documents that another book has or may have, each with that book.
pub fn elsewhere(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<BTreeMap<RecordId, BookId>, StoreError> {
    let sql = "SELECT source_id, max(book_id) AS other FROM outbox
               WHERE kind = :kind AND book_id <> :book AND state IN ('posted', 'sending', 'in_doubt') GROUP BY source_id";
    let found = rows(
        view,
        sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| Ok((RecordId(row.get("source_id")?), BookId(row.get("other")?))),
    )?;
    Ok(found.into_iter().collect())
}

fn parsed<T: std::str::FromStr>(what: &str, text: Option<String>) -> Result<Option<T>, StoreError> {
    text.map(|text| text.parse().map_err(|_| unreadable(what, &text)))
        .transpose()
}

fn stored<T: serde::de::DeserializeOwned>(text: Option<String>) -> Result<Option<T>, StoreError> {
    text.map(|text| from_json(&text)).transpose()
}

fn read(row: &Row<'_>) -> Result<OutboxRow, StoreError> {
    let state: String = row.get("state")?;
    let marker: String = row.get("marker")?;
    let currency: Option<String> = row.get("currency")?;
    Ok(OutboxRow {
        id: OutboxId(row.get("id")?),
        book: BookId(row.get("book_id")?),
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        source_id: RecordId(row.get("source_id")?),
        operation: row.get("operation")?,
        marker: Marker::parse(&marker).ok_or_else(|| unreadable("marker", &marker))?,
        revision: row.get("revision")?,
        name: row.get("name")?,
        doc_date: parsed("date", row.get("doc_date")?)?,
        amount: row
            .get::<_, Option<String>>("amount")?
            .map(|text| decimal(&text))
            .transpose()?,
        currency: currency
            .map(|text| Currency::try_from(text.as_str()).map_err(|_| unreadable("currency", &text)))
            .transpose()?,
        party_source_id: row.get::<_, Option<String>>("party_source_id")?.map(RecordId),
        source_hash: row.get("source_hash")?,
        document: stored(row.get("document")?)?,
        state: OutboxState::from_word(&state).ok_or_else(|| unreadable("state", &state))?,
        hold: stored(row.get("hold")?)?,
        failure: stored(row.get("failure")?)?,
        ignored_by: row.get("ignored_by")?,
        plan_id: row.get::<_, Option<i64>>("plan_id")?.map(PlanId),
        run_id: row.get::<_, Option<i64>>("run_id")?.map(RunId),
        send_id: row.get::<_, Option<i64>>("send_id")?.map(SendId),
        attempt: row.get("attempt")?,
        probes: row.get("probes")?,
        probed_at: stored(row.get("probed_at")?)?,
        not_before: moment(row.get("not_before")?)?,
        remote_id: row.get::<_, Option<String>>("remote_id")?.map(RecordId),
        remote_version: row.get("remote_version")?,
        drift: stored(row.get("drift")?)?.unwrap_or_default(),
        staged_at: instant(&row.get::<_, String>("staged_at")?)?,
        approved_at: moment(row.get("approved_at")?)?,
        approved_by: row.get("approved_by")?,
        posted_at: moment(row.get("posted_at")?)?,
    })
}

fn moment(text: Option<String>) -> Result<Option<Instant>, StoreError> {
    text.map(|text| instant(&text)).transpose()
}

/// A new intended write.
pub struct NewEntry<'a> {
    pub book: &'a BookId,
    pub operation: &'a str,
    pub marker: &'a Marker,
    pub revision: u32,
    pub staged: &'a Staged,
    pub remote_id: Option<&'a RecordId>,
    pub ignored_by: Option<&'a str>,
    pub now: Instant,
}

/// Inserts an entry: `staged`, or `ignored` where `ignored_by` says so.
pub fn insert(writer: &Writer<'_>, new: &NewEntry<'_>) -> Result<OutboxId, StoreError> {
    let staged = new.staged;
    let state = if new.ignored_by.is_some() {
        OutboxState::Ignored
    } else {
        OutboxState::Staged
    };
    execute(
        writer,
        "INSERT INTO outbox (book_id, kind, source_id, operation, marker, revision, name, doc_date, amount, currency,
                             party_source_id, source_hash, state, hold, ignored_by, remote_id, staged_at)
         VALUES (:book, :kind, :source, :operation, :marker, :revision, :name, :date, :amount, :currency,
                 :party, :hash, :state, :hold, :ignored_by, :remote, :at)",
        named_params! {
            ":book": new.book.as_str(), ":kind": staged.kind.word(), ":source": staged.source_id.as_str(),
            ":operation": new.operation, ":marker": new.marker.as_str(), ":revision": new.revision,
            ":name": staged.name, ":date": staged.doc_date.map(|date| date.to_string()),
            ":amount": staged.amount.map(|amount| amount.to_string()),
            ":currency": staged.currency.as_ref().map(Currency::as_str),
            ":party": staged.party_source_id.as_ref().map(RecordId::as_str), ":hash": staged.source_hash,
            ":state": state.word(), ":hold": staged.hold.as_ref().map(json).transpose()?,
            ":ignored_by": new.ignored_by, ":remote": new.remote_id.map(RecordId::as_str), ":at": new.now.to_string(),
        },
    )?;
    Ok(OutboxId(writer.last_insert_rowid()))
}

/// Brings a staged (or ignored) entry up to what the source says now.
pub fn refresh(writer: &Writer<'_>, id: OutboxId, staged: &Staged) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET name = :name, doc_date = :date, amount = :amount, currency = :currency,
                party_source_id = :party, source_hash = :hash, hold = :hold
         WHERE id = :id AND state IN ('staged', 'ignored')",
        named_params! {
            ":id": id.0, ":name": staged.name, ":date": staged.doc_date.map(|date| date.to_string()),
            ":amount": staged.amount.map(|amount| amount.to_string()),
            ":currency": staged.currency.as_ref().map(Currency::as_str),
            ":party": staged.party_source_id.as_ref().map(RecordId::as_str),
            ":hash": staged.source_hash, ":hold": staged.hold.as_ref().map(json).transpose()?,
        },
    )?;
    one(changed, id)
}

/// Moves an entry by one event and gives the new state. The only way a state changes.
pub fn advance(writer: &Writer<'_>, id: OutboxId, event: OutboxEvent) -> Result<OutboxState, StoreError> {
    let found = first(
        writer,
        "SELECT state FROM outbox WHERE id = :id",
        named_params! { ":id": id.0 },
        |row| Ok(row.get::<_, String>(0)?),
    )?;
    let word = found.ok_or_else(|| StoreError::NotFound(format!("outbox entry {id}")))?;
    let state = OutboxState::from_word(&word).ok_or_else(|| unreadable("state", &word))?;
    let next = state
        .next(event)
        .map_err(|illegal| StoreError::Illegal(illegal.to_string()))?;
    execute(
        writer,
        "UPDATE outbox SET state = :state WHERE id = :id",
        named_params! { ":id": id.0, ":state": next.word() },
    )?;
    Ok(next)
}

pub fn set_hold(writer: &Writer<'_>, id: OutboxId, hold: Option<&Failure>) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET hold = :hold WHERE id = :id",
        named_params! { ":id": id.0, ":hold": hold.map(json).transpose()? },
    )?;
    one(changed, id)
}

pub fn set_failure(writer: &Writer<'_>, id: OutboxId, failure: Option<&Failure>) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET failure = :failure WHERE id = :id",
        named_params! { ":id": id.0, ":failure": failure.map(json).transpose()? },
    )?;
    one(changed, id)
}

pub fn set_ignored_by(writer: &Writer<'_>, id: OutboxId, by: Option<&str>) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET ignored_by = :by WHERE id = :id",
        named_params! { ":id": id.0, ":by": by },
    )?;
    one(changed, id)
}

/// What approval freezes.
pub struct Frozen<'a> {
    pub operation: &'a str,
    pub name: &'a str,
    pub document: &'a Object,
    pub document_hash: &'a str,
    pub doc_date: Option<Date>,
    pub amount: Option<Decimal>,
    pub source_hash: &'a str,
    pub remote_id: Option<&'a RecordId>,
    pub remote_version: Option<&'a str>,
    pub plan: PlanId,
    pub by: &'a str,
    pub at: Instant,
}

/// Freezes what will be sent; counting of sends starts anew. The state has to be moved by `advance` beside it.
pub fn freeze(writer: &Writer<'_>, id: OutboxId, frozen: &Frozen<'_>) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET operation = :operation, name = :name, document = :document, document_hash = :hash,
                doc_date = :date, amount = :amount, source_hash = :source_hash, remote_id = :remote,
                remote_version = :version, plan_id = :plan, run_id = NULL, attempt = 0, probes = 0, probed_at = NULL,
                not_before = NULL, hold = NULL, failure = NULL, approved_by = :by, approved_at = :at
         WHERE id = :id AND state IN ('staged', 'failed')",
        named_params! {
            ":id": id.0, ":operation": frozen.operation, ":name": frozen.name, ":document": json(frozen.document)?,
            ":hash": frozen.document_hash, ":date": frozen.doc_date.map(|date| date.to_string()),
            ":amount": frozen.amount.map(|amount| amount.to_string()), ":source_hash": frozen.source_hash,
            ":remote": frozen.remote_id.map(RecordId::as_str), ":version": frozen.remote_version,
            ":plan": frozen.plan.0, ":by": frozen.by, ":at": frozen.at.to_string(),
        },
    )?;
    one(changed, id)
}

/// Puts what was approved with this plan under a run; what another plan left waiting stays out of it.
pub fn join_plan(writer: &Writer<'_>, plan: PlanId, run: RunId) -> Result<u64, StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET run_id = :run WHERE plan_id = :plan AND state = 'approved'",
        named_params! { ":plan": plan.0, ":run": run.0 },
    )?;
    Ok(changed as u64)
}

/// Puts everything that was approved, or is still unsettled, under a run: a person said that all of it goes on.
pub fn join_run(writer: &Writer<'_>, book: &BookId, run: RunId) -> Result<u64, StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET run_id = :run WHERE book_id = :book AND state IN ('approved', 'sending', 'in_doubt')",
        named_params! { ":book": book.as_str(), ":run": run.0 },
    )?;
    Ok(changed as u64)
}

/// Counts a send of this entry.
pub fn set_send(writer: &Writer<'_>, id: OutboxId, send: SendId, attempt: u32) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET send_id = :send, attempt = :attempt, probes = 0, probed_at = NULL, not_before = NULL
         WHERE id = :id",
        named_params! { ":id": id.0, ":send": send.0, ":attempt": attempt },
    )?;
    one(changed, id)
}

/// Gives back a send that never left, and says when to try again.
pub fn set_wait(
    writer: &Writer<'_>,
    id: OutboxId,
    attempt: u32,
    not_before: Option<Instant>,
) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET attempt = :attempt, not_before = :until WHERE id = :id",
        named_params! { ":id": id.0, ":attempt": attempt, ":until": not_before.map(|at| at.to_string()) },
    )?;
    one(changed, id)
}

/// The version an update is meant for, after a fresh look.
pub fn set_version(writer: &Writer<'_>, id: OutboxId, version: Option<&str>) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET remote_version = :version WHERE id = :id",
        named_params! { ":id": id.0, ":version": version },
    )?;
    one(changed, id)
}

/// Records a probe that found nothing.
pub fn set_probed(writer: &Writer<'_>, id: OutboxId, probes: u32, at: Option<&Reading>) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE outbox SET probes = :probes, probed_at = :at WHERE id = :id",
        named_params! { ":id": id.0, ":probes": probes, ":at": at.map(json).transpose()? },
    )?;
    one(changed, id)
}

/// What the ledger said it saved. The state has to be moved by `advance` beside it.
pub fn set_posted(
    writer: &Writer<'_>,
    id: OutboxId,
    remote: &RecordId,
    version: Option<&str>,
    drift: &[FieldChange],
    at: Instant,
) -> Result<(), StoreError> {
    let drift = if drift.is_empty() { None } else { Some(json(drift)?) };
    let changed = execute(
        writer,
        "UPDATE outbox SET remote_id = :remote, remote_version = :version, drift = :drift, posted_at = :at,
                failure = NULL, hold = NULL, not_before = NULL
         WHERE id = :id",
        named_params! {
            ":id": id.0, ":remote": remote.as_str(), ":version": version, ":drift": drift, ":at": at.to_string(),
        },
    )?;
    one(changed, id)
}

fn one(changed: usize, id: OutboxId) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Illegal(format!(
            "outbox entry {id} is not in a state that allows this"
        )))
    }
}

/// Earlier revisions of the same record are replaced by this one.
pub fn supersede_older(writer: &Writer<'_>, row: &OutboxRow) -> Result<(), StoreError> {
    let older = rows(
        writer,
        "SELECT id FROM outbox WHERE book_id = :book AND marker = :marker AND revision < :revision AND state = 'posted'",
        named_params! { ":book": row.book.as_str(), ":marker": row.marker.as_str(), ":revision": row.revision },
        |found| Ok(OutboxId(found.get("id")?)),
    )?;
    for id in older {
        advance(writer, id, OutboxEvent::Supersede)?;
    }
    Ok(())
}

/// Approved entries of one run, kind and operation that may go now, oldest first.
pub fn due(
    view: &Reader<'_>,
    run: RunId,
    kind: ObjectKind,
    operation: &str,
    limit: u32,
) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM outbox WHERE run_id = :run AND kind = :kind AND state = 'approved'
         AND operation = :operation ORDER BY id LIMIT :limit"
    );
    let params = named_params! { ":run": run.0, ":kind": kind.word(), ":operation": operation, ":limit": limit };
    rows(view, &sql, params, read)
}
