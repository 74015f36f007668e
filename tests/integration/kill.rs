//! SIGKILL at every crash point and at seeded random moments; then the job is finished and the ledger's book is counted.

use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::world::{QUICKBOOKS, System, World, XERO, tiles_add_up};

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

fn dies_at(system: &'static System, point: &str, time: u32) {
    let world = World::of(system, vec![]);
    let told = format!("{point}:{time}");
    assert!(
        !world.run(Some(&told)).status.success(),
        "{told} is reached and ends the program"
    );
    settled(&world, &told);
}

/// Dies while a doubt is being resolved: the first death leaves the doubt, the second strikes on the way out of it.
fn dies_twice(system: &'static System, first: &str, then: &str) {
    let world = World::of(system, vec![]);
    world.run(Some(first));
    assert!(
        !world.run(Some(then)).status.success(),
        "{then} is reached and ends the program"
    );
    settled(&world, &format!("{first}, then {then}"));
}

fn at_any_transition(system: &'static System) {
    for point in POINTS {
        let import = *point == "import.rows" || *point == "import.commit";
        dies_at(system, point, if import { 1 } else { 2 });
    }
}

fn on_the_way_out_of_a_doubt(system: &'static System, send: u32) {
    for then in ["probe.before:1", "probe.after:1"] {
        dies_twice(system, &format!("t1.after:{send}"), then);
    }
    dies_twice(system, &format!("wire.answered:{send}"), "adopt.before:1");
}

fn in_the_last_batch(system: &'static System, send: u32) {
    for point in ["t1.after", "wire.answered", "t2.inside"] {
        dies_at(system, point, send);
    }
}

/// Ten kills a world: each restart goes on where the one before died.
fn random_moments(system: &'static System, seed: u64) {
    let mut moments = SmallRng::seed_from_u64(seed);
    let world = World::of(system, vec![]);
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

macro_rules! ledgers {
    ($($name:ident: $system:expr, $middle:literal, $last:literal, $($seed:ident $number:literal),+;)+) => { $(
        mod $name {
            use super::*;

            #[test]
            fn a_crash_at_any_transition_neither_doubles_nor_loses() {
                at_any_transition(&$system);
            }

            #[test]
            fn a_crash_on_the_way_out_of_a_doubt_neither_doubles_nor_loses() {
                on_the_way_out_of_a_doubt(&$system, $middle);
            }

            #[test]
            fn a_crash_in_the_last_batch_neither_doubles_nor_loses() {
                in_the_last_batch(&$system, $last);
            }

            $(
                #[test]
                fn $seed() {
                    random_moments(&$system, $number);
                }
            )+
        }
    )+ };
}

// The sends of a whole job: batches of 30 make 35 of them, batches of 50 make 21.
ledgers! {
    quickbooks: QUICKBOOKS, 10, 20, ten_random_kills_seed_01 1, ten_random_kills_seed_02 2, ten_random_kills_seed_03 3,
        ten_random_kills_seed_04 4, ten_random_kills_seed_05 5, ten_random_kills_seed_06 6, ten_random_kills_seed_07 7,
        ten_random_kills_seed_08 8, ten_random_kills_seed_09 9, ten_random_kills_seed_10 10, ten_random_kills_seed_11 11,
        ten_random_kills_seed_12 12, ten_random_kills_seed_13 13, ten_random_kills_seed_14 14, ten_random_kills_seed_15 15,
        ten_random_kills_seed_16 16, ten_random_kills_seed_17 17, ten_random_kills_seed_18 18, ten_random_kills_seed_19 19,
        ten_random_kills_seed_20 20;
    xero: XERO, 8, 20, ten_random_kills_seed_21 21, ten_random_kills_seed_22 22, ten_random_kills_seed_23 23,
        ten_random_kills_seed_24 24, ten_random_kills_seed_25 25;
}
