//! Carries out what was approved: two durable commits around every send, and no doubt left that a look can settle.
//!
//! Not here: what is sent (`plan`, `approve`), HTTP and quotas (the ledger). Invariant: nothing leaves unless the outbox says
//! `sending` on disk; whatever comes back, or does not, moves an entry only through its state machine.

mod company;
mod doubt;
mod send;
mod settle;
mod sweep;
mod updates;

use std::collections::BTreeSet;
use std::sync::Arc;

use tieout_connect::Ledger;
use tieout_connect::ledger::Operation;
use tieout_domain::{BookId, Clock, ErrorCode, Failure, ObjectKind, OutboxId, Recovery, RunId};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::{Store, StoreError, Writer};

use crate::run::{RunControl, Waiter};
use crate::write_back::HandOver;

pub use doubt::{DoubtStep, Known, doubt_step};
pub use settle::SENDS_MAX;
pub use settle::tell_mirror;
pub(crate) use sweep::found;

/// Order of work, prerequisites first.
const KINDS: [ObjectKind; 3] = [ObjectKind::Item, ObjectKind::Customer, ObjectKind::Invoice];

/// Order of work within a kind.
const OPERATIONS: [Operation; 4] = [
    Operation::Create,
    Operation::Update,
    Operation::Void,
    Operation::Deactivate,
];

/// Longest single wait of a run; what needs longer is left for the next run.
const PATIENCE_MS: u64 = 15 * 60 * 1_000;
/// Sends in a row that never left, or were refused, before the run gives up.
const TROUBLE_MAX: u32 = 8;
/// Waits after trouble, in milliseconds.
const BACK_OFF_MS: [u64; 5] = [1_000, 2_000, 4_000, 8_000, 16_000];

/// How a push ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// Everything that could be settled is.
    Settled,
    /// A person stopped it.
    Stopped,
    /// It cannot go on: no network, no permission, no space. Approved entries wait.
    Broken(Failure),
}

/// Told after every step: something moved.
pub type Moved<'a> = &'a (dyn Fn() + Send + Sync);

pub struct Pusher {
    pub store: Arc<Store>,
    pub ledger: Arc<dyn Ledger>,
    pub clock: Arc<dyn Clock>,
    pub waiter: Arc<dyn Waiter>,
    pub book: BookId,
    pub who: String,
    /// Where what goes to the source is written; `None`: no file for it can be made.
    pub hand_over: Option<HandOver>,
}

/// What is remembered only while a run lasts.
struct Memory {
    run: RunId,
    swept: BTreeSet<ObjectKind>,
    /// Sends in a row that came to nothing.
    trouble: u32,
    /// Updates whose version was read just now.
    checked: BTreeSet<OutboxId>,
    alike: company::Alike,
}

/// What one step came to.
enum Step {
    Moved,
    /// Nothing can be done before this many milliseconds have passed.
    Wait(u64),
    Done,
    Broken(Failure),
}

impl Pusher {
    /// Sends everything approved for this run and settles every doubt, until nothing is left that waiting can help.
    pub async fn run(&self, control: &RunControl, moved: Moved<'_>) -> Result<Ended, Failure> {
        let mut memory = Memory {
            run: control.run,
            swept: BTreeSet::new(),
            trouble: 0,
            checked: BTreeSet::new(),
            alike: company::Alike::default(),
        };
        loop {
            control.while_paused().await;
            if control.stopping() {
                return Ok(Ended::Stopped);
            }
            match self.step(&mut memory).await? {
                Step::Moved => moved(),
                Step::Wait(ms) if ms > PATIENCE_MS => return Ok(Ended::Settled),
                Step::Wait(ms) => self.wait(control, ms, moved).await,
                Step::Done => return Ok(Ended::Settled),
                Step::Broken(failure) => return Ok(Ended::Broken(failure)),
            }
        }
    }

    async fn wait(&self, control: &RunControl, ms: u64, moved: Moved<'_>) {
        let span = jiff::SignedDuration::from_millis(i64::try_from(ms).unwrap_or(i64::MAX));
        control.set_waiting(self.clock.instant().checked_add(span).ok());
        moved();
        tokio::select! {
            () = self.waiter.wait(ms) => {}
            () = control.woken() => {}
        }
        control.set_waiting(None);
    }

    async fn step(&self, memory: &mut Memory) -> Result<Step, Failure> {
        let later = match self.doubts(memory).await? {
            Step::Wait(ms) => Some(ms),
            Step::Done => None,
            step @ (Step::Moved | Step::Broken(_)) => return Ok(step),
        };
        match self.next_batch(memory).await? {
            Some(batch) => self.send(memory, batch).await,
            None => Ok(later.map_or(Step::Done, Step::Wait)),
        }
    }

    /// The next entries to send together: one kind, one operation, no more than the ledger takes at once, and
    /// fewer after a request that came to nothing.
    async fn next_batch(&self, memory: &mut Memory) -> Result<Option<Vec<OutboxRow>>, Failure> {
        let max = self.ledger.profile().batch_max.max(1);
        let limit = u32::try_from(max).unwrap_or(1);
        for kind in KINDS {
            for operation in OPERATIONS {
                let run = memory.run;
                let batch = self
                    .read(move |view| outbox::due(view, run, kind, operation.word(), limit))
                    .await?;
                if batch.is_empty() {
                    continue;
                }
                if operation == Operation::Create && memory.swept.insert(kind) {
                    self.sweep(memory, kind).await?;
                    return Box::pin(self.next_batch(memory)).await;
                }
                let lasting = memory.alike.lasting();
                return Ok(Some(company::next(batch, max, memory.run, lasting)));
            }
        }
        Ok(None)
    }

    /// Blocking work on the file, off the async threads.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.store);
        match tokio::task::spawn_blocking(move || store.write(work)).await {
            Ok(result) => result.map_err(Failure::from),
            Err(error) => Err(Failure::internal(error)),
        }
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&tieout_store::Reader<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.store);
        match tokio::task::spawn_blocking(move || store.read(work)).await {
            Ok(result) => result.map_err(Failure::from),
            Err(error) => Err(Failure::internal(error)),
        }
    }

    /// After a send that came to nothing: how long the book rests, or that the run cannot go on.
    fn after_trouble(&self, memory: &mut Memory, failure: &Failure, wish_ms: Option<u64>) -> Step {
        memory.trouble += 1;
        let hopeless = !matches!(failure.recovery, Recovery::Wait | Recovery::Retry);
        let place = usize::try_from(memory.trouble - 1)
            .unwrap_or(0)
            .min(BACK_OFF_MS.len() - 1);
        let ms = wish_ms.unwrap_or(BACK_OFF_MS[place]);
        if hopeless || memory.trouble > TROUBLE_MAX || ms > PATIENCE_MS {
            return Step::Broken(failure.clone());
        }
        Step::Wait(ms.max(1))
    }
}

/// Whether a failure of the file is one that goes away with space.
fn is_disk_full(failure: &Failure) -> bool {
    failure.code == ErrorCode::DiskFull
}

/// An instant with room for clocks that disagree.
pub(crate) fn earlier(at: tieout_domain::Instant) -> tieout_domain::Instant {
    sweep::earlier(at, sweep::SKEW_MINUTES)
}

/// How to ask for a record that was posted: by marker where we created it, so that one windowed look serves them all.
pub(crate) fn probed(row: &OutboxRow) -> tieout_connect::ledger::Probed {
    sweep::probed(row)
}
