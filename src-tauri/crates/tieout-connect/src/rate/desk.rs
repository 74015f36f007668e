//! The decision: may this request go now, and if not, when.
//!
//! Not here: waiting, files, clocks. Invariant: pure, times come from outside; no span of a window's length ever holds more
//! requests than its quota, across restarts too; only the server's own word (`told`) may say otherwise.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::Duration;

use tieout_domain::Reading;

use super::tally::{Spent, Tally};
use super::{Lane, Quotas, Weight};
use crate::retry::RETRY_AFTER_MAX;

/// Requests wander on their way: a window is a little longer here than over there.
const SLACK_MS: i64 = 50;
const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// The spans a server counts requests in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Second,
    Minute,
    Day,
}

impl Span {
    const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Day => "day",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub lane: Lane,
    pub weight: Weight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Go,
    /// Not before that long.
    WaitFor(Duration),
    /// Somebody more urgent is first, or every place is taken: until something moves.
    WaitForTurn,
}

/// Everything that is counted for one book.
pub struct Desk {
    /// Where this desk's time begins; what an earlier process counted lies before it.
    origin: Reading,
    windows: Vec<Window>,
    places: u32,
    under_way: u32,
    waiting: [u32; Lane::ALL.len()],
    rest_until: Option<i64>,
}

impl Desk {
    pub fn new(quotas: Quotas, known: Option<&Tally>, now: Reading) -> Self {
        let mut windows = vec![
            Window::of(Span::Second, quotas.per_second, SECOND_MS),
            Window::of(Span::Minute, quotas.per_minute, MINUTE_MS),
        ];
        windows.extend(quotas.per_day.map(|quota| Window::of(Span::Day, quota, DAY_MS)));
        windows.extend(quotas.batches_per_minute.map(Window::of_batches));
        let mut desk = Self {
            origin: now,
            windows,
            places: quotas.concurrent.max(1),
            under_way: 0,
            waiting: [0; Lane::ALL.len()],
            rest_until: None,
        };
        if let Some(tally) = known {
            desk.go_on_from(tally);
        }
        desk
    }

    /// A clock that went back between two boots counts as no time at all, so the wait is longer rather than shorter.
    fn go_on_from(&mut self, tally: &Tally) {
        let since = ms(tally.at.elapsed_ms(&self.origin));
        for window in &mut self.windows {
            for spent in tally.windows.get(window.word).into_iter().flatten() {
                let at = -since.saturating_add(ms(spent.age_ms));
                window.spent.push_back(Slice {
                    first: at,
                    last: at,
                    count: spent.count,
                });
            }
            window.spent.make_contiguous().sort_unstable_by_key(|slice| slice.last);
        }
        let rest = ms(tally.rest_ms).min(millis(RETRY_AFTER_MAX)).saturating_sub(since);
        self.rest_until = (rest > 0).then_some(rest);
    }

    /// What the next process has to know.
    pub fn tally(&self, now: &Reading) -> Tally {
        let at = self.at(now);
        let spent = |window: &Window| {
            let live = window.live(at).map(|slice| Spent {
                age_ms: unsigned(at.saturating_sub(slice.last)),
                count: slice.count,
            });
            (window.word.to_owned(), live.collect())
        };
        Tally {
            at: now.clone(),
            rest_ms: self.rest_until.map_or(0, |until| unsigned(until.saturating_sub(at))),
            windows: self.windows.iter().map(spent).collect(),
        }
    }

    pub fn decide(&self, ask: Ask, now: &Reading) -> Verdict {
        let at = self.at(now);
        if let Some(left) = self.resting(now) {
            return Verdict::WaitFor(left);
        }
        let ahead = self.ahead(ask.lane);
        let mut turn = self.under_way.saturating_add(ahead) >= self.places_for(ask.lane);
        let mut wait = None;
        for window in self.windows.iter().filter(|window| window.counts(ask.weight)) {
            match window.room(at, ask.lane, ahead) {
                Room::Free => {}
                Room::In(left) => wait = wait.max(Some(left)),
                Room::Queued => turn = true,
            }
        }
        match (wait, turn) {
            (Some(left), _) => Verdict::WaitFor(Duration::from_millis(unsigned(left).max(1))),
            (None, true) => Verdict::WaitForTurn,
            (None, false) => Verdict::Go,
        }
    }

    /// Counts a request that `decide` let go.
    pub fn take(&mut self, ask: Ask, now: &Reading) {
        let at = self.at(now);
        self.under_way = self.under_way.saturating_add(1);
        for window in self.windows.iter_mut().filter(|window| window.counts(ask.weight)) {
            window.take(at);
        }
    }

    pub fn give_back(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Somebody joins (1) or leaves (-1) the queue of a lane.
    pub fn queue(&mut self, lane: Lane, change: i32) {
        if let Some(waiting) = self.waiting.get_mut(lane.place()) {
            *waiting = waiting.saturating_add_signed(change);
        }
    }

    pub fn rest(&mut self, wait: Duration, now: &Reading) {
        let until = self.at(now).saturating_add(millis(wait));
        self.rest_until = Some(self.rest_until.map_or(until, |known| known.max(until)));
    }

    pub fn resting(&self, now: &Reading) -> Option<Duration> {
        let left = self.rest_until?.saturating_sub(self.at(now));
        (left > 0).then(|| Duration::from_millis(unsigned(left)))
    }

    pub fn told(&mut self, span: Span, remaining: u32, resets_in: Option<Duration>, now: &Reading) {
        let at = self.at(now);
        let under_way = self.under_way;
        if let Some(window) = self.windows.iter_mut().find(|window| window.word == span.word()) {
            window.told(at, remaining, under_way, resets_in);
        }
    }

    /// What is left of a quota, and the quota.
    pub fn left(&self, span: Span, now: &Reading) -> Option<(u32, u32)> {
        let at = self.at(now);
        let window = self.windows.iter().find(|window| window.word == span.word())?;
        let used = window
            .live(at)
            .fold(0u32, |used, slice| used.saturating_add(slice.count));
        Some((window.quota.saturating_sub(used), window.quota))
    }

    /// Waiting requests that go before one of this lane.
    fn ahead(&self, lane: Lane) -> u32 {
        self.waiting.iter().take(lane.place()).sum()
    }

    /// One place stays free for the urgent, else four slow pages would keep a probe out.
    fn places_for(&self, lane: Lane) -> u32 {
        if lane.uses_reserve() {
            self.places
        } else {
            self.places.saturating_sub(1).max(1)
        }
    }

    fn at(&self, now: &Reading) -> i64 {
        ms(self.origin.elapsed_ms(now))
    }
}

enum Room {
    Free,
    In(i64),
    /// Only those in front fill it.
    Queued,
}

/// The requests of the last `length`.
struct Window {
    word: &'static str,
    quota: u32,
    /// Kept for the urgent lanes.
    reserve: u32,
    /// Batches only.
    of_batches: bool,
    length: i64,
    /// Requests this near to each other are counted as one slice of the later time: never too early, and little to store.
    grain: i64,
    spent: VecDeque<Slice>,
}

struct Slice {
    first: i64,
    last: i64,
    count: u32,
}

impl Window {
    fn of(span: Span, quota: NonZeroU32, length: i64) -> Self {
        let quota = quota.get();
        Self {
            word: span.word(),
            quota,
            reserve: quota.div_ceil(10).min(quota - 1),
            of_batches: false,
            length: length + SLACK_MS,
            grain: match span {
                Span::Second => 0,
                Span::Minute => 250,
                Span::Day => 15 * MINUTE_MS,
            },
            spent: VecDeque::new(),
        }
    }

    /// Nobody urgent sends batches, so none are kept back.
    fn of_batches(quota: NonZeroU32) -> Self {
        Self {
            word: "batches",
            reserve: 0,
            of_batches: true,
            grain: 0,
            ..Self::of(Span::Minute, quota, MINUTE_MS)
        }
    }

    fn counts(&self, weight: Weight) -> bool {
        !self.of_batches || weight == Weight::Batch
    }

    fn live(&self, at: i64) -> impl Iterator<Item = &Slice> {
        self.spent
            .iter()
            .filter(move |slice| at.saturating_sub(slice.last) < self.length)
    }

    /// Whether one more fits, those in front counted as if they were sent already.
    fn room(&self, at: i64, lane: Lane, ahead: u32) -> Room {
        let limit = if lane.uses_reserve() {
            self.quota
        } else {
            self.quota - self.reserve
        };
        let fits = |used: u64| used + u64::from(ahead) < u64::from(limit);
        let mut used: u64 = self.live(at).map(|slice| u64::from(slice.count)).sum();
        if fits(used) {
            return Room::Free;
        }
        for slice in self.live(at) {
            used -= u64::from(slice.count);
            if fits(used) {
                return Room::In(slice.last.saturating_add(self.length).saturating_sub(at));
            }
        }
        Room::Queued
    }

    fn take(&mut self, at: i64) {
        let length = self.length;
        self.spent.retain(|slice| at.saturating_sub(slice.last) < length);
        match self.spent.back_mut() {
            Some(slice) if at.saturating_sub(slice.first) <= self.grain => {
                slice.last = slice.last.max(at);
                slice.count = slice.count.saturating_add(1);
            }
            _ => self.spent.push_back(Slice {
                first: at,
                last: at,
                count: 1,
            }),
        }
    }

    fn told(&mut self, at: i64, remaining: u32, under_way: u32, resets_in: Option<Duration>) {
        let left = resets_in.map_or(self.length, |wait| millis(wait).clamp(0, self.length));
        let ends = at.saturating_add(left).saturating_sub(self.length);
        let count = self.quota.saturating_sub(remaining);
        self.spent.clear();
        for (last, count) in [(ends, count), (at, under_way)] {
            if count > 0 {
                self.spent.push_back(Slice {
                    first: last,
                    last,
                    count,
                });
            }
        }
    }
}

fn ms(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn millis(value: Duration) -> i64 {
    i64::try_from(value.as_millis()).unwrap_or(i64::MAX)
}

fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
