//! The main job of the issue, end to end, on the practice company.

use crate::world::{World, tiles_add_up};

#[test]
fn the_demo_sends_every_order_and_ties_out_to_the_cent() {
    let world = World::with(vec![]);
    let outcome = world.finish();
    tiles_add_up(&outcome["tiles"]);
    assert_eq!(outcome["tiles"]["total"], 830);
    assert_eq!(outcome["difference"], "0.00");
    assert_eq!(outcome["source"]["amount"], outcome["ledger"]["amount"]);
    assert!(
        std::path::Path::new(outcome["report"].as_str().unwrap()).exists(),
        "the report was saved"
    );

    let invoices = world.invoices();
    assert_eq!(
        invoices.len() as u64,
        outcome["tiles"]["completed"].as_u64().unwrap(),
        "the ledger holds what was completed"
    );
    assert!(
        invoices.values().all(|numbers| numbers.len() == 1),
        "nothing was posted twice"
    );
}

#[test]
fn a_second_demo_on_the_same_books_has_nothing_to_send() {
    let world = World::with(vec![]);
    let first = world.finish();
    let before = world.invoices();
    let second = world.finish();
    assert_eq!(first["tiles"], second["tiles"]);
    assert_eq!(world.invoices(), before, "a plan after a full sync is empty");
}

#[test]
fn an_old_backup_that_knows_nothing_of_the_push_doubles_nothing() {
    let world = World::with(vec![]);
    // Dies before the first send: both sides are loaded and matched, the first plan is approved.
    world.run(Some("t1.before:1"));
    assert!(world.invoices().is_empty(), "nothing was sent yet");
    let (clients, backup) = (world.folder().join("clients"), world.folder().join("backup"));
    copy(&clients, &backup);
    let before = world.finish();
    let posted = world.invoices();
    assert_eq!(posted.len(), 830);

    std::fs::remove_dir_all(&clients).unwrap();
    copy(&backup, &clients);
    let after = world.finish();
    assert_eq!(
        world.invoices(),
        posted,
        "what an older file does not know is found in the ledger, not sent again"
    );
    assert_eq!(before["tiles"], after["tiles"]);
    assert_eq!(after["difference"], "0.00");
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from)
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_file())
    {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
