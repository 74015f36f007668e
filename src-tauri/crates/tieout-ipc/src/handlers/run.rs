//! Runs and reports: thin handlers.
//!
//! Not here: decisions (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tieout_domain::{BookId, ErrorCode, Failure, Recovery, RunId};
use tieout_engine::push::Pusher;
use tieout_engine::report::{Report, csv, pdf, xlsx};
use tieout_engine::run::{self as engine_run, RunControl, Sleep, Waiter};
use tieout_engine::waiting;
use tieout_engine::write_back::HandOver;
use tieout_store::BookLock;
use tieout_store::table::connection::ConnectionState;
use tieout_store::table::run::{self, RunAction as Stored};

use super::sync::{Book, book};
use super::{files, shared, sign_in};
use crate::app::{App, OpenClient};
use crate::connected;
use crate::dto::*;
use crate::event::{AppEvent, Topic};

/// Between two events of one run.
const EVENT_MS: u64 = 100;
/// Looks at the lock of a book, and the time between two.
const LOCK_TRIES: u32 = 8;
const LOCK_WAIT_MS: u64 = 50;

fn run_id(id: u32) -> RunId {
    RunId(i64::from(id))
}

/// The right to send to a book; taken before anything is put on disk for it, held until the run has ended.
pub(super) async fn book_lock(app: &App, book: &BookId) -> Result<BookLock, Failure> {
    let mut tries = LOCK_TRIES;
    loop {
        let (folder, book) = (app.host.data_dir.clone(), book.clone());
        let taken = tokio::task::spawn_blocking(move || BookLock::take(&folder, &book)).await;
        match taken.map_err(Failure::internal)?.map_err(Failure::from) {
            // The run before says its end on disk a moment before it lets go.
            Err(failure) if failure.code == ErrorCode::RunInProgress && tries > 1 => tries -= 1,
            taken => return taken,
        }
        Sleep.wait(LOCK_WAIT_MS).await;
    }
}

/// Takes the slot for a run that is on disk and carries it out in the background.
pub(super) async fn carry_out(
    app: &Arc<App>,
    client: &Arc<OpenClient>,
    (book, lock): (Book, BookLock),
    run: RunId,
) -> Result<RunStatus, Failure> {
    let control = client.run.begin(run, Stored::Push)?;
    let pusher = Pusher {
        store: Arc::clone(&client.store),
        ledger: Arc::clone(&book.ledger),
        clock: Arc::clone(&app.host.clock),
        waiter: Arc::new(Sleep),
        book: book.book.clone(),
        who: app.host.user.clone(),
        hand_over: book.back.clone().map(|target| HandOver {
            target,
            folder: files::folder(app, client),
        }),
    };
    app.changed([Topic::Runs]);
    tokio::spawn(work(Arc::clone(app), Arc::clone(client), pusher, (book, lock), control));
    shared::run_status_of(client, run).await
}

async fn work(
    app: Arc<App>,
    client: Arc<OpenClient>,
    pusher: Pusher,
    (book, lock): (Book, BookLock),
    control: Arc<RunControl>,
) {
    let run = control.run;
    let last = AtomicU64::new(0);
    let moved = || {
        let now = app.host.clock.now().monotonic_ms;
        if now.saturating_sub(last.load(Ordering::Relaxed)) >= EVENT_MS {
            last.store(now, Ordering::Relaxed);
            tokio::spawn(tell(Arc::clone(&app), Arc::clone(&client), run));
        }
    };
    if let Err(failure) = pusher.job(&control, &book.company, &app.host.version, &moved).await {
        tracing::error!(%failure, "the run could not be ended");
    }
    // Whoever sees the end may start at once, here or elsewhere.
    drop(lock);
    client.run.end(run);
    let ended = client
        .with_store(move |store| store.read(|view| run::get(view, run)))
        .await;
    let failure = ended.ok().and_then(|row| row.failure);
    if failure.is_some_and(|failure| failure.code == ErrorCode::SignInNeeded)
        && let Err(failure) = sign_in::set_state(&app, &client, ConnectionState::SignInNeeded).await
    {
        tracing::error!(%failure, "the connection's state could not be stored");
    }
    sign_in::end_of_sync(&app, &client).await;
    tell(Arc::clone(&app), Arc::clone(&client), run).await;
    app.changed([
        Topic::Runs,
        Topic::Transactions,
        Topic::Lists,
        Topic::Matches,
        Topic::Plan,
        Topic::Connection,
        Topic::Audit,
    ]);
    // The run has ended, whatever becomes of its mail.
    super::report_mail::after_run(app, client, run).await;
}

async fn tell(app: Arc<App>, client: Arc<OpenClient>, run: RunId) {
    if let Ok(status) = shared::run_status_of(&client, run).await {
        // Nobody listening is fine.
        let _ = app.host.events.send(AppEvent::Run(status));
        app.changed([Topic::Transactions]);
    }
}

pub async fn run_status(app: &Arc<App>, request: RunIdReq) -> Result<RunStatus, Failure> {
    shared::run_status_of(&*app.client()?, run_id(request.run_id)).await
}

/// The controls of exactly this run.
fn control(client: &OpenClient, id: RunId) -> Result<Arc<RunControl>, Failure> {
    let current = client.run.current().filter(|control| control.run == id);
    current.ok_or_else(|| Failure::new(ErrorCode::NotFound, Recovery::ReadHelp).param("run", id))
}

pub async fn run_pause(app: &Arc<App>, request: RunPauseReq) -> Result<RunStatus, Failure> {
    let client = app.client()?;
    let id = run_id(request.run_id);
    control(&client, id)?.pause(request.paused);
    client
        .with_store(move |store| store.write(|writer| run::set_paused(writer, id, request.paused)))
        .await?;
    app.changed([Topic::Runs]);
    shared::run_status_of(&client, id).await
}

pub async fn run_stop(app: &Arc<App>, request: RunIdReq) -> Result<RunStatus, Failure> {
    let client = app.client()?;
    let id = run_id(request.run_id);
    control(&client, id)?.stop();
    shared::run_status_of(&client, id).await
}

/// After a crash, or a run that broke off: looks up what is in doubt and goes on with what was approved. `None`: nothing is left.
pub async fn run_recover(app: &Arc<App>, _request: Nothing) -> Result<Option<RunStatus>, Failure> {
    let client = app.client()?;
    if let Some(control) = client.run.current() {
        return shared::run_status_of(&client, control.run).await.map(Some);
    }
    let book_id = client
        .with_store(|store| store.read(tieout_store::table::connection::book))
        .await?;
    let Some(book_id) = book_id else { return Ok(None) };
    let lock = book_lock(app, &book_id).await?;
    let now = app.host.clock.instant();
    let left = client
        .with_store(move |store| store.write(|writer| engine_run::recover(writer, &book_id, now)))
        .await?;
    if left.in_doubt == 0 && left.waiting == 0 {
        app.changed([Topic::Runs]);
        return match left.run {
            Some(run) => shared::run_status_of(&client, run).await.map(Some),
            None => Ok(None),
        };
    }
    let book = book(app, &client).await?;
    let who = app.host.user.clone();
    let run = client
        .with_store(move |store| {
            store.backup(now)?;
            store.write(|writer| {
                // The entries belong to the plan they were approved with; the run goes on with it.
                let of = connected::book(writer)?;
                let plan = waiting::plan(writer, &of)?;
                let run = engine_run::start(writer, Stored::Push, plan, &who, now)?;
                waiting::join(writer, &of, run)?;
                Ok(run)
            })
        })
        .await?;
    carry_out(app, &client, (book, lock), run).await.map(Some)
}

pub async fn runs_list(app: &Arc<App>, request: PageReq) -> Result<Page<RunStatus>, Failure> {
    let client = app.client()?;
    let (offset, limit) = (request.offset, request.limit.min(shared::ROWS_MAX));
    let live = client.run.current();
    let (rows, total) = client
        .with_store(move |store| {
            store.read(|view| {
                let (rows, total) = run::page(view, offset, limit)?;
                let rows = rows.into_iter().map(|row| shared::shown(view, row, live.as_deref()));
                Ok((rows.collect::<Result<Vec<_>, _>>()?, total))
            })
        })
        .await?;
    Ok(Page { rows, offset, total })
}

async fn report(client: &OpenClient, id: RunId) -> Result<String, Failure> {
    let text = client
        .with_store(move |store| store.read(|view| run::report(view, id)))
        .await?;
    text.ok_or_else(|| Failure::new(ErrorCode::NotFound, Recovery::ReadHelp).param("run", id))
}

pub async fn report_get(app: &Arc<App>, request: RunIdReq) -> Result<SyncReport, Failure> {
    let text = report(&*app.client()?, run_id(request.run_id)).await?;
    // The engine's report and the wire's have the same members but for the handles; a test keeps it so.
    let mut report: SyncReport = serde_json::from_str(&text).map_err(Failure::internal)?;
    for file in &mut report.files {
        let path = std::path::Path::new(&file.folder).join(&file.file_name);
        file.handle = path.is_file().then(|| app.keep_file(path));
    }
    Ok(report)
}

pub async fn report_save(app: &Arc<App>, request: ReportSaveReq) -> Result<SavedFile, Failure> {
    let report = report_of(&*app.client()?, run_id(request.run_id)).await?;
    let ending = match request.format {
        ReportFormat::Csv => "csv",
        ReportFormat::Pdf => "pdf",
        ReportFormat::Xlsx => "xlsx",
    };
    let name = format!("{}.{ending}", file_name(&report));
    let make = move || match request.format {
        ReportFormat::Csv => csv::write(&report),
        ReportFormat::Pdf => pdf::write(&report),
        ReportFormat::Xlsx => xlsx::write(&report),
    };
    let bytes = tokio::task::spawn_blocking(make).await.map_err(Failure::internal)??;
    shared::save_file(app, &name, bytes).await
}

/// The saved report of a run.
pub(super) async fn report_of(client: &OpenClient, id: RunId) -> Result<Report, Failure> {
    serde_json::from_str(&report(client, id).await?).map_err(Failure::internal)
}

/// Name of a file made of a report, without its ending.
pub(super) fn file_name(report: &Report) -> String {
    let day = report.ended_at.get(..10).unwrap_or_default();
    format!("Tieout sync report {day} run {}", report.run_id)
}
