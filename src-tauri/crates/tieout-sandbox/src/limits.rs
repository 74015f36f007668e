//! Request quotas over sliding windows of real time.
//!
//! Not here: which quotas there are and what the refusal says (each face).
//! Invariant: a request that is refused does not count against the quota.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The kinds of requests that have quotas of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Plain,
    Batch,
    Report,
}

/// So many requests in so much time; zero switches it off.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// `None` counts every request.
    pub lane: Option<Lane>,
    pub limit: usize,
    pub per: Duration,
}

impl Window {
    fn concerns(&self, lane: Lane) -> bool {
        self.limit > 0 && self.lane.is_none_or(|only| only == lane)
    }
}

/// The quotas of one company.
#[derive(Debug, Clone)]
pub struct Quotas {
    pub windows: Vec<Window>,
    /// Requests at the same time; zero switches it off.
    pub concurrent: usize,
}

/// Why a request may not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// The window that is full; `None` when too many run at once.
    pub per: Option<Duration>,
    /// How long until the window has room again.
    pub wait: Duration,
}

#[derive(Debug)]
pub struct Limiter {
    pub quotas: Quotas,
    met: VecDeque<(Instant, Lane)>,
}

impl Limiter {
    #[must_use]
    pub const fn new(quotas: Quotas) -> Self {
        Self {
            quotas,
            met: VecDeque::new(),
        }
    }

    /// Lets one more request pass while `running` others are under way, and counts it, or says why not.
    pub fn admit(&mut self, lane: Lane, running: usize, now: Instant) -> Result<(), Breach> {
        let longest = self.quotas.windows.iter().map(|window| window.per).max();
        let old = |at: Instant| longest.is_none_or(|longest| now.duration_since(at) >= longest);
        while self.met.front().is_some_and(|(at, _)| old(*at)) {
            self.met.pop_front();
        }
        let concurrent = self.quotas.concurrent;
        if concurrent > 0 && running >= concurrent {
            let wait = Duration::from_secs(1);
            return Err(Breach { per: None, wait });
        }
        for window in self.quotas.windows.iter().filter(|window| window.concerns(lane)) {
            let (count, oldest) = self.recent(window, now);
            if count >= window.limit {
                let passed = oldest.map_or(Duration::ZERO, |at| now.duration_since(at));
                let (per, wait) = (Some(window.per), window.per.saturating_sub(passed));
                return Err(Breach { per, wait });
            }
        }
        self.met.push_back((now, lane));
        Ok(())
    }

    /// How many more requests of a lane each window has room for.
    #[must_use]
    pub fn left(&self, lane: Lane, now: Instant) -> Vec<(Duration, usize)> {
        let windows = self.quotas.windows.iter().filter(|window| window.concerns(lane));
        let left = |window: &Window| window.limit.saturating_sub(self.recent(window, now).0);
        windows.map(|window| (window.per, left(window))).collect()
    }

    /// How many requests a window saw, and when the oldest of them came.
    fn recent(&self, window: &Window, now: Instant) -> (usize, Option<Instant>) {
        let met = self.met.iter().rev();
        let recent = met.take_while(|(at, _)| now.duration_since(*at) < window.per);
        let counted = recent.filter(|(_, of)| window.lane.is_none_or(|only| only == *of));
        counted.fold((0, None), |(count, _), (at, _)| (count + 1, Some(*at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(windows: &[(Option<Lane>, usize, u64)]) -> Limiter {
        let windows = windows.iter().map(|(lane, limit, seconds)| Window {
            lane: *lane,
            limit: *limit,
            per: Duration::from_secs(*seconds),
        });
        Limiter::new(Quotas {
            windows: windows.collect(),
            concurrent: 10,
        })
    }

    #[test]
    fn the_eleventh_request_of_a_second_is_refused_and_a_second_later_passes() {
        let mut limiter = limiter(&[(None, 500, 60), (None, 10, 1)]);
        let now = Instant::now();
        assert!((0..10).all(|_| limiter.admit(Lane::Plain, 0, now).is_ok()));
        let breach = limiter.admit(Lane::Plain, 0, now).unwrap_err();
        assert_eq!(
            breach.per,
            Some(Duration::from_secs(1)),
            "the narrow window is the full one"
        );
        assert_eq!(limiter.left(Lane::Plain, now)[0], (Duration::from_mins(1), 490));
        assert!(limiter.admit(Lane::Plain, 0, now + breach.wait).is_ok());
    }

    #[test]
    fn a_lane_has_a_quota_of_its_own_beside_that_of_all_requests() {
        let mut limiter = limiter(&[(None, 4, 60), (Some(Lane::Batch), 2, 60)]);
        let now = Instant::now();
        assert!((0..2).all(|_| limiter.admit(Lane::Batch, 0, now).is_ok()));
        assert!(limiter.admit(Lane::Batch, 0, now).is_err(), "the third batch");
        assert!(limiter.admit(Lane::Report, 0, now).is_ok() && limiter.admit(Lane::Plain, 0, now).is_ok());
        assert!(limiter.admit(Lane::Plain, 0, now).is_err(), "the fifth request of all");
        assert!(
            limiter.admit(Lane::Plain, 10, now + Duration::from_mins(2)).is_err(),
            "too many at once"
        );
        assert!(limiter.admit(Lane::Plain, 9, now + Duration::from_mins(2)).is_ok());
    }
}
