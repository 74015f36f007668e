//! Transactions as Activity lists them: the newest entries with party, ledger number and reason.
//!
//! Not here: grouping by cause (engine). Invariant: without a filter the list has as many rows as the Total tile says.

use rusqlite::{Row, named_params};
use rust_decimal::Decimal;
use tieout_domain::outbox::OutboxState;
use tieout_domain::{BookId, Failure, ObjectKind, OutboxId};

use crate::value::{count, decimal, first, from_json, kind as kind_of, rows, unreadable};
use crate::{Reader, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionRow {
    pub id: OutboxId,
    pub kind: ObjectKind,
    pub source_id: String,
    pub number: String,
    pub ledger_number: Option<String>,
    /// Our number as it goes with the document where the ledger numbers it itself.
    pub reference: Option<String>,
    pub party: Option<String>,
    pub date: Option<String>,
    pub amount: Option<String>,
    pub currency: Option<String>,
    pub state: OutboxState,
    /// Why it is held, failed or in doubt.
    pub failure: Option<Failure>,
    pub ignored_by: Option<String>,
    pub staged_at: String,
    pub posted_at: Option<String>,
}

/// One window, and what it is a window of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    pub rows: Vec<TransactionRow>,
    pub total: u32,
    /// Sum over the whole list.
    pub amount: Decimal,
}

/// Which entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of states; empty and not `held`: all that count.
    pub states: Vec<String>,
    /// What is held, besides the states.
    pub held: bool,
    /// Word of an error code.
    pub cause: Option<String>,
    pub search: String,
    /// What stands before our number where the ledger keeps its own: a search may begin with it (S-163).
    pub prefix: String,
    /// Records of lists in place of documents; the tiles do not count them.
    pub lists: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    Date,
    Number,
    Party,
    Amount,
    State,
}

const FROM: &str = "FROM outbox o
    LEFT JOIN mirror p ON p.side = 'source' AND p.kind = 'customer' AND p.remote_id = o.party_source_id
    LEFT JOIN mirror g ON g.side = 'ledger' AND g.kind = o.kind AND g.remote_id = o.remote_id AND o.state = 'posted'";

const WHERE: &str = "WHERE o.book_id = :book AND o.state <> 'superseded'
    AND (o.kind IN ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry')) <> :lists
    AND ((:states = '' AND :held = 0) OR instr(:states, ',' || o.state || ',') > 0
         OR (:held = 1 AND o.state = 'staged' AND o.hold IS NOT NULL))
    AND (:cause IS NULL OR (o.state IN ('staged', 'failed')
         AND json_extract(CASE o.state WHEN 'staged' THEN o.hold ELSE o.failure END, '$.code') = :cause))
    AND (:search = '' OR instr(lower(o.name || ' ' || coalesce(p.name, '') || ' ' || coalesce(g.number, '') || ' '
         || o.marker || ' ' || coalesce(o.amount, '')), :search) > 0
         OR (:number <> '' AND instr(lower(o.name), :number) = 1))";

const COLUMNS: &str = "o.id, o.kind, o.source_id, o.name, g.number AS ledger_number,
    json_extract(o.document, '$.invoice.reference') AS reference, p.name AS party, o.doc_date, o.amount,
    o.currency, o.state, CASE WHEN o.state = 'staged' THEN o.hold WHEN o.state IN ('failed', 'in_doubt') THEN o.failure END
    AS failure, o.ignored_by, o.staged_at, o.posted_at";

/// A window of the list, with number and sum of the whole list.
pub fn page(
    view: &Reader<'_>,
    book: &BookId,
    filter: &Filter,
    sort: (SortBy, bool),
    offset: u32,
    limit: u32,
) -> Result<Window, StoreError> {
    let states = match filter.states.as_slice() {
        [] => String::new(),
        states => format!(",{},", states.join(",")),
    };
    let search = filter.search.trim().to_lowercase();
    // The reference is the prefix and our number: found by the number alone, without reading every document.
    let number = search.strip_prefix(&filter.prefix.to_lowercase()).unwrap_or_default();
    let number = if filter.prefix.is_empty() { "" } else { number };
    let amounts = rows(
        view,
        &format!("SELECT o.amount {FROM} {WHERE}"),
        named_params! { ":book": book.as_str(), ":states": states, ":held": filter.held, ":cause": filter.cause,
        ":search": search, ":number": number, ":lists": filter.lists },
        |row| {
            row.get::<_, Option<String>>(0)?
                .map_or(Ok(Decimal::ZERO), |text| decimal(&text))
        },
    )?;
    let order = match sort.0 {
        SortBy::Date => "o.doc_date",
        SortBy::Number => "o.name",
        SortBy::Party => "p.name",
        // For order only; amounts themselves stay text.
        SortBy::Amount => "CAST(o.amount AS REAL)",
        SortBy::State => "o.state",
    };
    let way = if sort.1 { "DESC" } else { "ASC" };
    let found = rows(
        view,
        &format!("SELECT {COLUMNS} {FROM} {WHERE} ORDER BY {order} {way}, o.id {way} LIMIT :limit OFFSET :offset"),
        named_params! { ":book": book.as_str(), ":states": states, ":held": filter.held, ":cause": filter.cause,
        ":search": search, ":number": number, ":lists": filter.lists, ":limit": limit, ":offset": offset },
        read,
    )?;
    Ok(Window {
        rows: found,
        total: count(i64::try_from(amounts.len()).unwrap_or(i64::MAX)),
        amount: amounts.into_iter().sum(),
    })
}

pub fn get(view: &Reader<'_>, id: OutboxId) -> Result<TransactionRow, StoreError> {
    first(
        view,
        &format!("SELECT {COLUMNS} {FROM} WHERE o.id = :id"),
        named_params! { ":id": id.0 },
        read,
    )?
    .ok_or_else(|| StoreError::NotFound(format!("transaction {id}")))
}

/// Everything held or failed, with its amount: the material of the groups by cause.
pub fn stopped(view: &Reader<'_>, book: &BookId) -> Result<Vec<TransactionRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} {FROM} WHERE o.book_id = :book AND (o.state = 'failed' OR (o.state = 'staged' AND o.hold IS NOT NULL))
         AND o.kind IN ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry') ORDER BY o.id"
    );
    rows(view, &sql, named_params! { ":book": book.as_str() }, read)
}

fn read(row: &Row<'_>) -> Result<TransactionRow, StoreError> {
    let failure: Option<String> = row.get("failure")?;
    let state: String = row.get("state")?;
    Ok(TransactionRow {
        id: OutboxId(row.get("id")?),
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        source_id: row.get("source_id")?,
        number: row.get("name")?,
        ledger_number: row.get("ledger_number")?,
        reference: row.get("reference")?,
        party: row.get("party")?,
        date: row.get("doc_date")?,
        amount: row.get("amount")?,
        currency: row.get("currency")?,
        state: OutboxState::from_word(&state).ok_or_else(|| unreadable("state", &state))?,
        failure: failure.map(|text| from_json(&text)).transpose()?,
        ignored_by: row.get("ignored_by")?,
        staged_at: row.get("staged_at")?,
        posted_at: row.get("posted_at")?,
    })
}
