//! Two programs on one ledger book: the second is told that the first is sending, and nothing is posted twice.
//!
//! The second works on a copy of the client file, as after a restore under another name: same entries, same references.

use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;

use serde_json::{Value, json};
use tieout_sandbox::{Fault, FaultRule};

use crate::host::{Host, until};
use crate::world::{World, tiles_add_up};

/// How long the ledger takes for a batch while the first program is to be met at work.
const SLOW_MS: u64 = 500;
fn client_file(world: &World, id: &str, ending: &str) -> PathBuf {
    world.folder().join("clients").join(format!("{id}.tieout{ending}"))
}

/// A world whose push broke off in the middle of the invoices, and a copy of its client file.
fn half_done() -> World {
    let world = World::with(vec![]);
    assert!(!world.run(Some("t1.before:12")).status.success(), "the push breaks off");
    for ending in ["", "-wal"] {
        let from = client_file(&world, "practice", ending);
        if from.exists() {
            std::fs::copy(from, client_file(&world, "second", ending)).unwrap();
        }
    }
    let slow = FaultRule::always(Fault::Latency).on_entity("Invoice").on_method("POST");
    world.ledger.set_faults(vec![slow.ms(SLOW_MS)]);
    world
}

/// A program that is sending: the ledger has just got something from it.
fn at_work(world: &World) -> Child {
    let before = world.invoices().len();
    let first = world.start();
    until("the first program sends", || {
        (world.invoices().len() > before).then_some(())
    });
    first
}

fn code(refused: &Value) -> &str {
    refused["code"].as_str().unwrap_or_default()
}

#[test]
fn a_second_pusher_of_one_book_is_refused_while_the_first_runs_and_goes_on_after_its_death() {
    let world = half_done();
    let mut first = at_work(&world);
    let second = Host::start(&world);

    let refused = second.ask("client_open", &json!({ "id": "practice" })).unwrap_err();
    assert_eq!(code(&refused), "client_file_in_use", "{refused}");
    let output = world.run(None);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("ClientFileInUse"), "{told}");

    second.ask("client_open", &json!({ "id": "second" })).unwrap();
    let refused = second.ask("run_recover", &json!({})).unwrap_err();
    assert_eq!(code(&refused), "run_in_progress", "{refused}");
    assert!(
        refused["params"]["elsewhere"].is_string(),
        "the reason is said: {refused}"
    );
    assert!(
        first.try_wait().unwrap().is_none(),
        "the first was sending all the while"
    );

    // SIGKILL: nobody tidies up, the system frees the locks.
    first.kill().unwrap();
    first.wait().unwrap();
    // What the first had on the wire may still be worked on over there; the second cannot know of it.
    std::thread::sleep(Duration::from_millis(2 * SLOW_MS));
    world.ledger.set_faults(vec![]);
    let run = second.ask("run_recover", &json!({})).unwrap();
    let ended = second.follow(&run);
    assert_eq!(ended["state"], "completed", "{ended}");
    nothing_twice(&world);
    assert_eq!(world.invoices().len(), 830, "the second sent all the rest");

    // The first finds its own entries sent by the other, by their references.
    let outcome = world.finish();
    tiles_add_up(&outcome["tiles"]);
    assert_eq!(outcome["tiles"]["completed"], 830, "{outcome}");
    assert_eq!(outcome["difference"], "0.00");
    nothing_twice(&world);
}

fn nothing_twice(world: &World) {
    let invoices = world.invoices();
    let twice: Vec<_> = invoices.iter().filter(|(_, numbers)| numbers.len() > 1).collect();
    assert!(twice.is_empty(), "posted twice: {twice:?}");
    for kind in ["customer", "item"] {
        let names = world.names(kind);
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once, "a {kind} was created twice");
    }
}
