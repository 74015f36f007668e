//! What time the practice ledger believes it is.
//!
//! Not here: time-outs, which run on real time.
//! Invariant: a fixed clock moves only when told to, and never backwards.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

#[derive(Debug)]
pub struct Clock {
    fixed: Option<Timestamp>,
    ahead_ms: AtomicI64,
}

impl Clock {
    #[must_use]
    pub const fn new(fixed: Option<Timestamp>) -> Self {
        Self {
            fixed,
            ahead_ms: AtomicI64::new(0),
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        let base = self.fixed.unwrap_or_else(Timestamp::now);
        let ahead = SignedDuration::from_millis(self.ahead_ms.load(Ordering::SeqCst));
        base.checked_add(ahead).unwrap_or(base)
    }

    /// The same passing of time for windows of quotas: real time and what was skipped.
    #[must_use]
    pub fn instant(&self) -> Instant {
        let skipped = u64::try_from(self.ahead_ms.load(Ordering::SeqCst)).unwrap_or(0);
        Instant::now() + Duration::from_millis(skipped)
    }

    /// Lets `seconds` pass at once, for tokens and windows that a test cannot wait for.
    pub fn advance(&self, seconds: u32) {
        self.ahead_ms.fetch_add(i64::from(seconds) * 1000, Ordering::SeqCst);
    }
}
