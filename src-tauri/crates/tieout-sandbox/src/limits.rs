//! Request quotas over sliding windows of real time.
//!
//! Not here: what the refusal says (each face).
//! Invariant: a request that is refused does not count against the quota.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The quotas of one company; zero switches one off.
#[derive(Debug, Clone, Copy)]
pub struct Quotas {
    pub per_minute: usize,
    pub per_second: usize,
    pub batches_per_minute: usize,
    pub concurrent: usize,
}

#[derive(Debug)]
pub struct Limiter {
    pub quotas: Quotas,
    all: VecDeque<Instant>,
    batches: VecDeque<Instant>,
}

impl Limiter {
    #[must_use]
    pub const fn new(quotas: Quotas) -> Self {
        Self {
            quotas,
            all: VecDeque::new(),
            batches: VecDeque::new(),
        }
    }

    /// Whether one more request may pass; counts it when it may.
    pub fn admit(&mut self, batch: bool, running: usize, now: Instant) -> bool {
        for window in [&mut self.all, &mut self.batches] {
            while window
                .front()
                .is_some_and(|at| now.duration_since(*at) >= Duration::from_mins(1))
            {
                window.pop_front();
            }
        }
        let last_second = self
            .all
            .iter()
            .rev()
            .take_while(|at| now.duration_since(**at).as_secs() < 1)
            .count();
        let within = |limit: usize, used: usize| limit == 0 || used < limit;
        let free = within(self.quotas.per_minute, self.all.len())
            && within(self.quotas.per_second, last_second)
            && within(self.quotas.concurrent, running)
            && (!batch || within(self.quotas.batches_per_minute, self.batches.len()));
        if free {
            self.all.push_back(now);
            if batch {
                self.batches.push_back(now);
            }
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_request_of_a_second_is_refused_and_a_second_later_passes() {
        let mut limiter = Limiter::new(Quotas {
            per_minute: 500,
            per_second: 10,
            batches_per_minute: 40,
            concurrent: 10,
        });
        let now = Instant::now();
        assert!((0..10).all(|_| limiter.admit(false, 0, now)));
        assert!(!limiter.admit(false, 0, now));
        assert!(limiter.admit(false, 0, now + Duration::from_secs(1)));
    }
}
