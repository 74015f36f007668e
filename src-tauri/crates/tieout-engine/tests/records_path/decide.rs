//! Decisions: never two ties, and undo brings back exactly what was.

use proptest::prelude::*;
use tieout_domain::objects::AccountRole;
use tieout_domain::{ErrorCode, Failure, ObjectKind, RecordId, Side};
use tieout_engine::decide;
use tieout_engine::review;
use tieout_store::StoreError;
use tieout_store::table::link::{self, LinkRow, Reason};
use tieout_store::table::rejection::{self, Rejected};
use tieout_store::table::suggestion::Tier;
use tieout_store::table::{alias, audit};

use crate::world::{CUSTOMER, World, account, customer};

fn links(world: &World) -> Vec<LinkRow> {
    let mut rows = world.store.read(|v| link::list(v, &world.book(), CUSTOMER)).unwrap();
    rows.sort_by_key(|row| (row.ledger_id.clone(), row.source_id.clone()));
    rows
}

/// Every decision that holds: of records, and of pairs.
fn all_decided(world: &World) -> (Vec<LinkRow>, Rejected) {
    let rejected = world
        .store
        .read(|v| rejection::list(v, &world.book(), CUSTOMER))
        .unwrap();
    (links(world), rejected)
}

fn tie(world: &World, ledger: &str, source: &str) -> Result<(), Failure> {
    let by = world.by();
    let done = world
        .store
        .write(|w| decide::link(w, &by, CUSTOMER, &ledger.into(), &source.into()));
    done.map(drop).map_err(Failure::from)
}

#[test]
fn an_accepted_name_that_differs_is_learned_and_forgotten_with_its_undo() {
    let world = World::new();
    world.tell(Side::Ledger, &[customer("1", "Old Mill Trading")]);
    world.tell(Side::Source, &[customer("A", "Miller & Sons")]);
    tie(&world, "1", "A").unwrap();
    let learned = world.store.read(|v| alias::list(v, CUSTOMER)).unwrap();
    assert_eq!(learned[0].norm, "old mill trading");
    let by = world.by();
    world.store.write(|w| decide::undo(w, &by)).unwrap().unwrap();
    assert_eq!(world.store.read(|v| alias::list(v, CUSTOMER)).unwrap(), vec![]);
    world.store.write(|w| decide::redo(w, &by)).unwrap().unwrap();
    world
        .store
        .write(|w| decide::unlink(w, &by, CUSTOMER, &"1".into()))
        .unwrap();
    assert!(links(&world).is_empty());
    let verdict = world.store.read(audit::verify).unwrap();
    assert_eq!(
        (verdict.entries, verdict.broken_at),
        (4, None),
        "made, undone, redone, removed"
    );
}

#[test]
fn a_linked_record_is_refused_by_name_and_an_ignored_one_stays_ignored() {
    let world = World::new();
    world.tell(Side::Ledger, &[customer("1", "Acme"), customer("2", "Acme Ltd")]);
    world.tell(Side::Source, &[customer("A", "Acme")]);
    tie(&world, "1", "A").unwrap();
    let refused = tie(&world, "2", "A").unwrap_err();
    assert_eq!(
        (refused.code, refused.params["other"].as_str()),
        (ErrorCode::AlreadyLinked, "Acme")
    );
    let by = world.by();
    world
        .store
        .write(|w| decide::ignore(w, &by, Side::Ledger, CUSTOMER, &["2".into()], Reason::Duplicate))
        .unwrap();
    world.propose(CUSTOMER);
    assert_eq!(links(&world).len(), 2, "a new proposal changes no decision");
    assert!(tie(&world, "2", "A").is_err());
}

#[test]
fn an_account_of_the_balance_sheet_is_never_tied_to_one_of_profit_and_loss() {
    let world = World::new();
    world.tell(Side::Ledger, &[account("1", "Stock", AccountRole::Inventory)]);
    world.tell(Side::Source, &[account("A", "Stock", AccountRole::Expense)]);
    let by = world.by();
    let refused = world
        .store
        .write(|w| decide::link(w, &by, ObjectKind::Account, &"1".into(), &"A".into()))
        .unwrap_err();
    assert_eq!(Failure::from(refused).code, ErrorCode::AccountWrongType);
}

#[test]
fn a_bulk_accept_is_one_step_and_its_hash_names_exactly_what_was_shown() {
    let world = World::new();
    let names = ["Alpha Foods", "Beta Tools", "Gamma Paints"];
    let all = |prefix: &str| -> Vec<_> {
        names
            .iter()
            .enumerate()
            .map(|(n, name)| customer(&format!("{prefix}{n}"), name))
            .collect()
    };
    world.tell(Side::Ledger, &all("L"));
    world.tell(Side::Source, &all("S"));
    world.propose(CUSTOMER);
    let preview = |world: &World| {
        world
            .store
            .read(|v| review::bulk(v, &world.book(), CUSTOMER, &[Tier::Exact], &[]))
            .unwrap()
    };
    let (pairs, hash) = preview(&world);
    assert_eq!(pairs.len(), 3);
    world.tell(Side::Ledger, &[customer("L1", "Beta Tools (old)")]);
    assert_ne!(preview(&world).1, hash, "a record changed since");
    let by = world.by();
    let chosen: Vec<_> = pairs.into_iter().map(|pair| (pair.ledger.id, pair.source.id)).collect();
    world
        .store
        .write(|w| decide::link_all(w, &by, CUSTOMER, &chosen))
        .unwrap();
    assert_eq!(links(&world).len(), 3);
    world.store.write(|w| decide::undo(w, &by)).unwrap();
    assert!(links(&world).is_empty(), "one undo takes all of it back");
}

#[derive(Debug, Clone)]
enum Move {
    Link(u8, u8),
    Unlink(u8),
    Ignore(bool, u8),
    Unignore(bool, u8),
    Create(u8),
    Uncreate(u8),
    Reject(u8, u8),
    Undo,
    Redo,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => (0..4u8, 0..4u8).prop_map(|(ledger, source)| Move::Link(ledger, source)),
        2 => (0..4u8).prop_map(Move::Unlink),
        2 => (any::<bool>(), 0..4u8).prop_map(|(side, id)| Move::Ignore(side, id)),
        1 => (any::<bool>(), 0..4u8).prop_map(|(side, id)| Move::Unignore(side, id)),
        2 => (0..4u8).prop_map(Move::Create),
        1 => (0..4u8).prop_map(Move::Uncreate),
        2 => (0..4u8, 0..4u8).prop_map(|(ledger, source)| Move::Reject(ledger, source)),
        2 => Just(Move::Undo),
        2 => Just(Move::Redo),
    ];
    proptest::collection::vec(one, 1..25)
}

fn id(side: bool, number: u8) -> (Side, Vec<RecordId>) {
    let (side, letter) = if side { (Side::Ledger, 'L') } else { (Side::Source, 'S') };
    (side, vec![RecordId::new(format!("{letter}{number}"))])
}

/// Whether something was decided anew.
fn make(world: &World, one: &Move) -> Result<bool, StoreError> {
    let by = world.by();
    world.store.write(|w| {
        let kind = CUSTOMER;
        match one {
            Move::Link(ledger, source) => {
                let (ledger, source) = (RecordId::new(format!("L{ledger}")), RecordId::new(format!("S{source}")));
                decide::link(w, &by, kind, &ledger, &source).map(|_| true)
            }
            Move::Unlink(ledger) => decide::unlink(w, &by, kind, &RecordId::new(format!("L{ledger}"))).map(|_| true),
            Move::Ignore(side, number) => {
                let (side, ids) = id(*side, *number);
                decide::ignore(w, &by, side, kind, &ids, Reason::Old).map(|_| true)
            }
            Move::Unignore(side, number) => {
                let (side, ids) = id(*side, *number);
                decide::unignore(w, &by, side, kind, &ids).map(|_| true)
            }
            Move::Create(source) => decide::create(w, &by, kind, &id(false, *source).1).map(|_| true),
            Move::Uncreate(source) => decide::uncreate(w, &by, kind, &id(false, *source).1).map(|_| true),
            Move::Reject(ledger, source) => {
                let (ledger, source) = (RecordId::new(format!("L{ledger}")), RecordId::new(format!("S{source}")));
                decide::reject(w, &by, kind, &ledger, &source).map(|_| true)
            }
            Move::Undo => decide::undo(w, &by).map(|_| false),
            Move::Redo => decide::redo(w, &by).map(|_| false),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_record_is_ever_tied_twice_and_undo_brings_back_what_was(moves in moves()) {
        let world = World::new();
        let all = |letter: char| -> Vec<_> {
            (0..4).map(|n| customer(&format!("{letter}{n}"), &format!("{letter} firm {n}"))).collect()
        };
        world.tell(Side::Ledger, &all('L'));
        world.tell(Side::Source, &all('S'));
        for one in &moves {
            let before = all_decided(&world);
            let done = make(&world, one);
            let after = all_decided(&world);
            match done {
                Ok(true) => {
                    let by = world.by();
                    world.store.write(|w| decide::undo(w, &by)).unwrap();
                    prop_assert_eq!(&all_decided(&world), &before, "undo after {:?}", one);
                    world.store.write(|w| decide::redo(w, &by)).unwrap();
                    prop_assert_eq!(&all_decided(&world), &after, "redo after {:?}", one);
                }
                Ok(false) => {}
                Err(_) => prop_assert_eq!(&after, &before, "what is refused changes nothing"),
            }
            for pick in [|row: &LinkRow| row.ledger_id.clone(), |row: &LinkRow| row.source_id.clone()] {
                let mut ids: Vec<_> = after.0.iter().filter_map(pick).collect();
                let all = ids.len();
                ids.sort();
                ids.dedup();
                prop_assert_eq!(ids.len(), all);
            }
        }
        prop_assert_eq!(world.store.read(audit::verify).unwrap().broken_at, None);
    }
}
