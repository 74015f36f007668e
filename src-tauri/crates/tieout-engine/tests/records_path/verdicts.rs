//! "None of these" and "not the same": kept over pulls, taken back by undo, and gone once the record is tied.

use tieout_domain::link::LinkState;
use tieout_domain::{Failure, Side};
use tieout_engine::{decide, review};
use tieout_store::StoreError;
use tieout_store::Writer;
use tieout_store::query::matching::{self as lists, Filter, Sort, View};
use tieout_store::table::link::{self, Decided, Reason};
use tieout_store::table::suggestion::{self, Tier};
use tieout_store::table::{audit, rejection};

use crate::world::{CUSTOMER, World, customer};

/// A ledger record that resembles two source records, and one that stands alone.
fn firm() -> World {
    let world = World::new();
    world.tell(
        Side::Ledger,
        &[customer("L0", "Consolidated Holding"), customer("L1", "Zebra Paints")],
    );
    world.tell(
        Side::Source,
        &[
            customer("S0", "Consolidated Holdings"),
            customer("S1", "Consolidatet Holding Group"),
        ],
    );
    world.propose(CUSTOMER);
    world
}

fn decided<T>(world: &World, work: impl FnOnce(&Writer<'_>) -> Result<T, StoreError>) -> Result<T, Failure> {
    let done = world.store.write(work).map_err(Failure::from);
    world.propose(CUSTOMER);
    done
}

fn create(world: &World, id: &str) -> Result<decide::Words, Failure> {
    let by = world.by();
    decided(world, |w| decide::create(w, &by, CUSTOMER, &[id.into()]))
}

fn reject(world: &World, ledger: &str, source: &str) -> Result<decide::Words, Failure> {
    let by = world.by();
    decided(world, |w| {
        decide::reject(w, &by, CUSTOMER, &ledger.into(), &source.into())
    })
}

fn tie(world: &World, ledger: &str, source: &str) -> Result<decide::Words, Failure> {
    let by = world.by();
    decided(world, |w| {
        decide::link(w, &by, CUSTOMER, &ledger.into(), &source.into())
    })
}

fn undo(world: &World) {
    let by = world.by();
    decided(world, |w| decide::undo(w, &by)).unwrap().unwrap();
}

fn redo(world: &World) {
    let by = world.by();
    decided(world, |w| decide::redo(w, &by)).unwrap().unwrap();
}

fn state(world: &World, side: Side, id: &str) -> LinkState {
    world
        .store
        .read(|v| decide::state(v, &world.book(), side, CUSTOMER, &id.into()))
        .unwrap()
        .0
}

fn proposed(world: &World, ledger: &str) -> Vec<String> {
    let rows = world
        .store
        .read(|v| suggestion::of_ledger(v, CUSTOMER, &ledger.into()))
        .unwrap();
    rows.into_iter().map(|row| row.source_id.0).collect()
}

fn shown(world: &World, view: View) -> Vec<String> {
    let filter = Filter {
        side: Side::Source,
        view,
        tiers: Vec::new(),
        search: String::new(),
        sort: Sort::Name,
        descending: false,
    };
    let (rows, _) = world
        .store
        .read(|v| review::window(v, &world.book(), CUSTOMER, &filter, 0, 10))
        .unwrap();
    rows.into_iter().map(|row| row.record.id.0).collect()
}

fn actions(world: &World) -> Vec<String> {
    let rows = world.store.read(|v| audit::page(v, "", None, 0, 50)).unwrap().0;
    rows.into_iter().map(|row| row.action).rev().collect()
}

#[test]
fn a_record_to_be_created_is_decided_proposed_to_nobody_and_survives_a_pull() {
    let world = firm();
    assert_eq!(proposed(&world, "L0")[0], "S0");
    create(&world, "S0").unwrap();
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Create);
    assert_eq!(proposed(&world, "L0"), ["S1"], "the next best takes its place");
    let counts = world.store.read(|v| lists::counts(v, &world.book(), CUSTOMER)).unwrap();
    assert_eq!((counts.source_left, counts.to_create), (1, 1), "decided is not left");
    assert_eq!(shown(&world, View::Open), ["S1"]);
    assert_eq!(shown(&world, View::Create), ["S0"]);
    world.tell(
        Side::Source,
        &[
            customer("S0", "Consolidated Holdings plc"),
            customer("S1", "Consolidatet Holding Group"),
        ],
    );
    world.tell(Side::Ledger, &[customer("L0", "Consolidated Holding")]);
    world.propose(CUSTOMER);
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Create);
}

#[test]
fn undo_and_redo_carry_the_wish_to_create_back_and_forth() {
    let world = firm();
    create(&world, "S0").unwrap();
    undo(&world);
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Suggested);
    redo(&world);
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Create);
    let by = world.by();
    decided(&world, |w| decide::uncreate(w, &by, CUSTOMER, &["S0".into()])).unwrap();
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Suggested);
    undo(&world);
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Create);
    assert_eq!(
        actions(&world),
        [
            "record_to_create",
            "decision_undone",
            "decision_redone",
            "record_not_to_create",
            "decision_undone"
        ]
    );
    assert_eq!(world.store.read(audit::verify).unwrap().broken_at, None);
}

#[test]
fn a_link_takes_the_place_of_the_wish_to_create_and_undo_brings_it_back() {
    let world = firm();
    create(&world, "S0").unwrap();
    tie(&world, "L0", "S0").unwrap();
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Linked);
    let rows = world.store.read(|v| link::list(v, &world.book(), CUSTOMER)).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.state).collect::<Vec<_>>(),
        [Decided::Linked],
        "nothing is left of the wish"
    );
    undo(&world);
    assert_eq!(state(&world, Side::Source, "S0"), LinkState::Create);
    assert_eq!(state(&world, Side::Ledger, "L0"), LinkState::Suggested);
}

#[test]
fn what_is_decided_otherwise_cannot_be_created_and_the_other_way_round() {
    let world = firm();
    tie(&world, "L0", "S0").unwrap();
    assert!(create(&world, "S0").is_err(), "it has a partner");
    create(&world, "S1").unwrap();
    let by = world.by();
    let ignored = decided(&world, |w| {
        decide::ignore(w, &by, Side::Source, CUSTOMER, &["S1".into()], Reason::Old)
    });
    assert!(ignored.is_err(), "first taken back, then ignored");
    assert!(create(&world, "S1").is_err(), "once is enough");
    assert!(create(&world, "L1").is_err(), "nothing is created in the source");
    let done = decided(&world, |w| decide::uncreate(w, &by, CUSTOMER, &["S0".into()]));
    assert!(done.is_err(), "a link is no wish");
}

#[test]
fn a_rejected_pair_is_never_proposed_again_and_the_next_best_takes_its_place() {
    let world = firm();
    assert_eq!(proposed(&world, "L0"), ["S0", "S1"]);
    let by = world.by();
    world
        .store
        .write(|w| decide::reject(w, &by, CUSTOMER, &"L0".into(), &"S0".into()))
        .unwrap();
    assert_eq!(proposed(&world, "L0"), ["S1"], "at once, before all are proposed anew");
    world.propose(CUSTOMER);
    assert_eq!(proposed(&world, "L0"), ["S1"]);
    assert_eq!(
        state(&world, Side::Ledger, "L0"),
        LinkState::Suggested,
        "still to be decided"
    );
    // A pull that brings the very same name does not bring the suggestion back.
    world.tell(Side::Source, &[customer("S0", "Consolidated Holding")]);
    world.propose(CUSTOMER);
    assert_eq!(proposed(&world, "L0"), ["S1"]);
    reject(&world, "L0", "S1").unwrap();
    assert_eq!(state(&world, Side::Ledger, "L0"), LinkState::Unlinked);
    undo(&world);
    undo(&world);
    assert_eq!(proposed(&world, "L0"), ["S0", "S1"]);
    redo(&world);
    assert_eq!(proposed(&world, "L0"), ["S1"]);
}

#[test]
fn what_stays_after_a_rejection_is_judged_without_the_rival() {
    let world = World::new();
    world.tell(
        Side::Ledger,
        &[customer("L0", "Ernst Handel"), customer("L1", "Old Mill")],
    );
    world.tell(
        Side::Source,
        &[customer("S0", "Ernst Handel"), customer("S1", "Ernst Handel")],
    );
    world.propose(CUSTOMER);
    let tier = |world: &World| {
        let best = world.store.read(|v| suggestion::best(v, CUSTOMER)).unwrap();
        best[0].tier
    };
    assert_eq!(tier(&world), Tier::Ambiguous);
    reject(&world, "L0", "S0").unwrap();
    assert_eq!(proposed(&world, "L0"), ["S1"]);
    assert_ne!(tier(&world), Tier::Ambiguous, "nobody else is meant any more");
}

#[test]
fn a_learned_name_does_not_bring_a_rejected_pair_back() {
    let world = World::new();
    world.tell(Side::Ledger, &[customer("L0", "Old Mill Trading")]);
    world.tell(Side::Source, &[customer("S0", "Miller & Sons")]);
    tie(&world, "L0", "S0").unwrap();
    assert!(reject(&world, "L0", "S0").is_err(), "tied: the tie is undone first");
    world.tell(Side::Ledger, &[customer("L1", "Old Mill Trading")]);
    world.propose(CUSTOMER);
    assert_eq!(proposed(&world, "L1"), ["S0"], "learned from the pair before");
    reject(&world, "L1", "S0").unwrap();
    assert_eq!(proposed(&world, "L1"), Vec::<String>::new());
}

#[test]
fn a_person_may_tie_what_they_rejected_and_undo_makes_it_rejected_again() {
    let world = firm();
    reject(&world, "L0", "S0").unwrap();
    assert!(reject(&world, "L0", "S0").is_err(), "once is enough");
    let found = world
        .store
        .read(|v| {
            review::candidates(
                v,
                &world.book(),
                CUSTOMER,
                Side::Source,
                &["S0".into()],
                Some(&"L0".into()),
            )
        })
        .unwrap();
    assert!(found[0].rejected, "the search says so");
    tie(&world, "L0", "S0").unwrap();
    let rejected = |world: &World| {
        world
            .store
            .read(|v| rejection::has(v, &world.book(), CUSTOMER, &"L0".into(), &"S0".into()))
            .unwrap()
    };
    assert!(!rejected(&world));
    undo(&world);
    assert!(rejected(&world));
    assert_eq!(
        actions(&world),
        ["pair_rejected", "pair_unrejected", "link_made", "decision_undone"]
    );
}
