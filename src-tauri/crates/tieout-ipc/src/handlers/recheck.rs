//! After a decision, a setting or a pull: held and failed entries are looked at again, in the background.
//!
//! Not here: which of them change (engine). Invariant: makes no request and sends nothing; many changes in a row cost one look.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tieout_domain::{Failure, Side};
use tieout_engine::approve::Target;
use tieout_engine::recheck;
use tieout_engine::run::{Sleep, Waiter};
use tieout_store::table::connection;

use crate::app::{App, OpenClient};
use crate::connected;
use crate::event::Topic;

/// Changes within this time share a look.
const GATHER_MS: u64 = 300;

pub(super) fn look_again_later(app: &Arc<App>, client: &Arc<OpenClient>) {
    if client.looking_again.swap(true, Ordering::AcqRel) {
        return;
    }
    let (app, client) = (Arc::clone(app), Arc::clone(client));
    tokio::spawn(async move {
        Sleep.wait(GATHER_MS).await;
        client.looking_again.store(false, Ordering::Release);
        match look_again(&app, &client).await {
            Ok(0) => {}
            Ok(_) => app.changed([Topic::Transactions, Topic::Plan, Topic::Audit]),
            Err(failure) => tracing::warn!(%failure, "held and failed entries were not looked at again"),
        }
    });
}

async fn look_again(app: &App, client: &OpenClient) -> Result<u32, Failure> {
    let row = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    // Before the first sign-in nothing is staged; without a permission nothing can change.
    let Some(company) = row.as_ref().and_then(connected::company) else {
        return Ok(0);
    };
    let Ok(ledger) = app.ledger(client).await else {
        return Ok(0);
    };
    let now = app.host.clock.instant();
    client
        .with_store(move |store| {
            let target = Target {
                book: &company.book,
                company: &company,
                ledger: ledger.as_ref(),
                // Documents only: nothing of them goes back.
                back: None,
            };
            let found = store.read(|view| recheck::look(view, target))?;
            if found.is_empty() {
                return Ok(0);
            }
            store.write(|writer| recheck::apply(writer, &found, now))
        })
        .await
}
