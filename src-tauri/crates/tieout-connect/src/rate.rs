//! One limiter per book: quotas, concurrency, and the stop after "slow down".
//!
//! Not here: the waits of single requests (`retry`). Not governor either: its buckets allow a burst and the refill inside one
//! window, twice what a vendor counts in it, and a smaller bucket would waste half the quota.
//! Invariant: whoever has a `Permit` may send one request now; no window ever holds more permits than its quota.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Requests wander on their way: a window is a little longer here than over there.
const SLACK: Duration = Duration::from_millis(50);

/// What a ledger allows for one book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    pub per_second: NonZeroU32,
    pub per_minute: NonZeroU32,
    /// Writes that carry several records, where they are counted apart.
    pub batches_per_minute: Option<NonZeroU32>,
    pub concurrent: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Request,
    Batch,
}

/// Allows one request; give it back by dropping it after the answer.
pub struct Permit {
    _place: OwnedSemaphorePermit,
}

pub struct Limiter {
    desk: Mutex<Desk>,
    places: Arc<Semaphore>,
}

/// Everything that is counted. Pure: times come from outside.
struct Desk {
    requests: Vec<Window>,
    batches: Option<Window>,
    stop: Stop,
}

impl Desk {
    /// Takes a place in every window at once, or says how long to wait.
    fn admit(&mut self, weight: Weight, now: Instant) -> Result<(), Duration> {
        if let Some(left) = self.stop.left(now) {
            return Err(left);
        }
        let batches = self.batches.as_mut().filter(|_| weight == Weight::Batch);
        let mut windows: Vec<&mut Window> = self.requests.iter_mut().chain(batches).collect();
        if let Some(wait) = windows.iter_mut().filter_map(|window| window.full_for(now)).max() {
            return Err(wait);
        }
        windows.into_iter().for_each(|window| window.taken.push_back(now));
        Ok(())
    }
}

/// The permits of the last `length`.
struct Window {
    quota: usize,
    length: Duration,
    taken: VecDeque<Instant>,
}

impl Window {
    fn new(quota: NonZeroU32, length: Duration) -> Self {
        Self {
            quota: usize::try_from(quota.get()).unwrap_or(usize::MAX),
            length: length + SLACK,
            taken: VecDeque::new(),
        }
    }

    /// How long until the oldest permit leaves a full window.
    fn full_for(&mut self, now: Instant) -> Option<Duration> {
        let length = self.length;
        while self
            .taken
            .front()
            .is_some_and(|taken| now.saturating_duration_since(*taken) >= length)
        {
            self.taken.pop_front();
        }
        let oldest = self.taken.front().filter(|_| self.taken.len() >= self.quota)?;
        Some(length.saturating_sub(now.saturating_duration_since(*oldest)))
    }
}

/// Until when a book is stopped. Pure: times come from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Stop {
    until: Option<Instant>,
}

impl Stop {
    /// A later stop wins; an earlier one never shortens it.
    fn extend(&mut self, until: Instant) {
        self.until = Some(self.until.map_or(until, |known| known.max(until)));
    }

    fn left(self, now: Instant) -> Option<Duration> {
        self.until
            .map(|until| until.saturating_duration_since(now))
            .filter(|left| !left.is_zero())
    }
}

impl Limiter {
    pub fn new(quotas: Quotas) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        let desk = Desk {
            requests: vec![
                Window::new(quotas.per_second, Duration::from_secs(1)),
                Window::new(quotas.per_minute, MINUTE),
            ],
            batches: quotas.batches_per_minute.map(|quota| Window::new(quota, MINUTE)),
            stop: Stop::default(),
        };
        Self {
            desk: Mutex::new(desk),
            places: Arc::new(Semaphore::new(quotas.concurrent.max(1))),
        }
    }

    /// Waits for a place and for every quota. `None` only when the limiter was closed, which nobody does.
    pub async fn admit(&self, weight: Weight) -> Option<Permit> {
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        loop {
            let admitted = self.desk().admit(weight, Instant::now());
            match admitted {
                Ok(()) => return Some(Permit { _place: place }),
                Err(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    /// Stops the whole book, not the entry that was refused.
    pub fn stop_for(&self, wait: Duration) {
        self.desk().stop.extend(Instant::now() + wait);
    }

    /// How long the book still has to wait.
    pub fn stopped_for(&self) -> Option<Duration> {
        self.desk().stop.left(Instant::now())
    }

    fn desk(&self) -> std::sync::MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(value: u32) -> NonZeroU32 {
        NonZeroU32::new(value).unwrap()
    }

    fn limiter(concurrent: usize) -> Limiter {
        Limiter::new(Quotas {
            per_second: number(1000),
            per_minute: number(60_000),
            batches_per_minute: Some(number(40)),
            concurrent,
        })
    }

    #[test]
    fn a_stop_is_never_shortened_and_ends_by_itself() {
        let now = Instant::now();
        let mut stop = Stop::default();
        assert_eq!(stop.left(now), None);
        stop.extend(now + Duration::from_secs(60));
        stop.extend(now + Duration::from_secs(5));
        assert_eq!(stop.left(now), Some(Duration::from_secs(60)));
        assert_eq!(stop.left(now + Duration::from_secs(60)), None);
    }

    #[tokio::test]
    async fn no_more_requests_at_once_than_there_are_places() {
        let limiter = limiter(2);
        let (first, _second) = (
            limiter.admit(Weight::Request).await,
            limiter.admit(Weight::Request).await,
        );
        let waiting = async {
            drop(first);
            limiter.admit(Weight::Request).await
        };
        assert!(limiter.places.try_acquire().is_err(), "both places are taken");
        assert!(waiting.await.is_some(), "a place given back is used again");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_down_stops_the_whole_book() {
        let limiter = limiter(4);
        limiter.stop_for(Duration::from_secs(60));
        let before = Instant::now();
        assert!(limiter.admit(Weight::Request).await.is_some());
        assert!(before.elapsed() >= Duration::from_secs(60));
    }

    fn desk() -> Desk {
        Desk {
            requests: vec![
                Window::new(number(10), Duration::from_secs(1)),
                Window::new(number(500), Duration::from_secs(60)),
            ],
            batches: Some(Window::new(number(40), Duration::from_secs(60))),
            stop: Stop::default(),
        }
    }

    #[test]
    fn batches_have_their_own_quota() {
        let (mut desk, start) = (desk(), Instant::now());
        let at = |n: u32| start + Duration::from_millis(200) * n;
        let admitted = (0..100).filter(|n| desk.admit(Weight::Batch, at(*n)).is_ok()).count();
        assert_eq!(admitted, 40, "within twenty seconds");
        assert!(desk.admit(Weight::Request, at(100)).is_ok(), "single requests go on");
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_than_its_quota(gaps in prop::collection::vec(0u64..400, 1..400)) {
            let (mut desk, mut now, mut sent) = (desk(), Instant::now(), Vec::new());
            for gap in gaps {
                now += Duration::from_millis(gap);
                while let Err(wait) = desk.admit(Weight::Batch, now) {
                    prop_assert!(!wait.is_zero());
                    now += wait;
                }
                sent.push(now);
            }
            for (quota, length) in [(10, 1), (40, 60)] {
                for pair in sent.windows(quota + 1) {
                    prop_assert!(pair[quota] - pair[0] > Duration::from_secs(length), "{quota} in {length} s");
                }
            }
        }
    }
}
