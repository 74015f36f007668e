//! The match screen's windows: what they hold, and that their counts agree.

use tieout_domain::link::LinkState;
use tieout_domain::objects::{AccountRole, Address, Party};
use tieout_domain::{Object, ObjectKind, Side};
use tieout_engine::{decide, review};
use tieout_store::query::matching::{self as lists, Filter, Sort, View};
use tieout_store::table::link::Reason;
use tieout_store::table::suggestion::Tier;

use crate::world::{CUSTOMER, World, account, customer, record};

fn filter(view: View, search: &str) -> Filter {
    Filter {
        side: Side::Ledger,
        view,
        tiers: Vec::new(),
        search: search.into(),
        sort: Sort::Name,
        descending: false,
    }
}

fn names(world: &World, filter: &Filter) -> (Vec<String>, u32) {
    let (rows, total) = world
        .store
        .read(|v| review::window(v, &world.book(), CUSTOMER, filter, 0, 100))
        .unwrap();
    (rows.into_iter().map(|row| row.record.name).collect(), total)
}

fn firm() -> World {
    let world = World::new();
    let ledger = [
        "Comércio Mineiro",
        "Chop-suey Chinese",
        "Ernst Handel",
        "100% Foods",
        "Zebra Ltd",
    ];
    let source = ["Comercio Mineiro", "Chop-suey Chinese", "Ernst Handel", "Queen Cozinha"];
    let all = |letter: &str, names: &[&str]| -> Vec<_> {
        names
            .iter()
            .enumerate()
            .map(|(n, name)| customer(&format!("{letter}{n}"), name))
            .collect()
    };
    world.tell(Side::Ledger, &all("L", &ledger));
    world.tell(Side::Source, &all("S", &source));
    world.propose(CUSTOMER);
    world
}

#[test]
fn a_search_finds_either_side_without_accents_and_takes_signs_literally() {
    let world = firm();
    assert_eq!(
        names(&world, &filter(View::Open, "comercio")),
        (vec!["Comércio Mineiro".to_owned()], 1)
    );
    assert_eq!(names(&world, &filter(View::Open, "COMÉRCIO")).1, 1);
    assert_eq!(names(&world, &filter(View::Open, "100%")).0, ["100% Foods"]);
    assert_eq!(
        names(&world, &filter(View::Open, "%")).0,
        ["100% Foods"],
        "a sign is not a wildcard"
    );
    assert_eq!(names(&world, &filter(View::Open, "'; DROP TABLE link; --")).1, 0);
}

#[test]
fn a_search_finds_what_stands_below_the_names_of_both_sides() {
    let world = World::new();
    let party = |id: &str, email: &str, city: &str| {
        let object = Object::Customer(Party {
            name: format!("Firm {id}"),
            email: Some(email.into()),
            ship_to: Some(Address {
                city: Some(city.into()),
                ..Address::default()
            }),
            ..Party::default()
        });
        record(id, object)
    };
    let ledger = [
        party("L0", "office@helvetetius.example", "Bern"),
        party("L1", "sales@tortuga.example", "México D.F."),
    ];
    world.tell(Side::Ledger, &ledger);
    world.tell(Side::Source, &[party("S1", "orders@tortuga.example", "Puebla")]);
    world
        .store
        .write(|w| decide::link(w, &world.by(), CUSTOMER, &"L1".into(), &"S1".into()))
        .unwrap();
    let found = |view: View, text: &str| names(&world, &filter(view, text)).0;
    assert_eq!(found(View::All, "helvetetius"), ["Firm L0"]);
    assert_eq!(found(View::All, "mexico"), ["Firm L1"]);
    assert_eq!(found(View::Linked, "puebla"), ["Firm L1"], "the partner's city");
    assert!(found(View::All, "ship_to").is_empty(), "names of members are not said");
    assert!(found(View::All, "null").is_empty());
}

#[test]
fn accounts_are_found_by_their_type() {
    let world = World::new();
    let ledger = [
        account("1", "Sales", AccountRole::Income),
        account("2", "Freight", AccountRole::Expense),
    ];
    world.tell(Side::Ledger, &ledger);
    let (rows, total) = world
        .store
        .read(|v| {
            let filter = filter(View::All, "expens");
            review::window(v, &world.book(), ObjectKind::Account, &filter, 0, 10)
        })
        .unwrap();
    assert_eq!((rows[0].record.name.as_str(), total), ("Freight", 1));
}

#[test]
fn a_tied_record_leaves_the_open_list_and_the_counts_always_add_up() {
    let world = firm();
    let by = world.by();
    world
        .store
        .write(|w| decide::link(w, &by, CUSTOMER, &"L2".into(), &"S2".into()))
        .unwrap();
    world
        .store
        .write(|w| decide::ignore(w, &by, Side::Ledger, CUSTOMER, &["L4".into()], Reason::NotOurs))
        .unwrap();
    let counts = world.store.read(|v| lists::counts(v, &world.book(), CUSTOMER)).unwrap();
    assert_eq!(counts.ledger_records, counts.left() + counts.linked + counts.ignored);
    assert_eq!((counts.linked, counts.ignored, counts.source_left), (1, 1, 3));
    let (open, total) = names(&world, &filter(View::Open, ""));
    assert_eq!((open.len(), total), (3, counts.left()));
    assert!(!open.contains(&"Ernst Handel".to_owned()));
    assert_eq!(names(&world, &filter(View::Linked, "")).0, ["Ernst Handel"]);
    assert_eq!(names(&world, &filter(View::All, "")).1, 5);
    for (tier, count) in [(Some(Tier::Exact), counts.exact), (None, counts.none)] {
        let only = Filter {
            tiers: vec![tier],
            ..filter(View::Open, "")
        };
        assert_eq!(names(&world, &only).1, count, "{tier:?}");
    }
}

#[test]
fn the_source_side_lists_what_the_next_sync_would_create() {
    let world = firm();
    let by = world.by();
    world
        .store
        .write(|w| decide::link(w, &by, CUSTOMER, &"L1".into(), &"S1".into()))
        .unwrap();
    let source = Filter {
        side: Side::Source,
        ..filter(View::Open, "")
    };
    let (rows, total) = world
        .store
        .read(|v| review::window(v, &world.book(), CUSTOMER, &source, 0, 2))
        .unwrap();
    assert_eq!(
        (rows.len(), total),
        (2, 3),
        "a window, and the number of the whole list"
    );
    assert_eq!(rows[0].record.name, "Comercio Mineiro");
    assert_eq!(rows[0].state, LinkState::Suggested);
    assert_eq!(rows[0].partner.as_ref().unwrap().record.name, "Comércio Mineiro");
}
