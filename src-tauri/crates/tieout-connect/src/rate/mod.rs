//! One limiter per book, shared by everything in the process that asks it: lanes, quotas, and the rest after "slow down".
//!
//! Not here: the waits of single requests (`retry`), the decision itself (`desk`). Not governor either: its buckets allow a burst
//! and the refill inside one window, twice what a vendor counts in it, and a smaller bucket would waste half the quota.
//! Invariant: whoever holds a `Permit` may send one request now, and that request is counted on disk already.

mod desk;
mod tally;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tieout_domain::{BookId, Clock};
use tokio::sync::Notify;

pub use desk::Span;
use desk::{Ask, Desk, Verdict};
pub use tally::{NoTallies, Tallies, TallyFiles};

use crate::retry::{RETRY_AFTER_MAX, RETRY_AFTER_MIN};

/// What a ledger allows for one book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    pub per_second: NonZeroU32,
    pub per_minute: NonZeroU32,
    /// In any 24 hours, where the ledger counts days.
    pub per_day: Option<NonZeroU32>,
    /// Writes that carry several records, where they are counted apart.
    pub batches_per_minute: Option<NonZeroU32>,
    pub concurrent: u32,
}

/// Who asks; the first is the most urgent. A tenth of each quota is kept for people and for probes, so that a doubt can be
/// settled while a long pull or push uses up the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// A person waits before a screen.
    User,
    /// The fate of something sent is being looked up.
    Probe,
    Push,
    Pull,
}

impl Lane {
    pub const ALL: [Self; 4] = [Self::User, Self::Probe, Self::Push, Self::Pull];

    /// Whether the kept tenth is for this lane.
    const fn uses_reserve(self) -> bool {
        matches!(self, Self::User | Self::Probe)
    }

    const fn place(self) -> usize {
        match self {
            Self::User => 0,
            Self::Probe => 1,
            Self::Push => 2,
            Self::Pull => 3,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Request,
    Batch,
}

/// Allows one request; give it back by dropping it after the answer.
pub struct Permit {
    limiter: Arc<Limiter>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.limiter.desk().give_back();
        self.limiter.moved.notify_waiters();
    }
}

pub struct Limiter {
    book: BookId,
    clock: Arc<dyn Clock>,
    tallies: Arc<dyn Tallies>,
    desk: Mutex<Desk>,
    /// Something moved that may let a waiting request go: a place, a turn, a rest, a word from the server.
    moved: Notify,
}

/// Stands in the queue; leaves it however the wait ends.
struct Waiting<'a> {
    limiter: &'a Limiter,
    lane: Lane,
}

impl<'a> Waiting<'a> {
    fn join(limiter: &'a Limiter, lane: Lane) -> Self {
        limiter.desk().queue(lane, 1);
        Self { limiter, lane }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.limiter.desk().queue(self.lane, -1);
        self.limiter.moved.notify_waiters();
    }
}

impl Limiter {
    /// Goes on counting where the last process on this book stopped.
    pub fn new(book: BookId, quotas: Quotas, clock: Arc<dyn Clock>, tallies: Arc<dyn Tallies>) -> Self {
        let known = tallies.load(&book);
        let desk = Desk::new(quotas, known.as_ref(), clock.now());
        Self {
            book,
            clock,
            tallies,
            desk: Mutex::new(desk),
            moved: Notify::new(),
        }
    }

    /// Waits for a turn, a place and every quota. `Err` is the time left where it is longer than `patience`; nothing is taken then.
    pub async fn admit(self: &Arc<Self>, lane: Lane, weight: Weight, patience: Duration) -> Result<Permit, Duration> {
        let ask = Ask { lane, weight };
        // Whoever need not wait never stands in anybody's way.
        if self.take(ask) == Verdict::Go {
            return Ok(self.permit());
        }
        let _waiting = Waiting::join(self, lane);
        loop {
            let mut moved = std::pin::pin!(self.moved.notified());
            // From here on no move is missed.
            moved.as_mut().enable();
            match self.take(ask) {
                Verdict::Go => return Ok(self.permit()),
                Verdict::WaitFor(left) if left > patience => return Err(left),
                Verdict::WaitFor(left) => tokio::select! {
                    () = tokio::time::sleep(left) => {}
                    () = moved => {}
                },
                Verdict::WaitForTurn => moved.await,
            }
        }
    }

    /// How long a request would have to wait at least if it asked now; nothing is taken.
    pub fn wait_for(&self, lane: Lane, weight: Weight) -> Option<Duration> {
        let now = self.clock.now();
        match self.desk().decide(Ask { lane, weight }, &now) {
            Verdict::WaitFor(left) => Some(left),
            Verdict::Go | Verdict::WaitForTurn => None,
        }
    }

    /// Stops the whole book, not the entry that was refused. Clamped to 1 s … 24 h; never shortens a rest.
    pub fn rest_for(&self, wait: Duration) {
        let now = self.clock.now();
        let mut desk = self.desk();
        desk.rest(wait.clamp(RETRY_AFTER_MIN, RETRY_AFTER_MAX), &now);
        self.tallies.save(&self.book, &desk.tally(&now));
        drop(desk);
        self.moved.notify_waiters();
    }

    /// How long the book still rests.
    pub fn resting(&self) -> Option<Duration> {
        let now = self.clock.now();
        self.desk().resting(&now)
    }

    /// What the server says is left of a quota. Its word replaces our count, whichever is larger: other programs may use the
    /// same quota, and its window may have begun afresh. Requests under way are counted on top, since it may not know them yet.
    pub fn told(&self, span: Span, remaining: u32, resets_in: Option<Duration>) {
        let now = self.clock.now();
        let mut desk = self.desk();
        desk.told(span, remaining, resets_in, &now);
        self.tallies.save(&self.book, &desk.tally(&now));
        drop(desk);
        self.moved.notify_waiters();
    }

    /// What is left of a quota, and the quota; `None` where the ledger does not count such a span.
    pub fn left(&self, span: Span) -> Option<(u32, u32)> {
        let now = self.clock.now();
        self.desk().left(span, &now)
    }

    /// Decides, and where the answer is yes counts the request, here and on disk.
    fn take(&self, ask: Ask) -> Verdict {
        let now = self.clock.now();
        let mut desk = self.desk();
        let verdict = desk.decide(ask, &now);
        if verdict == Verdict::Go {
            desk.take(ask, &now);
            // Under the lock, so that an older count never replaces a newer one.
            self.tallies.save(&self.book, &desk.tally(&now));
        }
        verdict
    }

    fn permit(self: &Arc<Self>) -> Permit {
        Permit {
            limiter: Arc::clone(self),
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
