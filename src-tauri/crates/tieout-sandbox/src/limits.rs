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

/// The quotas of one company.
#[derive(Debug, Clone)]
pub struct Quotas {
    pub windows: Vec<Window>,
    /// Requests at the same time; zero switches it off.
    pub concurrent: usize,
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

    /// Whether one more request may pass while `running` others are under way; counts it when it may.
    pub fn admit(&mut self, lane: Lane, running: usize, now: Instant) -> bool {
        let longest = self.quotas.windows.iter().map(|window| window.per).max();
        let old = |at: Instant| longest.is_none_or(|longest| now.duration_since(at) >= longest);
        while self.met.front().is_some_and(|(at, _)| old(*at)) {
            self.met.pop_front();
        }
        let concurrent = self.quotas.concurrent;
        let free = (concurrent == 0 || running < concurrent)
            && self.quotas.windows.iter().all(|window| self.fits(window, lane, now));
        if free {
            self.met.push_back((now, lane));
        }
        free
    }

    fn fits(&self, window: &Window, lane: Lane, now: Instant) -> bool {
        let counts = |of: Lane| window.lane.is_none_or(|only| only == of);
        if window.limit == 0 || !counts(lane) {
            return true;
        }
        let recent = self
            .met
            .iter()
            .rev()
            .take_while(|(at, _)| now.duration_since(*at) < window.per);
        recent.filter(|(_, of)| counts(*of)).count() < window.limit
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
        assert!((0..10).all(|_| limiter.admit(Lane::Plain, 0, now)));
        assert!(!limiter.admit(Lane::Plain, 0, now));
        assert!(limiter.admit(Lane::Plain, 0, now + Duration::from_secs(1)));
    }

    #[test]
    fn a_lane_has_a_quota_of_its_own_beside_that_of_all_requests() {
        let mut limiter = limiter(&[(None, 4, 60), (Some(Lane::Batch), 2, 60)]);
        let now = Instant::now();
        assert!(limiter.admit(Lane::Batch, 0, now) && limiter.admit(Lane::Batch, 0, now));
        assert!(!limiter.admit(Lane::Batch, 0, now), "the third batch");
        assert!(limiter.admit(Lane::Report, 0, now) && limiter.admit(Lane::Plain, 0, now));
        assert!(!limiter.admit(Lane::Plain, 0, now), "the fifth request of all");
        assert!(
            !limiter.admit(Lane::Plain, 10, now + Duration::from_mins(2)),
            "too many at once"
        );
        assert!(limiter.admit(Lane::Plain, 9, now + Duration::from_mins(2)));
    }
}
