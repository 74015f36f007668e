//! What a run that broke off left to send: shown, and sent back to review. `run_recover` sends it after all.
//!
//! Not here: decisions (engine). Invariant: reading changes nothing; nothing here sends.

use std::sync::Arc;

use tieout_domain::{Failure, Side};
use tieout_engine::import::stage;
use tieout_engine::run as engine_run;
use tieout_engine::waiting::{self, Waiting};
use tieout_store::table::connection::{self, ConnectionState};
use tieout_store::table::outbox::OutboxRow;
use tieout_store::table::run;
use tieout_store::table::write_back::WriteBackRow;
use tieout_store::{Reader, StoreError};

use super::run::book_lock;
use super::shared;
use crate::app::App;
use crate::connected;
use crate::dto::*;
use crate::event::Topic;

/// What waits; nothing while a run is open, because then it is that run's.
pub async fn run_waiting(app: &Arc<App>, _request: Nothing) -> Result<WaitingView, Failure> {
    app.client()?.with_store(|store| store.read(look)).await
}

fn look(view: &Reader<'_>) -> Result<WaitingView, StoreError> {
    let row = connection::get(view, Side::Ledger)?;
    let book = row.as_ref().and_then(|row| row.book_id.clone());
    let left = match (book, run::open(view)?) {
        (Some(book), None) => waiting::look(view, &book)?,
        _ => Waiting::default(),
    };
    let kinds = left.kinds.iter().map(|kind| WaitingKind {
        kind: kind.kind,
        count: kind.count,
        amount: kind.amount.map(|amount| amount.to_string()),
    });
    let most = usize::try_from(shared::ROWS_MAX).unwrap_or(0);
    Ok(WaitingView {
        approved: u32::try_from(left.approved.len() + left.unwritten.len()).unwrap_or(u32::MAX),
        in_doubt: left.in_doubt,
        kinds: kinds.collect(),
        records: left
            .approved
            .iter()
            .map(record)
            .chain(left.unwritten.iter().map(unwritten))
            .take(most)
            .collect(),
        failure: left.failure.map(FailureView::from),
        sign_in_needed: row.is_some_and(|row| row.state == ConnectionState::SignInNeeded),
    })
}

fn record(row: &OutboxRow) -> WaitingRecord {
    WaitingRecord {
        kind: row.kind,
        name: row.name.clone(),
        date: row.doc_date.map(|date| date.to_string()),
        amount: row
            .amount
            .filter(|_| row.kind.is_transaction())
            .map(|amount| amount.to_string()),
    }
}

fn unwritten(row: &WriteBackRow) -> WaitingRecord {
    WaitingRecord {
        kind: row.kind,
        name: row.name.clone(),
        date: None,
        amount: None,
    }
}

/// Everything that waits goes back to review; an interrupted run is ended with it. Works without the ledger.
pub async fn run_send_back(app: &Arc<App>, _request: Nothing) -> Result<Tiles5, Failure> {
    let client = app.client()?;
    if client.run.current().is_some() {
        return Err(engine_run::in_progress());
    }
    let book = client.with_store(|store| store.read(connected::book)).await?;
    let lock = book_lock(app, &book).await?;
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    let tiles = client
        .with_store(move |store| {
            store.write(|writer| {
                engine_run::recover(writer, &book, now)?;
                waiting::send_back(writer, &book, &who, now)?;
                // The source may have moved on meanwhile.
                stage(writer, now)?;
                shared::tiles(writer)
            })
        })
        .await?;
    drop(lock);
    app.changed([Topic::Runs, Topic::Transactions, Topic::Plan, Topic::Audit]);
    Ok(tiles)
}
