//! Settings: switches that move together, slots that take only the right account.

use tieout_connect::ledger::AccountSlot;
use tieout_domain::objects::AccountRole;
use tieout_domain::{Clock, ErrorCode, Failure, ObjectKind as Kind, Side};
use tieout_engine::settings::{self, Changing, SHARED, SWITCHES, Settings, Sharing, switched_along};
use tieout_store::table::audit;

use crate::world::{World, account};

fn set(world: &World, name: &str, value: &str) -> Result<Vec<Kind>, Failure> {
    let by = Changing {
        who: "ann".into(),
        now: world.clock.instant(),
    };
    world
        .store
        .write(|w| settings::set(w, &by, name, value))
        .map_err(Failure::from)
}

fn load(world: &World) -> Settings {
    world.store.read(Settings::load).unwrap()
}

#[test]
fn every_switch_takes_along_exactly_what_the_table_says() {
    let none = SWITCHES.into_iter().map(|kind| (kind, false)).collect();
    let all = SWITCHES.into_iter().map(|kind| (kind, true)).collect();
    let on = [
        (Kind::Item, vec![]),
        (Kind::Customer, vec![]),
        (Kind::Vendor, vec![]),
        (Kind::PurchaseOrder, vec![Kind::Item, Kind::Vendor]),
        (Kind::Invoice, vec![Kind::Item, Kind::Customer]),
        (Kind::Bill, vec![Kind::Vendor]),
        (Kind::JournalEntry, vec![Kind::Customer, Kind::Vendor]),
    ];
    let off = [
        (Kind::Item, vec![Kind::PurchaseOrder, Kind::Invoice]),
        (Kind::Customer, vec![Kind::Invoice, Kind::JournalEntry]),
        (Kind::Vendor, vec![Kind::PurchaseOrder, Kind::Bill, Kind::JournalEntry]),
        (Kind::PurchaseOrder, vec![]),
        (Kind::Invoice, vec![]),
        (Kind::Bill, vec![]),
        (Kind::JournalEntry, vec![]),
    ];
    for (kind, along) in on {
        assert_eq!(switched_along(&none, kind, true), along, "{kind} on");
    }
    for (kind, along) in off {
        assert_eq!(switched_along(&all, kind, false), along, "{kind} off");
    }
}

#[test]
fn a_switch_is_never_on_while_something_it_needs_is_off() {
    let world = World::new();
    assert_eq!(set(&world, "object.customer", "false").unwrap(), [Kind::Invoice]);
    assert!(!load(&world).is_on(Kind::Invoice));
    assert_eq!(set(&world, "object.purchase_order", "true").unwrap(), [Kind::Vendor]);
    let settings = load(&world);
    for kind in SWITCHES {
        assert!(
            !settings.is_on(kind) || settings::needs(kind).iter().all(|needed| settings.is_on(*needed)),
            "{kind}"
        );
    }
    assert_eq!(
        world.store.read(audit::verify).unwrap().entries,
        4,
        "each change is on record"
    );
}

#[test]
fn a_slot_takes_only_an_active_account_of_its_type() {
    let world = World::new();
    let mut closed = account("9", "Old stock", AccountRole::Inventory);
    closed.active = false;
    let wrong = account("2", "Sales", AccountRole::ProductIncome);
    world.tell(
        Side::Ledger,
        &[account("1", "Stock", AccountRole::Inventory), wrong, closed],
    );
    let code = |id: &str| set(&world, "account.part_asset", id).unwrap_err().code;
    assert_eq!(code("\"2\""), ErrorCode::AccountWrongType);
    assert_eq!(code("\"9\""), ErrorCode::InactiveInLedger);
    assert_eq!(code("\"77\""), ErrorCode::AccountMissing);
    set(&world, "account.part_asset", "\"1\"").unwrap();
    assert_eq!(load(&world).accounts[&AccountSlot::PartAsset], "1".into());
}

#[test]
fn the_only_possible_account_is_chosen_and_a_slot_that_was_emptied_stays_empty() {
    let world = World::new();
    let two = [
        account("3", "Parts", AccountRole::MaterialCost),
        account("4", "Freight", AccountRole::MaterialCost),
    ];
    world.tell(Side::Ledger, &[account("1", "Stock", AccountRole::Inventory)]);
    world.tell(Side::Ledger, &two);
    let now = world.clock.instant();
    world.store.write(|w| settings::preselect(w, now)).unwrap();
    let chosen = load(&world).accounts;
    assert_eq!(chosen.get(&AccountSlot::PartAsset), Some(&"1".into()));
    assert_eq!(
        chosen.get(&AccountSlot::PartExpense),
        None,
        "two are possible: a person chooses"
    );
    set(&world, "account.part_asset", "null").unwrap();
    world.store.write(|w| settings::preselect(w, now)).unwrap();
    assert_eq!(load(&world).accounts.get(&AccountSlot::PartAsset), None);
}

#[test]
fn a_value_of_the_wrong_type_is_refused_and_changes_nothing() {
    let world = World::new();
    for (name, value) in [
        ("object.invoice", "\"yes\""),
        ("object.account", "true"),
        ("policy.closed_period", "\"ask\""),
        ("policy.go_live_date", "\"2026-02-30\""),
        ("policy.high_value", "\"1,000\""),
        ("policy.reference_prefix", "\"=cmd\""),
        ("policy.first_push_at", "null"),
        ("nonsense", "1"),
    ] {
        assert_eq!(
            set(&world, name, value).unwrap_err().code,
            ErrorCode::InvalidInput,
            "{name}"
        );
    }
    assert_eq!(load(&world), Settings::default());
}

#[test]
fn a_list_goes_one_way_from_the_source_until_somebody_chooses_otherwise() {
    let world = World::new();
    let before = load(&world);
    for kind in SHARED {
        assert_eq!(
            (before.sharing(kind), before.master(kind)),
            (Sharing::OneWay, Side::Source)
        );
        assert!(before.makes(Side::Ledger, kind) && !before.makes(Side::Source, kind));
    }
    set(&world, "sharing.customer", "\"both\"").unwrap();
    set(&world, "master.item", "\"ledger\"").unwrap();
    let after = load(&world);
    assert_eq!(
        (after.sharing(Kind::Customer), after.master(Kind::Customer)),
        (Sharing::Both, Side::Source)
    );
    assert!(after.makes(Side::Ledger, Kind::Customer) && after.makes(Side::Source, Kind::Customer));
    assert!(!after.makes(Side::Ledger, Kind::Item) && after.makes(Side::Source, Kind::Item));
    set(&world, "object.customer", "false").unwrap();
    let off = load(&world);
    assert!(!off.makes(Side::Ledger, Kind::Customer) && !off.makes(Side::Source, Kind::Customer));
}

#[test]
fn documents_go_from_the_source_to_the_ledger_only() {
    let world = World::new();
    for (name, value) in [
        ("sharing.invoice", "\"both\""),
        ("master.invoice", "\"ledger\""),
        ("sharing.customer", "\"sometimes\""),
        ("master.customer", "\"nobody\""),
    ] {
        assert_eq!(
            set(&world, name, value).unwrap_err().code,
            ErrorCode::InvalidInput,
            "{name} = {value}"
        );
    }
}
