//! SIGKILL at every crash point and at seeded random moments; then the job is finished and the ledger's book is counted.

use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::world::{World, tiles_add_up};

/// Every place where the engine can die between two durable states (`reliability.md` §13b).
const POINTS: &[&str] = &[
    "import.rows",
    "import.commit",
    "pull.page_inside",
    "pull.page_after",
    "plan.half_frozen",
    "t1.before",
    "t1.inside",
    "t1.after",
    "wire.answered",
    "t2.inside",
    "t2.after",
];

/// Nothing twice, nothing lost: the outside count after everything has settled.
fn settled(world: &World, told: &str) {
    let outcome = world.finish();
    tiles_add_up(&outcome["tiles"]);
    assert_eq!(outcome["difference"], "0.00", "{told}");
    let invoices = world.invoices();
    let twice = invoices
        .iter()
        .filter(|(_, numbers)| numbers.len() > 1)
        .collect::<Vec<_>>();
    assert!(twice.is_empty(), "{told}: posted twice: {twice:?}");
    assert_eq!(
        invoices.len() as u64,
        outcome["tiles"]["completed"].as_u64().unwrap(),
        "{told}: nothing is lost"
    );
    assert_eq!(outcome["tiles"]["total"], 830, "{told}");
}

fn dies_at(point: &str, time: u32) {
    let world = World::with(vec![]);
    let told = format!("{point}:{time}");
    assert!(
        !world.run(Some(&told)).status.success(),
        "{told} is reached and ends the program"
    );
    settled(&world, &told);
}

/// Dies while a doubt is being resolved: the first death leaves the doubt, the second strikes on the way out of it.
fn dies_twice(first: &str, then: &str) {
    let world = World::with(vec![]);
    world.run(Some(first));
    assert!(
        !world.run(Some(then)).status.success(),
        "{then} is reached and ends the program"
    );
    settled(&world, &format!("{first}, then {then}"));
}

#[test]
fn a_crash_at_any_transition_neither_doubles_nor_loses() {
    for point in POINTS {
        dies_at(
            point,
            if *point == "import.rows" || *point == "import.commit" {
                1
            } else {
                2
            },
        );
    }
}

#[test]
fn a_crash_on_the_way_out_of_a_doubt_neither_doubles_nor_loses() {
    for then in ["probe.before:1", "probe.after:1"] {
        dies_twice("t1.after:10", then);
    }
    dies_twice("wire.answered:10", "adopt.before:1");
}

#[test]
fn a_crash_in_the_last_batch_neither_doubles_nor_loses() {
    for point in ["t1.after", "wire.answered", "t2.inside"] {
        dies_at(point, 20);
    }
}

/// Ten kills a world: each restart goes on where the one before died.
fn random_moments(seed: u64) {
    let mut moments = SmallRng::seed_from_u64(seed);
    let world = World::with(vec![]);
    for _ in 0..10 {
        let mut child = world.start();
        let wait = moments.random_range(30..1500);
        std::thread::sleep(Duration::from_millis(wait));
        // `Child::kill` is SIGKILL here; a program that ended before that is fine.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    settled(&world, &format!("seed {seed}"));
}

macro_rules! seeds {
    ($($name:ident: $seed:literal),+ $(,)?) => { $(
        #[test]
        fn $name() {
            random_moments($seed);
        }
    )+ };
}

seeds! {
    ten_random_kills_seed_01: 1, ten_random_kills_seed_02: 2, ten_random_kills_seed_03: 3, ten_random_kills_seed_04: 4,
    ten_random_kills_seed_05: 5, ten_random_kills_seed_06: 6, ten_random_kills_seed_07: 7, ten_random_kills_seed_08: 8,
    ten_random_kills_seed_09: 9, ten_random_kills_seed_10: 10, ten_random_kills_seed_11: 11, ten_random_kills_seed_12: 12,
    ten_random_kills_seed_13: 13, ten_random_kills_seed_14: 14, ten_random_kills_seed_15: 15, ten_random_kills_seed_16: 16,
    ten_random_kills_seed_17: 17, ten_random_kills_seed_18: 18, ten_random_kills_seed_19: 19, ten_random_kills_seed_20: 20,
}
