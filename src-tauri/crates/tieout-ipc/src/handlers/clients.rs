//! How a client stands, for the Clients page: of the open file as of any other.
//!
//! Not here: opening and closing (`app`). Invariant: looking changes nothing in a file and keeps nobody from opening it.

use std::path::Path;
use std::sync::Arc;

use tieout_domain::{Failure, Instant, Side};
use tieout_store::table::connection::{self, ConnectionRow};
use tieout_store::table::{import, run};
use tieout_store::{Reader, Store, StoreError};

use super::{app as files, home, rescue, shared};
use crate::app::App;
use crate::connected;
use crate::dto::*;

pub async fn client_health(app: &Arc<App>, request: ClientHealthReq) -> Result<ClientHealth, Failure> {
    let as_of = app.host.clock.instant();
    let open = app
        .client_if_open()
        .filter(|client| client.id == request.id)
        .or_else(|| app.still_held(&request.id));
    let looked = match open {
        Some(client) => client
            .with_store(move |store| store.read(|view| look(view, as_of)))
            .await
            .map(Some),
        None => look_at_file(app, &request.id, as_of).await,
    };
    Ok(match looked {
        Ok(Some(look)) => healthy(app, request.id, look),
        Ok(None) => unknown(request.id),
        Err(failure) => ClientHealth {
            trouble: Some(failure.into()),
            ..unknown(request.id)
        },
    })
}

/// `None`: the file is of an earlier version.
async fn look_at_file(app: &App, id: &str, as_of: Instant) -> Result<Option<Look>, Failure> {
    let path = files::client_path(app, id)?;
    let at = path.clone();
    let looked = tokio::task::spawn_blocking(move || look_beside(&at, as_of)).await;
    match looked.map_err(Failure::internal)?.map_err(Failure::from) {
        Ok(look) => Ok(look),
        Err(failure) => Err(rescue::told(id, path, failure).await),
    }
}

fn look_beside(path: &Path, as_of: Instant) -> Result<Option<Look>, StoreError> {
    if !path.is_file() && rescue::waits_for_rescue(path) {
        return Err(rescue::was_damaged().into());
    }
    Store::look(path, |view| look(view, as_of))
}

/// Everything of one row, from one moment.
struct Look {
    connection: Option<ConnectionRow>,
    source_name: Option<String>,
    counts: ClientCounts,
}

fn look(view: &Reader<'_>, as_of: Instant) -> Result<Look, StoreError> {
    let connection = connection::get(view, Side::Ledger)?;
    let book = connection.as_ref().and_then(|row| row.book_id.clone());
    let tiles = shared::tiles(view)?;
    let tie_out = home::tie_out(view, connection.as_ref(), as_of)?;
    Ok(Look {
        source_name: import::last(view)?.map(|row| row.source_name),
        counts: ClientCounts {
            failed: tiles.failed,
            unmatched: book.map_or(Ok(0), |book| home::undecided(view, &book))?,
            to_review: tiles.pre_sync,
            in_doubt: tiles.in_doubt,
            currency: tie_out.as_ref().map(|totals| totals.currency.clone()),
            difference: tie_out.map(|totals| totals.difference),
            last_sync_at: run::last(view, None)?
                .and_then(|row| row.ended_at)
                .map(|at| at.to_string()),
            run_open: run::open(view)?.is_some(),
        },
        connection,
    })
}

fn healthy(app: &App, id: String, look: Look) -> ClientHealth {
    let connection = look.connection;
    let factory = connection.as_ref().and_then(|row| app.factory(&row.system).ok());
    ClientHealth {
        id,
        source_name: look.source_name,
        ledger_name: factory.map(|factory| factory.name().to_owned()),
        company_name: connection
            .as_ref()
            .and_then(connected::company)
            .map(|company| company.name),
        connection: connection.map_or(ConnectionBadge::New, |row| connected::badge(row.state)),
        counts: Some(look.counts),
        trouble: None,
    }
}

const fn unknown(id: String) -> ClientHealth {
    ClientHealth {
        id,
        source_name: None,
        ledger_name: None,
        company_name: None,
        connection: ConnectionBadge::New,
        counts: None,
        trouble: None,
    }
}
