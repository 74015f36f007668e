//! What several handlers need: tiles, the run under way, limits.
//!
//! Not here: commands. Invariant: one meaning of each word on all screens.

use tieout_domain::{ErrorCode, Failure, Recovery, RunId};
use tieout_engine::progress::Progress;
use tieout_engine::run::RunControl;
use tieout_store::query::tiles::{self as counted, Counted};
use tieout_store::table::run::{self, RunAction as Stored, RunRow};
use tieout_store::table::{connection, plan};
use tieout_store::{Reader, StoreError};

use crate::app::{App, OpenClient};
use crate::dto::*;

/// Rows of one window.
pub const ROWS_MAX: u32 = 500;

/// The five tiles of the current ledger, from their counters; all zero before there is one.
pub fn tiles(view: &Reader<'_>) -> Result<Tiles5, StoreError> {
    let counted = match connection::book(view)? {
        Some(book) => counted::tiles(view, &book)?,
        None => Counted::default(),
    };
    Ok(tiles5(&counted))
}

pub const fn tiles5(counted: &Counted) -> Tiles5 {
    Tiles5 {
        total: counted.tiles.total(),
        completed: counted.tiles.completed,
        pre_sync: counted.tiles.pre_sync,
        failed: counted.tiles.failed,
        ignored: counted.tiles.ignored,
        in_doubt: counted.in_doubt,
        held: counted.held,
    }
}

/// Refuses what must not happen beside a run.
pub async fn refuse_while_running(client: &OpenClient) -> Result<(), Failure> {
    match client.with_store(|store| store.read(run::open)).await? {
        Some(row) => Err(running(&row)),
        None => Ok(()),
    }
}

/// Who is at what, and since when: a refusal in words (S-140).
fn running(row: &RunRow) -> Failure {
    Failure::new(ErrorCode::RunInProgress, Recovery::Wait)
        .param("run", row.id)
        .param("who", &row.started_by)
        .param("action", row.action.word())
        .param("since", row.started_at)
}

/// A run as screens show it.
pub fn run_view(row: &RunRow, live: Option<&RunControl>) -> RunStatus {
    let progress = Progress::read(&row.progress).unwrap_or_default();
    let live = live.filter(|control| control.run == row.id);
    let status = RunStatus {
        run_id: u32::try_from(row.id.0).unwrap_or(0),
        action: match row.action {
            Stored::Pull => RunAction::Pull,
            Stored::Push => RunAction::Push,
        },
        step: None,
        state: row.state,
        paused: row.paused || live.is_some_and(RunControl::paused),
        interrupted: row.state.is_open() && live.is_none(),
        done: 0,
        total: None,
        kinds: Vec::new(),
        log: Vec::new(),
        waiting_until: live.and_then(RunControl::waiting_until).map(|at| at.to_string()),
        started_by: row.started_by.clone(),
        started_at: row.started_at.to_string(),
        ended_at: row.ended_at.map(|at| at.to_string()),
        failure: row.failure.clone().map(FailureView::from),
        has_report: row.has_report,
    };
    with_progress(status, &progress)
}

/// The same run, further on.
pub fn with_progress(status: RunStatus, progress: &Progress) -> RunStatus {
    let kinds = progress.kinds.iter().map(|kind| RunKind {
        kind: kind.kind,
        done: kind.done,
        total: kind.total,
        failed: kind.failed,
        verifying: kind.verifying,
    });
    let log = progress.log.iter().map(|line| RunLine {
        at: line.at.to_string(),
        kind: line.kind,
        name: line.name.clone(),
        outcome: line.outcome.clone(),
    });
    RunStatus {
        done: progress.done,
        total: progress.total,
        kinds: kinds.collect(),
        log: log.collect(),
        ..status
    }
}

/// A run with its step and its progress of this moment.
pub fn shown(view: &Reader<'_>, row: RunRow, live: Option<&RunControl>) -> Result<RunStatus, StoreError> {
    let row = tieout_engine::run::fresh(view, row)?;
    let plan = row.plan_id.map(|id| plan::get(view, id)).transpose()?;
    Ok(RunStatus {
        step: plan.map(|plan| super::plan_shapes::step_view(plan.step)),
        ..run_view(&row, live)
    })
}

/// One run, as it is now.
pub async fn run_status_of(client: &OpenClient, id: RunId) -> Result<RunStatus, Failure> {
    let live = client.run.current();
    client
        .with_store(move |store| store.read(|view| shown(view, run::get(view, id)?, live.as_deref())))
        .await
}

/// The run under way, or one that a crash interrupted.
pub async fn run_to_show(client: &OpenClient) -> Result<Option<RunStatus>, Failure> {
    let live = client.run.current();
    client
        .with_store(move |store| {
            store.read(|view| match run::open(view)? {
                Some(row) => shown(view, row, live.as_deref()).map(Some),
                None => Ok(None),
            })
        })
        .await
}

/// Writes a file among the user's documents and hands out its handle.
pub async fn save_file(app: &App, name: &str, bytes: Vec<u8>) -> Result<SavedFile, Failure> {
    let folder = app.host.desktop.documents_dir();
    let path = folder.join(name);
    let write = {
        let (folder, path) = (folder.clone(), path.clone());
        move || std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, bytes))
    };
    tokio::task::spawn_blocking(write)
        .await
        .map_err(Failure::internal)?
        .map_err(|error| {
            let code = match error.kind() {
                std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
                _ => ErrorCode::Internal,
            };
            Failure::new(code, Recovery::Retry)
                .param("file", name)
                .context(error.to_string())
        })?;
    Ok(SavedFile {
        handle: app.keep_file(path),
        name: name.to_owned(),
        folder: folder.to_string_lossy().into_owned(),
    })
}
