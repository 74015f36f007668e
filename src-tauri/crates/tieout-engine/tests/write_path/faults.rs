//! Everything goes wrong, by seed: the checker reads the ledger's book and the file only.

use tieout_store::table::plan::PlanStep;
use tieout_testkit::{Chance, FakeLedger, Fault};

use super::world::{Firm, Pushed};

/// Rounds of resuming, planning, approving and pushing until everything is posted.
const ROUNDS_MAX: u32 = 400;

async fn until_done(firm: &mut Firm) {
    for _ in 0..ROUNDS_MAX {
        let pushed = match firm.resume().await {
            Some(pushed) => Some(pushed),
            None => next_step(firm).await,
        };
        match pushed {
            Some(Pushed::Died) => firm.reopen(),
            Some(Pushed::Ended(_)) => {}
            None => return,
        }
        firm.look();
    }
    let left: Vec<_> = firm
        .entries(tieout_domain::ObjectKind::Invoice)
        .into_iter()
        .map(|row| (row.state, row.failure))
        .collect();
    panic!("not done after {ROUNDS_MAX} rounds: {left:?}");
}

async fn next_step(firm: &Firm) -> Option<Pushed> {
    for step in [PlanStep::Retry, PlanStep::Lists, PlanStep::Documents] {
        if let Some(pushed) = firm.send_step(step).await {
            return Some(pushed);
        }
    }
    None
}

#[tokio::test]
async fn whatever_goes_wrong_every_entry_is_in_the_ledger_exactly_once() {
    for seed in 0..200 {
        let mut chance = Chance::new(seed);
        let (batch, rate, replay) = (1 + chance.below(6), 100 + chance.below(400), chance.happens(500));
        let ledger = |clock| {
            let ledger = FakeLedger::new(clock, seed, rate).with_batches_of(usize::try_from(batch).unwrap());
            if replay { ledger } else { ledger.without_replay() }
        };
        let mut firm = Firm::new(ledger, 3, 2, 12);
        println!("seed {seed}");
        until_done(&mut firm).await;
        firm.check_exactly_once();
        assert_eq!(firm.tiles().completed, 12, "seed {seed}");
    }
}

#[tokio::test]
async fn each_fault_at_each_send_ends_in_the_right_state_with_nothing_posted_twice() {
    for fault in Fault::ALL {
        for at in 0..4 {
            let mut firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 2, 2, 6);
            firm.ledger.script((0..at).map(|_| None).chain([Some(fault)]));
            until_done(&mut firm).await;
            firm.check_exactly_once();
        }
    }
}

#[tokio::test]
async fn a_crash_at_each_point_leaves_nothing_lost_and_nothing_twice() {
    let points = [
        "t1.before",
        "t1.inside",
        "t1.after",
        "wire.answered",
        "t2.inside",
        "t2.after",
        "probe.before",
        "probe.after",
        "adopt.before",
    ];
    for point in points {
        for n in 1..4 {
            let mut firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 2, 2, 6);
            // A lost answer, so that the points of looking are reached as well.
            firm.ledger
                .script([None, Some(Fault::LostAfter), None, Some(Fault::LostBefore)]);
            tieout_engine::crash::arm(point, n);
            crash_through(&mut firm).await;
            tieout_engine::crash::disarm();
            until_done(&mut firm).await;
            firm.check_exactly_once();
        }
    }
}

/// Works until the armed point unwinds (or everything is done), then opens the file again.
async fn crash_through(firm: &mut Firm) {
    use futures_util::FutureExt;
    let work = std::panic::AssertUnwindSafe(until_done(firm)).catch_unwind().await;
    if work.is_err() {
        firm.reopen();
    }
}
