//! The run under way: its controls, and how it starts and ends.
//!
//! Not here: what a run does (`pull`, `push`). Invariant: one run at a time, by this slot inside the process and by a unique index
//! across restarts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::run::{RunEvent, RunState};
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{BookId, ErrorCode, Failure, Instant, PlanId, Recovery, RunId};
use tieout_store::table::attempt::{self, NewAttempt};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::outbox;
use tieout_store::table::run::{self, RunAction, RunRow};
use tieout_store::table::write_back;
use tieout_store::{Reader, StoreError, Writer, integrity};

use crate::progress::{LogLine, Progress};

/// Holds the controls of at most one run.
#[derive(Default)]
pub struct RunSlot {
    current: Mutex<Option<Arc<RunControl>>>,
}

/// What a person can do to a run, and what it is waiting for.
pub struct RunControl {
    pub run: RunId,
    pub action: RunAction,
    stop: AtomicBool,
    paused: AtomicBool,
    waiting_until: Mutex<Option<Instant>>,
    wake: tokio::sync::Notify,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The refusal every second run gets.
pub fn in_progress() -> Failure {
    Failure::new(ErrorCode::RunInProgress, Recovery::Wait)
}

impl RunSlot {
    /// Takes the slot for a run that was just put on disk.
    pub fn begin(&self, run: RunId, action: RunAction) -> Result<Arc<RunControl>, Failure> {
        let mut current = held(&self.current);
        if current.is_some() {
            return Err(in_progress());
        }
        let control = Arc::new(RunControl::new(run, action));
        *current = Some(Arc::clone(&control));
        Ok(control)
    }

    pub fn end(&self, run: RunId) {
        let mut current = held(&self.current);
        if current.as_ref().is_some_and(|control| control.run == run) {
            *current = None;
        }
    }

    pub fn current(&self) -> Option<Arc<RunControl>> {
        held(&self.current).clone()
    }
}

impl RunControl {
    pub fn new(run: RunId, action: RunAction) -> Self {
        Self {
            run,
            action,
            stop: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            waiting_until: Mutex::new(None),
            wake: tokio::sync::Notify::new(),
        }
    }

    /// Ends the run after the write under way.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        self.wake.notify_waiters();
        self.wake.notify_one();
    }

    pub fn stopping(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Pauses after the write under way, or goes on.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Release);
        self.wake.notify_waiters();
        self.wake.notify_one();
    }

    pub fn paused(&self) -> bool {
        self.paused.load(Ordering::Acquire)
    }

    pub fn waiting_until(&self) -> Option<Instant> {
        *held(&self.waiting_until)
    }

    pub fn set_waiting(&self, until: Option<Instant>) {
        *held(&self.waiting_until) = until;
    }

    /// Comes back at once unless paused; otherwise when the run goes on or is stopped.
    pub async fn while_paused(&self) {
        while self.paused() && !self.stopping() {
            self.wake.notified().await;
        }
    }

    /// Comes back when somebody pauses, goes on or stops.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}

/// How the engine waits; tests move their clock instead.
#[async_trait]
pub trait Waiter: Send + Sync {
    async fn wait(&self, ms: u64);
}

/// Real waiting.
pub struct Sleep;

#[async_trait]
impl Waiter for Sleep {
    async fn wait(&self, ms: u64) {
        tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
    }
}

/// What the last run left behind when the program ended without ending it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interrupted {
    pub run: Option<RunId>,
    /// Entries whose fate must be looked up now.
    pub in_doubt: u32,
    /// Approved entries that wait to be sent.
    pub waiting: u32,
}

/// Start-up, before anything else: what was being sent is in doubt. The run stays open, so that nothing else starts before
/// somebody looked after it (`recover`).
pub fn after_start(writer: &Writer<'_>, book: &BookId, now: Instant) -> Result<(), StoreError> {
    let failure = Failure::new(ErrorCode::AnswerLost, Recovery::Wait).context("the program ended while sending");
    for row in outbox::in_state(writer, book, OutboxState::Sending)? {
        outbox::advance(writer, row.id, OutboxEvent::LoseAnswer)?;
        outbox::set_failure(writer, row.id, Some(&failure))?;
        let crashed = NewAttempt {
            outbox: row.id,
            send: row.send_id,
            run: row.run_id,
            outcome: attempt::CRASHED,
            failure: Some(&failure),
            at: now,
        };
        attempt::insert(writer, &crashed)?;
    }
    Ok(())
}

/// Ends the run that the end of the program interrupted, and counts what it left.
pub fn recover(writer: &Writer<'_>, book: &BookId, now: Instant) -> Result<Interrupted, StoreError> {
    after_start(writer, book, now)?;
    let mut found = Interrupted::default();
    if let Some(open) = run::open(writer)? {
        let why = Failure::new(ErrorCode::AnswerLost, Recovery::Retry).context("the run was interrupted");
        run::end(writer, open.id, RunEvent::Abort, Some(&why), now)?;
        let entry = NewAudit::new(now, "tieout", "run_interrupted").with("run_id", open.id.0);
        audit::append(writer, &entry)?;
        found.run = Some(open.id);
    }
    let left = |state| outbox::count_state(writer, book, state).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    found.in_doubt = left(OutboxState::InDoubt)?;
    found.waiting = left(OutboxState::Approved)? + write_back::approved(writer, book)?;
    Ok(found)
}

/// How far a push is, from its entries.
pub fn push_progress(view: &Reader<'_>, run: RunId) -> Result<Progress, StoreError> {
    let mut progress = Progress::default();
    for (kind, state, entries) in run::standing(view, run)? {
        let state = OutboxState::from_word(&state);
        let counted = progress.kind(kind);
        counted.total = Some(counted.total.unwrap_or(0) + entries);
        match state {
            Some(OutboxState::Posted | OutboxState::Superseded) => counted.done += entries,
            Some(OutboxState::Failed) => {
                counted.done += entries;
                counted.failed += entries;
            }
            Some(OutboxState::InDoubt) => counted.verifying += entries,
            Some(OutboxState::Staged | OutboxState::Approved | OutboxState::Sending | OutboxState::Ignored) | None => {}
        }
    }
    for row in write_back::of_run(view, run)? {
        let counted = progress.kind(row.kind);
        counted.total = Some(counted.total.unwrap_or(0) + 1);
        match row.state {
            WriteBackState::Approved => {}
            WriteBackState::HandedOver | WriteBackState::Arrived => counted.done += 1,
            WriteBackState::Withdrawn => {
                counted.done += 1;
                counted.failed += 1;
            }
        }
    }
    progress.kinds.sort_by_key(|kind| kind.kind);
    progress.sum_up();
    for line in run::log(view, run, 5)?.into_iter().rev() {
        progress.say(LogLine {
            at: line.at,
            kind: line.kind,
            name: line.name,
            outcome: line.outcome,
        });
    }
    Ok(progress)
}

/// A run's row with its progress as of now.
pub fn fresh(view: &Reader<'_>, mut row: RunRow) -> Result<RunRow, StoreError> {
    if row.action == RunAction::Push && row.state.is_open() {
        row.progress = serde_json::to_string(&push_progress(view, row.id)?)?;
    }
    Ok(row)
}

/// Puts a run on disk; refused while another is open, and a push while the file is not what was written into it.
pub fn start(
    writer: &Writer<'_>,
    action: RunAction,
    plan: Option<PlanId>,
    who: &str,
    now: Instant,
) -> Result<RunId, StoreError> {
    if action == RunAction::Push {
        integrity::verify(writer)?;
    }
    let run = run::start(writer, action, plan, who, now)?;
    let entry = NewAudit::new(now, who, "run_started")
        .with("run_id", run.0)
        .with("why", action.word());
    audit::append(writer, &entry)?;
    Ok(run)
}

/// Ends a run; `failure` is what broke it.
pub fn finish(
    writer: &Writer<'_>,
    run: RunId,
    event: RunEvent,
    failure: Option<&Failure>,
    who: &str,
    now: Instant,
) -> Result<RunState, StoreError> {
    let state = run::end(writer, run, event, failure, now)?;
    let mut entry = NewAudit::new(now, who, "run_ended")
        .with("run_id", run.0)
        .with("after", state.word());
    if let Some(failure) = failure {
        entry = entry.with("why", failure.code.word());
    }
    audit::append(writer, &entry)?;
    Ok(state)
}
