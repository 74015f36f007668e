//! Time as the engine sees it. Not here: accounting dates, which are civil dates (`jiff::civil::Date`).
//! Invariant: waiting uses monotonic time inside one boot; across boots the wall clock, never going back.

use serde::{Deserialize, Serialize};

/// A point in time for events, with nanoseconds, in UTC.
pub type Instant = jiff::Timestamp;

/// One look at the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub wall: Instant,
    /// Milliseconds since `boot`.
    pub monotonic_ms: u64,
    /// Names the boot (or process, where the system gives no boot id) in which `monotonic_ms` counts.
    pub boot: String,
}

impl Reading {
    /// Milliseconds from `self` to `later`. A wall clock that went back counts as no time at all.
    pub fn elapsed_ms(&self, later: &Self) -> u64 {
        if self.boot == later.boot {
            return later.monotonic_ms.saturating_sub(self.monotonic_ms);
        }
        let wall = later.wall.as_millisecond().saturating_sub(self.wall.as_millisecond());
        u64::try_from(wall).unwrap_or(0)
    }
}

pub trait Clock: Send + Sync {
    fn now(&self) -> Reading;

    fn instant(&self) -> Instant {
        self.now().wall
    }
}
