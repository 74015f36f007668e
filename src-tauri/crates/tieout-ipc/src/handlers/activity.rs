//! Activity: transactions one by one and by cause. Thin handlers.
//!
//! Not here: decisions (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::sync::Arc;

use tieout_connect::source::RowPlace;
use tieout_domain::outbox::{OutboxEvent, OutboxState as State};
use tieout_domain::{Failure, Instant, OutboxId, Side};
use tieout_engine::import::stage;
use tieout_engine::run::in_progress;
use tieout_engine::settings::Settings;
use tieout_engine::{causes, waiting};
use tieout_store::query::transactions::{self, Filter, SortBy, TransactionRow as Stored};
use tieout_store::table::audit::{self as trail, NewAudit};
use tieout_store::table::{attempt, mirror, outbox, run};
use tieout_store::{Reader, StoreError, Writer};

use super::{audit, moving, shared};
use crate::app::{App, OpenClient};
use crate::connected;
use crate::dto::*;
use crate::event::Topic;

pub async fn transactions_list(app: &Arc<App>, request: TransactionsReq) -> Result<TransactionsPage, Failure> {
    let (offset, limit) = (request.offset, request.limit.min(shared::ROWS_MAX));
    let sort = (sort_by(request.sort), request.descending);
    let mut filter = filter(&request);
    let client = app.client()?;
    let page = client
        .with_store(move |store| {
            store.read(|view| match tieout_store::table::connection::book(view)? {
                Some(book) => {
                    filter.prefix = Settings::load(view)?.reference_prefix;
                    transactions::page(view, &book, &filter, sort, offset, limit)
                }
                // Before the first sign-in nothing is staged.
                None => Ok(transactions::Window::default()),
            })
        })
        .await?;
    let first = page.rows.first().and_then(|row| row.currency.clone());
    let uniform = page.rows.iter().all(|row| row.currency == first);
    let mut rows: Vec<TransactionRow> = page.rows.into_iter().map(row).collect();
    moving::name_books(app, &client, &mut rows).await?;
    Ok(TransactionsPage {
        currency: first.filter(|_| uniform),
        rows,
        offset,
        total: page.total,
        amount: page.amount.to_string(),
    })
}

fn filter(request: &TransactionsReq) -> Filter {
    let tiles = match request.tiles.as_slice() {
        tiles if tiles.contains(&TileWord::Total) => &[],
        tiles => tiles,
    };
    let states = tiles.iter().flat_map(|tile| states_of(*tile));
    Filter {
        states: states.map(|state| state.word().to_owned()).collect(),
        held: tiles.contains(&TileWord::Held),
        cause: request.cause.map(|code| code.word().to_owned()),
        search: request.search.clone(),
        prefix: String::new(),
        lists: request.lists,
    }
}

/// The states that a tile counts whole; what is held is only a part of one.
const fn states_of(tile: TileWord) -> &'static [State] {
    match tile {
        TileWord::Total | TileWord::Held => &[],
        TileWord::Completed => &[State::Posted],
        TileWord::PreSync => &[State::Staged, State::Approved, State::Sending, State::InDoubt],
        TileWord::Failed => &[State::Failed],
        TileWord::Ignored => &[State::Ignored],
        TileWord::InDoubt => &[State::InDoubt],
    }
}

const fn sort_by(sort: TransactionSort) -> SortBy {
    match sort {
        TransactionSort::Date => SortBy::Date,
        TransactionSort::Number => SortBy::Number,
        TransactionSort::Party => SortBy::Party,
        TransactionSort::Amount => SortBy::Amount,
        TransactionSort::State => SortBy::State,
    }
}

fn row(stored: Stored) -> TransactionRow {
    TransactionRow {
        id: u32::try_from(stored.id.0).unwrap_or(0),
        kind: stored.kind,
        number: stored.number,
        ledger_number: stored.ledger_number,
        reference: stored.reference,
        party: stored.party,
        date: stored.date,
        amount: stored.amount,
        currency: stored.currency,
        state: stored.state,
        failure: stored.failure.map(FailureView::from),
        ignored_by: stored.ignored_by,
        staged_at: stored.staged_at,
        posted_at: stored.posted_at,
    }
}

pub async fn transaction_get(app: &Arc<App>, request: TransactionGetReq) -> Result<TransactionView, Failure> {
    let id = OutboxId(i64::from(request.id));
    let client = app.client()?;
    let mut found = client
        .with_store(move |store| store.read(|view| transaction(view, id)))
        .await?;
    moving::name_books(app, &client, std::slice::from_mut(&mut found.row)).await?;
    Ok(found)
}

fn transaction(view: &Reader<'_>, id: OutboxId) -> Result<TransactionView, StoreError> {
    let entry = outbox::get(view, id)?;
    let source = mirror::get(view, Side::Source, entry.kind, &entry.source_id)?;
    let shown = entry.document.as_ref().or(source.as_ref().map(|row| &row.object));
    let lines = shown
        .and_then(|object| object.as_invoice())
        .map_or(&[][..], |invoice| &invoice.lines);
    let raw = mirror::raw(view, Side::Source, entry.kind, &entry.source_id)?;
    let attempts = attempt::of_entry(view, id)?.into_iter().map(|tried| AttemptView {
        at: tried.at.to_string(),
        outcome: tried.outcome,
        status: tried.status.map(u32::from),
        exchange_id: tried.exchange_id,
        failure: tried.failure.map(FailureView::from),
        reply: tried.reply,
    });
    let history = trail::of_record(view, entry.kind, entry.source_id.as_str())?;
    Ok(TransactionView {
        row: row(transactions::get(view, id)?),
        reference: entry.marker.to_string(),
        ledger_id: entry.remote_id.as_ref().map(ToString::to_string),
        lines: lines.iter().map(line).collect(),
        drift: entry.drift.clone(),
        attempts: attempts.collect(),
        history: history.into_iter().map(audit::audit_row).collect(),
        source_rows: raw.map_or_else(Vec::new, |(text, places)| source_rows(&text, places.as_deref())),
    })
}

fn line(line: &tieout_domain::objects::InvoiceLine) -> TransactionLine {
    let item = line
        .item
        .as_ref()
        .map(|item| item.name.clone().unwrap_or_else(|| item.id.to_string()));
    TransactionLine {
        words: line.description.clone().or(item).unwrap_or_default(),
        quantity: line.quantity.map(|quantity| quantity.to_string()),
        unit_price: line.unit_price.map(|price| price.to_string()),
        discount_percent: line.discount_percent.map(|percent| percent.to_string()),
        amount: line.amount.to_string(),
    }
}

/// The raw rows with their places: as many texts as places where the source kept them apart, otherwise one.
fn source_rows(raw: &str, places: Option<&str>) -> Vec<SourceRow> {
    let places: Vec<RowPlace> = places
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let texts: Vec<&str> = raw.lines().collect();
    let apart = texts.len() == places.len();
    let one = |(at, place): (usize, &RowPlace)| SourceRow {
        file: place.file.clone(),
        line: u32::try_from(place.line).unwrap_or(0),
        text: match (apart, at) {
            (true, _) => texts.get(at).copied().unwrap_or_default().to_owned(),
            (false, 0) => raw.to_owned(),
            (false, _) => String::new(),
        },
    };
    places.iter().enumerate().map(one).collect()
}

pub async fn transactions_causes(app: &Arc<App>, _request: Nothing) -> Result<Vec<CauseGroup>, Failure> {
    let rows = app
        .client()?
        .with_store(|store| {
            store.read(|view| match tieout_store::table::connection::book(view)? {
                Some(book) => transactions::stopped(view, &book),
                None => Ok(Vec::new()),
            })
        })
        .await?;
    let groups = causes::group(&rows).into_iter().map(|group| CauseGroup {
        failure: group.failure.into(),
        held: group.held,
        count: group.count,
        amount: group.amount.to_string(),
    });
    Ok(groups.collect())
}

pub async fn transaction_retry(app: &Arc<App>, request: TransactionsIdsReq) -> Result<Tiles5, Failure> {
    change(app, request, "entry_retried", |writer, entry, _| {
        if entry.state != State::Failed {
            return Ok(false);
        }
        outbox::advance(writer, entry.id, OutboxEvent::Withdraw)?;
        outbox::set_failure(writer, entry.id, None)?;
        Ok(true)
    })
    .await
}

/// Approved documents go back to review (S-013). Refused beside a run: it may be sending them.
pub async fn transaction_withdraw(app: &Arc<App>, request: TransactionsIdsReq) -> Result<Tiles5, Failure> {
    let client = app.client()?;
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    let tiles = client
        .with_store(move |store| {
            store.write(|writer| {
                if run::open(writer)?.is_some() {
                    return Err(in_progress().into());
                }
                for id in named(writer, &request)? {
                    waiting::withdraw(writer, &outbox::get(writer, id)?, &who, now)?;
                }
                stage(writer, now)?;
                shared::tiles(writer)
            })
        })
        .await?;
    app.changed([Topic::Transactions, Topic::Plan, Topic::Audit]);
    Ok(tiles)
}

pub async fn transaction_ignore(app: &Arc<App>, request: TransactionsIgnoreReq) -> Result<Tiles5, Failure> {
    let reason = match request.reason {
        IgnoreReason::NotOurs => "not_ours",
        IgnoreReason::Duplicate => "duplicate",
        IgnoreReason::Old => "old",
        IgnoreReason::Other => "other",
    };
    let ids = TransactionsIdsReq {
        ids: request.ids,
        cause: None,
    };
    change(app, ids, "entry_ignored", move |writer, entry, _| {
        if !matches!(entry.state, State::Staged | State::Failed) {
            return Ok(false);
        }
        outbox::advance(writer, entry.id, OutboxEvent::Ignore)?;
        outbox::set_ignored_by(writer, entry.id, Some(&format!("record:{reason}")))?;
        Ok(true)
    })
    .await
}

pub async fn transaction_unignore(app: &Arc<App>, request: TransactionsIdsReq) -> Result<Tiles5, Failure> {
    change(app, request, "entry_unignored", |writer, entry, _| {
        if entry.state != State::Ignored {
            return Ok(false);
        }
        outbox::advance(writer, entry.id, OutboxEvent::Unignore)?;
        outbox::set_ignored_by(writer, entry.id, None)?;
        Ok(true)
    })
    .await
}

/// Changes the entries a request names, each with its audit entry, in one transaction, and gives the tiles that result.
async fn change(
    app: &Arc<App>,
    request: TransactionsIdsReq,
    action: &'static str,
    each: impl Fn(&Writer<'_>, &outbox::OutboxRow, Instant) -> Result<bool, StoreError> + Send + 'static,
) -> Result<Tiles5, Failure> {
    let client: Arc<OpenClient> = app.client()?;
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    let tiles = client
        .with_store(move |store| {
            store.write(|writer| {
                for id in named(writer, &request)? {
                    let entry = outbox::get(writer, id)?;
                    if each(writer, &entry, now)? {
                        let done = NewAudit::new(now, &who, action)
                            .about(entry.kind, entry.source_id.as_str())
                            .with("name", entry.name.clone())
                            .with("before", entry.state.word());
                        trail::append(writer, &done)?;
                    }
                }
                shared::tiles(writer)
            })
        })
        .await?;
    app.changed([Topic::Transactions, Topic::Plan, Topic::Audit]);
    Ok(tiles)
}

/// The ids of a request; without ids, everything stopped by its cause.
fn named(writer: &Writer<'_>, request: &TransactionsIdsReq) -> Result<Vec<OutboxId>, StoreError> {
    if !request.ids.is_empty() {
        return Ok(request.ids.iter().map(|id| OutboxId(i64::from(*id))).collect());
    }
    let Some(cause) = request.cause else {
        return Ok(Vec::new());
    };
    let stopped = transactions::stopped(writer, &connected::book(writer)?)?;
    let hit = stopped
        .into_iter()
        .filter(|row| row.failure.as_ref().is_some_and(|failure| failure.code == cause));
    Ok(hit.map(|row| row.id).collect())
}
