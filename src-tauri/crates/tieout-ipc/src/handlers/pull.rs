//! Pulling lists: one run in the background, suggestions after it.
//!
//! Not here: pages and cursors (engine). Invariant: one run at a time; what came stays, whatever happens to the rest.

use std::sync::Arc;

use tieout_domain::run::RunEvent;
use tieout_domain::{ErrorCode, Failure, ObjectKind, RunId, Side};
use tieout_engine::pull::{Extent, KindEnd, Pull};
use tieout_engine::run::{self as engine_run, RunControl, in_progress};
use tieout_engine::settings::preselect;
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::pull_state::PullState;
use tieout_store::table::run::{self, RunAction};

use super::{lookup, shared, sign_in};
use crate::app::{App, OpenClient, held};
use crate::dto::{PullStartReq, RunStatus};
use crate::event::{AppEvent, Topic};

pub async fn pull_start(app: &Arc<App>, request: PullStartReq) -> Result<RunStatus, Failure> {
    let client = app.client()?;
    let ledger = app.ledger(&client).await?;
    let mut kinds: Vec<ObjectKind> = ledger.profile().pulls.clone();
    kinds.retain(|kind| !kind.is_transaction() && (request.kinds.is_empty() || request.kinds.contains(kind)));
    kinds.sort_unstable();
    let control = begin(app, &client).await?;
    let pull = Pull {
        ledger,
        store: Arc::clone(&client.store),
        clock: Arc::clone(&app.host.clock),
        control: Arc::clone(&control),
    };
    let extent = match (request.changes_only, request.accept_gone) {
        (true, _) => Extent::ChangesOnly,
        (false, true) => Extent::FullGoneConfirmed,
        (false, false) => Extent::Full,
    };
    tokio::spawn(carry_out(Arc::clone(app), Arc::clone(&client), pull, kinds, extent));
    shared::run_status_of(&client, control.run).await
}

/// Puts the run on disk and takes the slot.
async fn begin(app: &App, client: &OpenClient) -> Result<Arc<RunControl>, Failure> {
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    let id = client
        .with_store(move |store| {
            store.write(|writer| match run::open(writer)? {
                Some(_) => Err(in_progress().into()),
                None => engine_run::start(writer, RunAction::Pull, None, &who, now),
            })
        })
        .await?;
    match client.run.begin(id, RunAction::Pull) {
        Ok(control) => Ok(control),
        Err(busy) => {
            end(app, client, id, RunEvent::Abort, Some(busy.clone())).await?;
            Err(busy)
        }
    }
}

async fn carry_out(app: Arc<App>, client: Arc<OpenClient>, pull: Pull, kinds: Vec<ObjectKind>, extent: Extent) {
    let run = pull.control.run;
    app.changed([Topic::Runs, Topic::Lists]);
    let (event, failure) = match pulled(&app, &client, &pull, &kinds, extent).await {
        Ok(ends) => outcome(&ends, pull.control.stopping()),
        Err(failure) => (RunEvent::FinishWithFailures, Some(failure)),
    };
    if failure
        .as_ref()
        .is_some_and(|failure| failure.code == ErrorCode::SignInNeeded)
        && let Err(error) = sign_in::set_state(&app, &client, ConnectionState::SignInNeeded).await
    {
        tracing::warn!(%error, "the connection's state could not be stored");
    }
    if let Err(error) = end(&app, &client, run, event, failure).await {
        tracing::error!(%error, "the end of the pull could not be stored");
    }
    client.run.end(run);
    super::recheck::look_again_later(&app, &client);
    if let Ok(status) = shared::run_status_of(&client, run).await {
        let _ = app.host.events.send(AppEvent::Run(status));
    }
    app.changed([
        Topic::Runs,
        Topic::Lists,
        Topic::Matches,
        Topic::Connection,
        Topic::Settings,
        Topic::Plan,
    ]);
}

async fn pulled(
    app: &Arc<App>,
    client: &Arc<OpenClient>,
    pull: &Pull,
    kinds: &[ObjectKind],
    extent: Extent,
) -> Result<Vec<KindEnd>, Failure> {
    // Lock date, numbers and switches of the company may have changed as well.
    let connected = app.connected(client).await?;
    sign_in::read_company(app, client, &connected).await?;
    let (events, row) = (
        app.host.events.clone(),
        shared::run_status_of(client, pull.control.run).await?,
    );
    let ends = pull
        .run(kinds, extent, |progress| {
            let _ = events.send(AppEvent::Run(shared::with_progress(row.clone(), progress)));
        })
        .await?;
    held(&client.search).clear();
    let now = app.host.clock.instant();
    let with_accounts = kinds.contains(&ObjectKind::Account);
    client
        .with_store(move |store| {
            if with_accounts {
                store.write(|writer| preselect(writer, now))?;
            }
            Ok(())
        })
        .await?;
    lookup::propose(client, kinds.to_vec()).await?;
    Ok(ends)
}

fn outcome(ends: &[KindEnd], stopped: bool) -> (RunEvent, Option<Failure>) {
    let failure = ends.iter().find_map(|end| end.failure.clone());
    match (&failure, stopped) {
        (_, true) => (RunEvent::Cancel, failure),
        (Some(_), false) => (RunEvent::FinishWithFailures, failure),
        (None, false) if ends.iter().all(|end| end.state == PullState::Complete) => (RunEvent::Finish, None),
        (None, false) => (RunEvent::FinishWithFailures, None),
    }
}

async fn end(
    app: &App,
    client: &OpenClient,
    id: RunId,
    event: RunEvent,
    failure: Option<Failure>,
) -> Result<(), Failure> {
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    client
        .with_store(move |store| {
            store.write(|writer| {
                engine_run::finish(writer, id, event, failure.as_ref(), &who, now)?;
                if let (Some(row), None) = (connection::get(writer, Side::Ledger)?, failure.as_ref()) {
                    connection::update(
                        writer,
                        &ConnectionRow {
                            last_success_at: Some(now),
                            ..row
                        },
                    )?;
                }
                Ok(())
            })
        })
        .await
}

/// Whether a pull is under way in this process.
pub fn is_pulling(client: &OpenClient) -> bool {
    client
        .run
        .current()
        .is_some_and(|control| control.action == RunAction::Pull)
}
