//! A clock that only tests move. Not here: real time. Invariant: time never goes back by itself.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tieout_domain::clock::Reading;
use tieout_domain::{Clock, Instant};

/// 2026-03-02T08:00:00Z, a Monday.
const START_MS: i64 = 1_772_438_400_000;

pub struct SimClock(Mutex<State>);

struct State {
    wall_ms: i64,
    monotonic_ms: u64,
    boot: u32,
}

impl Default for SimClock {
    fn default() -> Self {
        Self(Mutex::new(State {
            wall_ms: START_MS,
            monotonic_ms: 1_000,
            boot: 1,
        }))
    }
}

impl SimClock {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn advance(&self, ms: u64) {
        let mut state = self.state();
        state.wall_ms += i64::try_from(ms).unwrap_or(0);
        state.monotonic_ms += ms;
    }

    /// The machine was started anew: monotonic time begins again.
    pub fn reboot(&self) {
        let mut state = self.state();
        state.boot += 1;
        state.monotonic_ms = 0;
    }

    pub fn ms(&self) -> i64 {
        self.state().wall_ms
    }
}

impl Clock for SimClock {
    fn now(&self) -> Reading {
        let state = self.state();
        Reading {
            wall: Instant::from_millisecond(state.wall_ms).unwrap_or(Instant::UNIX_EPOCH),
            monotonic_ms: state.monotonic_ms,
            boot: format!("boot-{}", state.boot),
        }
    }
}
