//! Home: what is connected, the five tiles, whether both sides agree, and what needs a person.
//!
//! Not here: lists behind the numbers. Invariant: everything counted is read in one transaction, so that Home never disagrees with itself.

use std::sync::Arc;

use tieout_connect::ledger::AccountSlot;
use tieout_domain::{BookId, Failure, Instant, Side};
use tieout_engine::import::ImportOutcome;
use tieout_engine::report::{self, tie_out};
use tieout_engine::settings::{Settings, slot_account};
use tieout_engine::suggest::LISTS;
use tieout_engine::waiting;
use tieout_store::query::matching::{self as lists, ListCounts};
use tieout_store::query::transactions::{self, Filter, SortBy};
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::import::{self, ImportRow};
use tieout_store::table::import_problem;
use tieout_store::table::pull_state::{self, PullState, PullStateRow};
use tieout_store::table::report_mail::{self, MailState};
use tieout_store::table::run::{self, RunAction as Stored, RunRow};
use tieout_store::{Reader, StoreError};

use super::shared;
use crate::app::App;
use crate::connected;
use crate::dto::*;

/// Lists whose open pairs must be decided before anything is sent: what documents name.
const NEEDED: [ObjectKind; 2] = [ObjectKind::Item, ObjectKind::Customer];

/// Runs that the line in a tile goes back.
const TREND_RUNS: u32 = 12;

pub async fn home(app: &Arc<App>, _request: Nothing) -> Result<HomeView, Failure> {
    let client = app.client()?;
    // Opening makes no request; it tells the ledger's own words.
    let _ = app.ledger(&client).await;
    let (as_of, slots) = (app.host.clock.instant(), connected::slots(&client));
    let now = client
        .with_store(move |store| store.read(|view| look(view, &slots, as_of)))
        .await?;
    let live = client.run.current();
    let causes = super::transactions_causes(app, Nothing {})
        .await
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "home is shown without causes");
            Vec::new()
        });
    let currency = now.outcome.as_ref().map(|outcome| outcome.currency.to_string());
    let mut connection = connected::view(app, &client, now.connection.as_ref())?;
    let currency = connection.currency.clone().or(currency);
    // The values belong to the connect page.
    connection.values.clear();
    let interrupted = now.last_run.as_ref().is_some_and(|row| row.state.is_open()) && live.is_none();
    Ok(HomeView {
        connection,
        currency,
        tiles: now.tiles.clone(),
        trend: now.trend.clone(),
        tie_out: now.tie_out.clone(),
        needs_you: needs(&now, interrupted),
        causes,
        last_run: now.last_run.as_ref().map(|row| shared::run_view(row, live.as_deref())),
        last_import_at: now.import.as_ref().map(|row| row.imported_at.to_string()),
        last_pull_at: now
            .pulls
            .iter()
            .filter_map(|row| row.ended_at)
            .max()
            .map(|at| at.to_string()),
        setup: setup(&now),
        not_mailed: now.not_mailed.clone(),
    })
}

/// Everything Home counts, from one moment.
struct Look {
    connection: Option<ConnectionRow>,
    import: Option<ImportRow>,
    outcome: Option<ImportOutcome>,
    problems: u32,
    pulls: Vec<PullStateRow>,
    counts: Vec<(ObjectKind, ListCounts)>,
    slots_open: u32,
    tiles: Tiles5,
    trend: Vec<TilesThen>,
    tie_out: Option<TieOut>,
    last_run: Option<RunRow>,
    /// Approved and left behind by a run that broke off.
    waiting: u32,
    /// Customers and items; the tiles count documents only.
    failed_records: u32,
    /// Documents whose currency or tax code the ledger does not know yet.
    not_set_up: u32,
    pushed: bool,
    not_mailed: Option<ReportMailView>,
}

fn look(view: &Reader<'_>, slots: &[AccountSlot], as_of: Instant) -> Result<Look, StoreError> {
    let connection = connection::get(view, Side::Ledger)?;
    let import = import::last(view)?;
    let outcome = match &import {
        Some(row) => serde_json::from_str(&row.counts)?,
        None => None,
    };
    let mut counts = Vec::new();
    if let Some(book) = connection.as_ref().and_then(|row| row.book_id.as_ref()) {
        for kind in LISTS {
            counts.push((kind, lists::counts(view, book, kind)?));
        }
    }
    Ok(Look {
        tie_out: tie_out(view, connection.as_ref(), as_of)?,
        problems: import_problem::blocking_of_last(view)?,
        pulls: pull_state::all(view)?,
        slots_open: slots_open(view, slots)?,
        tiles: shared::tiles(view)?,
        trend: trend(view)?,
        last_run: run::last(view, None)?,
        waiting: waiting(view, connection.as_ref())?,
        failed_records: failed_records(view, connection.as_ref())?,
        not_set_up: not_set_up(view, connection.as_ref())?,
        not_mailed: not_mailed(view)?,
        pushed: run::last(view, Some(Stored::Push))?.is_some_and(|row| !row.state.is_open()),
        connection,
        import,
        outcome,
        counts,
    })
}

/// Older ones stand with their reports.
fn not_mailed(view: &Reader<'_>) -> Result<Option<ReportMailView>, StoreError> {
    let newest = report_mail::newest(view)?;
    let open = newest.filter(|row| matches!(row.state, MailState::Failed | MailState::InDoubt));
    Ok(open.map(super::report_mail::view))
}

/// What an ended run left to send; what an open one has still to send is its own.
fn waiting(view: &Reader<'_>, row: Option<&ConnectionRow>) -> Result<u32, StoreError> {
    let book = row.and_then(|row| row.book_id.as_ref());
    match (book, run::open(view)?) {
        (Some(book), None) => waiting::approved(view, book),
        _ => Ok(0),
    }
}

fn failed_records(view: &Reader<'_>, row: Option<&ConnectionRow>) -> Result<u32, StoreError> {
    let Some(book) = row.and_then(|row| row.book_id.as_ref()) else {
        return Ok(0);
    };
    let failed = Filter {
        states: vec![OutboxState::Failed.word().to_owned()],
        lists: true,
        ..Filter::default()
    };
    Ok(transactions::page(view, book, &failed, (SortBy::Number, false), 0, 0)?.total)
}

/// Held documents that wait for a currency or a tax code: both are set up before the first push (S-096).
fn not_set_up(view: &Reader<'_>, row: Option<&ConnectionRow>) -> Result<u32, StoreError> {
    const CODES: [ErrorCode; 2] = [ErrorCode::CurrencyNotAllowed, ErrorCode::TaxCodeUnmapped];
    let Some(book) = row.and_then(|row| row.book_id.as_ref()) else {
        return Ok(0);
    };
    let stopped = transactions::stopped(view, book)?;
    let hit = stopped.iter().filter(|row| {
        row.failure
            .as_ref()
            .is_some_and(|failure| CODES.contains(&failure.code))
    });
    Ok(u32::try_from(hit.count()).unwrap_or(u32::MAX))
}

/// The tiles run by run, from the saved reports.
fn trend(view: &Reader<'_>) -> Result<Vec<TilesThen>, StoreError> {
    let then = report::tiles_then(view, TREND_RUNS)?;
    Ok(then.iter().map(tiles_then).collect())
}

fn tiles_then(then: &report::TilesThen) -> TilesThen {
    let report::TileLine {
        total,
        completed,
        pre_sync,
        failed,
        ignored,
        in_doubt,
        held,
    } = then.tiles;
    TilesThen {
        run_id: u32::try_from(then.run.0).unwrap_or(0),
        ended_at: then.ended_at.to_string(),
        tiles: Tiles5 {
            total,
            completed,
            pre_sync,
            failed,
            ignored,
            in_doubt,
            held,
        },
    }
}

/// Both sides' totals, once there is a company to compare with.
pub(super) fn tie_out(
    view: &Reader<'_>,
    row: Option<&ConnectionRow>,
    as_of: Instant,
) -> Result<Option<TieOut>, StoreError> {
    let Some(company) = row.and_then(connected::company) else {
        return Ok(None);
    };
    let found = tie_out::make(view, &company.book, &company.base_currency, as_of)?;
    let side = |totals: tie_out::SideTotals| SideTotals {
        invoices: totals.invoices,
        amount: totals.amount,
    };
    let line = |line: tie_out::BridgeLine| BridgeLine {
        cause: line.cause,
        invoices: line.invoices,
        amount: line.amount,
    };
    Ok(Some(TieOut {
        currency: found.currency,
        source: side(found.source),
        ledger: side(found.ledger),
        difference: found.difference,
        bridge: found.bridge.into_iter().map(line).collect(),
        as_of: found.as_of,
    }))
}

/// Default accounts that are not chosen, or no longer fit.
fn slots_open(view: &Reader<'_>, slots: &[AccountSlot]) -> Result<u32, StoreError> {
    let settings = Settings::load(view)?;
    let mut open = 0;
    for slot in slots {
        let (account, trouble) = slot_account(view, &settings, *slot)?;
        open += u32::from(account.is_none() || trouble.is_some());
    }
    Ok(open)
}

impl Look {
    fn state(&self) -> Option<ConnectionState> {
        self.connection.as_ref().map(|row| row.state)
    }

    fn pulled(&self) -> bool {
        let complete = |kind: &ObjectKind| {
            self.pulls
                .iter()
                .any(|row| row.kind == *kind && row.state == PullState::Complete)
        };
        complete(&ObjectKind::Account) && NEEDED.iter().all(complete)
    }

    /// Open pairs of the lists that documents name: somebody must say yes or no.
    fn undecided(&self) -> u32 {
        let needed = self.counts.iter().filter(|(kind, _)| NEEDED.contains(kind));
        needed.map(|(_, counts)| open_pairs(counts)).sum()
    }
}

const fn open_pairs(counts: &ListCounts) -> u32 {
    counts.exact + counts.strong + counts.ambiguous
}

/// Pairs of the lists that documents name which somebody must still decide: the sidebar's badge and Home say the same number.
pub(super) fn undecided(view: &Reader<'_>, book: &BookId) -> Result<u32, StoreError> {
    let counts = NEEDED.iter().map(|kind| lists::counts(view, book, *kind));
    counts.map(|counts| counts.map(|counts| open_pairs(&counts))).sum()
}

fn needs(now: &Look, interrupted: bool) -> Vec<NeedsYou> {
    let signed_out = now.state() == Some(ConnectionState::SignInNeeded);
    let accounts = if now.pulled() { now.slots_open } else { 0 };
    let all = [
        (NeedsWord::InterruptedRun, u32::from(interrupted)),
        (NeedsWord::Waiting, now.waiting),
        (NeedsWord::SignIn, u32::from(signed_out)),
        (NeedsWord::Verify, now.tiles.in_doubt),
        (NeedsWord::FailedRecords, now.failed_records),
        (NeedsWord::Failed, now.tiles.failed),
        (NeedsWord::Held, now.tiles.held),
        (NeedsWord::MapAccounts, accounts),
        (NeedsWord::Match, now.undecided()),
        (NeedsWord::ImportProblems, now.problems),
    ];
    let open = all.into_iter().filter(|(_, count)| *count > 0);
    open.map(|(what, count)| NeedsYou { what, count }).collect()
}

/// What is missing before the first sync, in the order in which it is done.
fn setup(now: &Look) -> Vec<SetupStep> {
    let connected = matches!(now.state(), Some(ConnectionState::Connected | ConnectionState::Paused));
    let pulled = now.pulled();
    let steps = [
        (SetupWord::Import, now.import.is_some()),
        (SetupWord::Connect, connected),
        (SetupWord::Pull, pulled),
        (SetupWord::Accounts, pulled && now.slots_open == 0),
        (SetupWord::CurrencyAndTax, pulled && now.not_set_up == 0),
        (SetupWord::Match, pulled && now.undecided() == 0),
        (SetupWord::FirstSync, now.pushed),
    ];
    steps.into_iter().map(|(step, done)| SetupStep { step, done }).collect()
}
