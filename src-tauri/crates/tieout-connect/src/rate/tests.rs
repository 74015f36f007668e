use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use tieout_domain::Reading;
use tokio::time::Instant;

use super::tally::{Spent, Tally};
use super::*;

fn number(value: u32) -> NonZeroU32 {
    NonZeroU32::new(value).unwrap()
}

const fn seconds(value: u64) -> Duration {
    Duration::from_secs(value)
}

fn quotas() -> Quotas {
    Quotas {
        per_second: number(10),
        per_minute: number(100),
        per_day: Some(number(300)),
        batches_per_minute: Some(number(20)),
        concurrent: 4,
    }
}

/// `ms` after the start, in one boot or the next one.
fn reading(ms: u64, boot: u32) -> Reading {
    let start = jiff::Timestamp::new(1_700_000_000, 0).unwrap();
    Reading {
        wall: start + jiff::SignedDuration::from_millis(i64::try_from(ms).unwrap()),
        monotonic_ms: if boot == 0 { 5_000_000 + ms } else { ms },
        boot: format!("boot {boot}"),
    }
}

const fn ask(lane: Lane) -> Ask {
    Ask {
        lane,
        weight: Weight::Request,
    }
}

fn desk() -> Desk {
    Desk::new(quotas(), None, reading(0, 0))
}

/// Asks until it is refused; every request is answered at once.
fn fill(desk: &mut Desk, ask: Ask, now: &Reading) -> usize {
    let mut gone = 0;
    while desk.decide(ask, now) == Verdict::Go {
        desk.take(ask, now);
        desk.give_back();
        gone += 1;
    }
    gone
}

#[test]
fn a_tenth_is_kept_for_probes_and_people() {
    for (urgent, ordinary) in [(Lane::Probe, Lane::Pull), (Lane::User, Lane::Push)] {
        let (mut desk, now) = (desk(), reading(0, 0));
        assert_eq!(fill(&mut desk, ask(ordinary), &now), 9);
        assert_eq!(fill(&mut desk, ask(urgent), &now), 1, "the tenth of the second");
    }
    let mut desk = desk();
    let minute = (0..60).map(|second| fill(&mut desk, ask(Lane::Pull), &reading(second * 1_060, 0)));
    assert_eq!(minute.take(12).sum::<usize>(), 90, "of a hundred in the minute");
    assert_eq!(fill(&mut desk, ask(Lane::Probe), &reading(30_000, 0)), 10);
}

#[test]
fn slow_pages_leave_a_place_for_a_probe() {
    let (mut desk, now) = (desk(), reading(0, 0));
    for _ in 0..3 {
        assert_eq!(desk.decide(ask(Lane::Pull), &now), Verdict::Go);
        desk.take(ask(Lane::Pull), &now);
    }
    assert_eq!(desk.decide(ask(Lane::Pull), &now), Verdict::WaitForTurn);
    assert_eq!(desk.decide(ask(Lane::Probe), &now), Verdict::Go);
}

#[test]
fn what_is_urgent_goes_first_and_nothing_waits_for_what_is_not() {
    for (at, lane) in Lane::ALL.into_iter().enumerate() {
        for (other, waiting) in Lane::ALL.into_iter().enumerate() {
            let (mut desk, now) = (desk(), reading(0, 0));
            // One request is left for this lane.
            let free = fill(&mut desk, ask(lane), &now);
            let mut desk = self::desk();
            (1..free).for_each(|_| {
                desk.take(ask(lane), &now);
                desk.give_back();
            });
            desk.queue(waiting, 1);
            let goes = desk.decide(ask(lane), &now) == Verdict::Go;
            assert_eq!(goes, at <= other, "{lane:?} while {waiting:?} waits");
        }
    }
}

#[test]
fn batches_have_their_own_quota() {
    let mut desk = desk();
    let batch = Ask {
        lane: Lane::Push,
        weight: Weight::Batch,
    };
    let gone = (0..10).map(|n| fill(&mut desk, batch, &reading(n * 1_060, 0)));
    assert_eq!(gone.sum::<usize>(), 20, "all of them: nobody urgent sends batches");
    assert_eq!(
        desk.decide(ask(Lane::Push), &reading(11_000, 0)),
        Verdict::Go,
        "single requests go on"
    );
}

#[test]
fn a_rest_holds_every_lane_is_never_shortened_and_outlives_the_process() {
    let mut desk = desk();
    desk.rest(seconds(60), &reading(0, 0));
    desk.rest(seconds(5), &reading(0, 0));
    for lane in Lane::ALL {
        assert_eq!(desk.decide(ask(lane), &reading(0, 0)), Verdict::WaitFor(seconds(60)));
    }
    let tally = desk.tally(&reading(10_000, 0));
    let later = Desk::new(quotas(), Some(&tally), reading(20_000, 1));
    assert_eq!(later.resting(&reading(20_000, 1)), Some(seconds(40)));
    assert_eq!(later.resting(&reading(60_000, 1)), None);
    // The wall clock went back while the machine was off: no time has passed as far as anybody can prove.
    let early = Desk::new(
        quotas(),
        Some(&tally),
        Reading {
            monotonic_ms: 0,
            ..reading(0, 2)
        },
    );
    assert_eq!(
        early.resting(&Reading {
            monotonic_ms: 0,
            ..reading(0, 2)
        }),
        Some(seconds(50))
    );
}

#[test]
fn a_stored_rest_is_clamped_like_any_other() {
    let mut tally = desk().tally(&reading(0, 0));
    tally.rest_ms = u64::MAX;
    let desk = Desk::new(quotas(), Some(&tally), reading(0, 0));
    assert_eq!(desk.resting(&reading(0, 0)), Some(seconds(24 * 60 * 60)));
}

#[test]
fn the_servers_word_wins_over_our_count() {
    let mut desk = desk();
    // Another program has used the minute up.
    desk.told(Span::Minute, 0, Some(seconds(20)), &reading(0, 0));
    assert_eq!(
        desk.decide(ask(Lane::User), &reading(0, 0)),
        Verdict::WaitFor(seconds(20))
    );
    assert_eq!(desk.decide(ask(Lane::Pull), &reading(20_000, 0)), Verdict::Go);
    // Its minute has begun afresh, ours has not.
    for second in 0..12 {
        fill(&mut desk, ask(Lane::User), &reading(30_000 + second * 1_060, 0));
    }
    assert_ne!(desk.decide(ask(Lane::User), &reading(45_000, 0)), Verdict::Go);
    desk.told(Span::Minute, 100, None, &reading(45_000, 0));
    assert_eq!(desk.decide(ask(Lane::User), &reading(45_000, 0)), Verdict::Go);
    // What is under way may not be in its count yet.
    (0..2).for_each(|_| desk.take(ask(Lane::User), &reading(45_000, 0)));
    desk.told(Span::Minute, 2, None, &reading(47_000, 0));
    assert_ne!(desk.decide(ask(Lane::User), &reading(47_000, 0)), Verdict::Go);
}

#[derive(Debug, Clone)]
enum Event {
    Ask(Lane, bool),
    Pass(u64),
    Restart { new_boot: bool },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let lane = prop::sample::select(Lane::ALL.to_vec());
    let event = prop_oneof![
        20 => (lane, any::<bool>()).prop_map(|(lane, batch)| Event::Ask(lane, batch)),
        4 => (0u64..300).prop_map(Event::Pass),
        2 => (300u64..20_000).prop_map(Event::Pass),
        1 => (3_000_000u64..30_000_000).prop_map(Event::Pass),
        1 => any::<bool>().prop_map(|new_boot| Event::Restart { new_boot }),
    ];
    prop::collection::vec(event, 1..600)
}

/// Times of everything let go: all requests, batches, and those of ordinary lanes.
#[derive(Default)]
struct Gone {
    all: Vec<u64>,
    batches: Vec<u64>,
    ordinary: Vec<u64>,
}

fn play(events: Vec<Event>) -> Gone {
    let (mut desk, mut now, mut boot, mut gone) = (desk(), 0, 0, Gone::default());
    for event in events {
        match event {
            Event::Pass(ms) => now += ms,
            Event::Restart { new_boot } => {
                let text = serde_json::to_string(&desk.tally(&reading(now, boot))).unwrap();
                boot += u32::from(new_boot);
                let tally: Tally = serde_json::from_str(&text).unwrap();
                desk = Desk::new(quotas(), Some(&tally), reading(now, boot));
            }
            Event::Ask(lane, batch) => {
                let weight = if batch { Weight::Batch } else { Weight::Request };
                let ask = Ask { lane, weight };
                // Waits as the shell would, but never for a day.
                if let Verdict::WaitFor(wait) = desk.decide(ask, &reading(now, boot)) {
                    assert!(!wait.is_zero());
                    if wait > seconds(120) {
                        continue;
                    }
                    now += u64::try_from(wait.as_millis()).unwrap();
                }
                if desk.decide(ask, &reading(now, boot)) == Verdict::Go {
                    desk.take(ask, &reading(now, boot));
                    desk.give_back();
                    gone.all.push(now);
                    if batch {
                        gone.batches.push(now);
                    }
                    if matches!(lane, Lane::Push | Lane::Pull) {
                        gone.ordinary.push(now);
                    }
                }
            }
        }
    }
    gone
}

fn never_more(times: &[u64], quota: usize, length: Duration) -> Result<(), TestCaseError> {
    for pair in times.windows(quota + 1) {
        let span = u128::from(pair[quota] - pair[0]);
        prop_assert!(span > length.as_millis(), "{} in {length:?}", quota + 1);
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_window_ever_holds_more_than_its_quota_restarts_included(events in events()) {
        let gone = play(events);
        for (quota, length) in [(10, seconds(1)), (100, seconds(60)), (300, seconds(86_400))] {
            never_more(&gone.all, quota, length)?;
            never_more(&gone.ordinary, quota / 10 * 9, length)?;
        }
        never_more(&gone.batches, 20, seconds(60))?;
    }

    #[test]
    fn whatever_pulls_and_pushes_did_a_probe_goes_at_once(gaps in prop::collection::vec((0u64..500, any::<bool>()), 1..300)) {
        let (mut desk, mut now) = (desk(), 0);
        for (gap, pull) in gaps {
            now += gap;
            let lane = if pull { Lane::Pull } else { Lane::Push };
            if fill(&mut desk, ask(lane), &reading(now, 0)) == 0 {
                // A pull waits: that is when the probe comes.
                desk.queue(Lane::Pull, 1);
                prop_assert_eq!(desk.decide(ask(Lane::Probe), &reading(now, 0)), Verdict::Go);
                desk.queue(Lane::Pull, -1);
            }
        }
    }

    #[test]
    fn any_stored_tally_can_be_gone_on_from(ages in prop::collection::vec((any::<u64>(), any::<u32>()), 0..20), rest_ms: u64) {
        let spent: Vec<_> = ages.into_iter().map(|(age_ms, count)| Spent { age_ms, count }).collect();
        let windows = ["second", "minute", "day", "batches", "other"].map(|word| (word.to_owned(), spent.clone()));
        let tally = Tally { at: reading(0, 0), rest_ms, windows: windows.into() };
        let desk = Desk::new(quotas(), Some(&tally), reading(1, 0));
        let day_later = reading(2 * 86_400_000, 0);
        prop_assert_eq!(desk.decide(ask(Lane::Pull), &day_later), Verdict::Go);
    }
}

/// Moves with the runtime's own time.
struct RuntimeClock(Instant);

impl Clock for RuntimeClock {
    fn now(&self) -> Reading {
        reading(u64::try_from(self.0.elapsed().as_millis()).unwrap(), 0)
    }
}

#[derive(Default)]
struct Memory {
    tally: Mutex<Option<Tally>>,
    saves: AtomicUsize,
}

impl Tallies for Memory {
    fn load(&self, _book: &BookId) -> Option<Tally> {
        self.tally.lock().unwrap().clone()
    }

    fn save(&self, _book: &BookId, tally: &Tally) {
        self.saves.fetch_add(1, Ordering::Relaxed);
        *self.tally.lock().unwrap() = Some(tally.clone());
    }
}

fn limiter(memory: &Arc<Memory>, clock: &Arc<RuntimeClock>) -> Arc<Limiter> {
    let (clock, memory) = (Arc::clone(clock), Arc::clone(memory));
    Arc::new(Limiter::new("ledger:1".into(), quotas(), clock, memory))
}

fn fresh() -> (Arc<Limiter>, Arc<Memory>, Arc<RuntimeClock>) {
    let (memory, clock) = (Arc::default(), Arc::new(RuntimeClock(Instant::now())));
    (limiter(&memory, &clock), memory, clock)
}

async fn pull(limiter: &Arc<Limiter>) -> Result<Permit, Duration> {
    limiter.admit(Lane::Pull, Weight::Request, seconds(120)).await
}

#[tokio::test(start_paused = true)]
async fn a_request_is_counted_on_disk_before_it_may_leave_and_a_restart_goes_on_from_there() {
    let (limiter, memory, clock) = fresh();
    for sent in 1..=9 {
        drop(pull(&limiter).await.unwrap());
        assert_eq!(memory.saves.load(Ordering::Relaxed), sent);
    }
    let restarted = self::limiter(&memory, &clock);
    let before = Instant::now();
    drop(pull(&restarted).await.unwrap());
    assert!(before.elapsed() >= seconds(1), "the second was full already");
}

#[tokio::test(start_paused = true)]
async fn a_probe_gets_through_while_a_pull_waits_for_a_place() {
    let (limiter, ..) = fresh();
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(pull(&limiter).await.unwrap());
    }
    let mut waits = asks(&limiter, Lane::Pull);
    settle().await;
    assert!(!waits.is_finished());
    let probe = limiter.admit(Lane::Probe, Weight::Request, Duration::ZERO).await;
    assert!(probe.is_ok());
    drop(probe);
    settle().await;
    assert!(!waits.is_finished(), "the place a probe gives back is not for pulls");
    held.pop();
    assert!((&mut waits).await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_place_given_back_goes_to_the_most_urgent_and_who_gives_up_stands_in_nobodys_way() {
    let (limiter, ..) = fresh();
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(pull(&limiter).await.unwrap());
    }
    let slow = asks(&limiter, Lane::Pull);
    let push = asks(&limiter, Lane::Push);
    let gone = asks(&limiter, Lane::Push);
    settle().await;
    gone.abort();
    settle().await;
    held.pop();
    let sent = push.await.unwrap().unwrap();
    settle().await;
    assert!(!slow.is_finished());
    drop(sent);
    assert!(slow.await.unwrap().is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_rest_longer_than_the_patience_is_told_and_a_shorter_one_is_waited_for() {
    let (limiter, ..) = fresh();
    limiter.rest_for(seconds(3600));
    assert_eq!(pull(&limiter).await.err(), Some(seconds(3600)));
    let (limiter, ..) = fresh();
    limiter.rest_for(seconds(60));
    assert_eq!(limiter.wait_for(Lane::User, Weight::Request), Some(seconds(60)));
    let before = Instant::now();
    assert!(pull(&limiter).await.is_ok());
    assert!(before.elapsed() >= seconds(60));
}

#[tokio::test(start_paused = true)]
async fn a_rest_that_begins_during_a_wait_is_told_as_well() {
    let (limiter, ..) = fresh();
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(pull(&limiter).await.unwrap());
    }
    let waits = asks(&limiter, Lane::Pull);
    settle().await;
    limiter.rest_for(Duration::MAX);
    assert_eq!(waits.await.unwrap().err(), Some(seconds(24 * 60 * 60)));
}

fn asks(limiter: &Arc<Limiter>, lane: Lane) -> tokio::task::JoinHandle<Result<Permit, Duration>> {
    let limiter = Arc::clone(limiter);
    tokio::spawn(async move { limiter.admit(lane, Weight::Request, seconds(120)).await })
}

/// Lets every task that can move do so.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}
