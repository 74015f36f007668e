//! Direction and master: what happens to a record, for everything that can have happened to it and every way a list can be shared.

use std::collections::BTreeMap;

use tieout_domain::objects::{DueRule, Item, ItemType, Term};
use tieout_domain::{Object, ObjectKind, Record, RecordId, RecordRef, Side};
use tieout_store::table::link::{self, Decided, LinkRow, Origin, Reason};
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanStep};
use tieout_store::table::suggestion::{self, SuggestionRow, Tier};

use super::office::party;
use super::world::Firm;

const KIND: ObjectKind = ObjectKind::Customer;

/// Columns: shared both ways with the source as master, both ways with the ledger as master, one way from the source, one way from the
/// ledger. "→" writes to the ledger, "←" to the source (by file); "!" both changed; "?" is not ticked.
#[rustfmt::skip]
const TABLE: [(&str, [&str; 4]); 13] = [
    //  what happened       both, source      both, ledger       one way, source   one way, ledger
    ("same",              ["-",              "-",               "-",              "-"]),
    ("changed here",      ["→ source wins",  "← ledger wins",   "→ source wins",  "← ledger wins"]),
    ("changed there",     ["→ source wins",  "← ledger wins",   "→ source wins",  "← ledger wins"]),
    ("changed both",      ["→ source wins!", "← ledger wins!",  "→ source wins!", "← ledger wins!"]),
    ("new here",          ["→ create",       "→ create",        "→ create",       "-"]),
    ("new there",         ["← create",       "← create",        "-",              "← create"]),
    ("gone here",         ["→ inactive?",    "gone_in_source",  "→ inactive?",    "gone_in_source"]),
    ("gone there",        ["gone_in_ledger", "← inactive?",     "gone_in_ledger", "← inactive?"]),
    ("inactive here",     ["→ inactive?",    "-",               "→ inactive?",    "-"]),
    ("inactive there",    ["-",              "← inactive?",     "-",              "← inactive?"]),
    ("ignored here",      ["-",              "-",               "-",              "-"]),
    ("ignored there",     ["-",              "-",               "-",              "-"]),
    ("undecided",         ["match_undecided", "match_undecided", "match_undecided", "match_undecided"]),
];

const COLUMNS: [(&str, &str); 4] = [
    ("both", "source"),
    ("both", "ledger"),
    ("one_way", "source"),
    ("one_way", "ledger"),
];

fn tie(firm: &Firm, kind: ObjectKind, source: &str, ledger: &RecordId) {
    decide_of(firm, kind, Some(source), Some(ledger), Decided::Linked);
}

pub fn decide(firm: &Firm, source: Option<&str>, ledger: Option<&RecordId>, state: Decided) {
    decide_of(firm, KIND, source, ledger, state);
}

fn decide_of(firm: &Firm, kind: ObjectKind, source: Option<&str>, ledger: Option<&RecordId>, state: Decided) {
    let row = LinkRow {
        book: firm.book.clone(),
        kind,
        ledger_id: ledger.cloned(),
        source_id: source.map(RecordId::from),
        state,
        reason: (state == Decided::Ignored).then_some(Reason::NotOurs),
        origin: Origin::User,
        base_hash: None,
        last_pushed: None,
        decided_at: firm.clock_now(),
        decided_by: "anna".into(),
    };
    firm.write(|writer| link::insert(writer, &row));
}

fn rename(object: &mut Object, name: &str) {
    *object = party(name, "1");
}

/// One customer for every line of the table, in the state it tells of; nothing else.
fn situations() -> Firm {
    let firm = Firm::with_office(&[]);
    let has = |what: &str, side: &str| !what.contains("new") || what.ends_with(&format!(" {side}"));
    let mut there: BTreeMap<&str, Record> = BTreeMap::new();
    for (what, _) in TABLE.into_iter().filter(|(what, _)| *what != "undecided") {
        if has(what, "here") && what != "ignored there" {
            firm.office().enter(what, party(what, "1"));
        }
        if has(what, "there") && what != "ignored here" {
            there.insert(what, firm.ledger.put(party(what, "1"), true));
        }
    }
    firm.import();
    firm.pull();
    for (what, record) in &there {
        if has(what, "here") && has(what, "there") && !what.starts_with("ignored") {
            decide(&firm, Some(what), Some(&record.id), Decided::Linked);
        }
    }
    decide(&firm, Some("ignored here"), None, Decided::Ignored);
    decide(&firm, None, Some(&there["ignored there"].id), Decided::Ignored);
    // Everything that is tied agrees, and that is written down.
    firm.plan(PlanStep::Lists);
    for what in ["changed here", "changed both"] {
        firm.office().enter(what, party(&format!("{what} A"), "1"));
    }
    for what in ["changed there", "changed both"] {
        let change = |object: &mut Object| rename(object, &format!("{what} B"));
        firm.ledger.edit(KIND, &there[what].id, change);
    }
    firm.office().remove("gone here");
    firm.ledger.remove(KIND, &there["gone there"].id);
    firm.office().deactivate("inactive here");
    firm.ledger.deactivate(KIND, &there["inactive there"].id);
    undecided(&firm);
    firm.import();
    firm.pull();
    firm
}

fn undecided(firm: &Firm) {
    firm.office().enter("undecided", party("undecided", "1"));
    let there = firm.ledger.put(party("undecided Ltd", "1"), true);
    let row = SuggestionRow {
        ledger_id: there.id,
        rank: 1,
        source_id: "undecided".into(),
        score: 900,
        tier: Tier::Strong,
        reasons: "[]".into(),
    };
    firm.write(|writer| suggestion::replace(writer, KIND, &[row]));
}

fn shared(firm: &Firm, (sharing, master): (&str, &str)) {
    firm.set("sharing.customer", &format!("\"{sharing}\""));
    firm.set("master.customer", &format!("\"{master}\""));
}

fn words(entry: &PlanEntry) -> String {
    let arrow = match entry.target {
        Side::Source => "←",
        Side::Ledger => "→",
    };
    let tick = if entry.ticked { "" } else { "?" };
    match entry.action {
        PlanAction::Create => format!("{arrow} create{tick}"),
        PlanAction::Deactivate => format!("{arrow} inactive{tick}"),
        PlanAction::Update => {
            let wins = match entry.wins {
                Some(Side::Source) => "source wins",
                Some(Side::Ledger) => "ledger wins",
                None => "nobody wins",
            };
            format!("{arrow} {wins}{}{tick}", if entry.conflict { "!" } else { "" })
        }
        PlanAction::Hold => entry.failures[0].code.word().to_owned(),
        PlanAction::Link | PlanAction::Void | PlanAction::Skip => panic!("{entry:?}"),
    }
}

/// What the plan says of the record of one line of the table.
fn said(entries: &[PlanEntry], what: &str) -> String {
    let mut about = entries.iter().filter(|entry| {
        let source = entry.source_id.as_ref().map(RecordId::as_str);
        source == Some(what) || (source.is_none() && entry.name.starts_with(what))
    });
    match (about.next(), about.next()) {
        (None, _) => "-".to_owned(),
        (Some(entry), None) => words(entry),
        (Some(one), Some(two)) => panic!("{what} twice: {one:?} and {two:?}"),
    }
}

#[test]
fn the_plan_says_what_the_table_says() {
    for (column, settings) in COLUMNS.into_iter().enumerate() {
        let firm = situations();
        shared(&firm, settings);
        let (_, entries) = firm.plan(PlanStep::Lists);
        let got: Vec<(&str, String)> = TABLE.iter().map(|(what, _)| (*what, said(&entries, what))).collect();
        let stated: Vec<(&str, String)> = TABLE
            .iter()
            .map(|(what, row)| (*what, row[column].to_owned()))
            .collect();
        assert_eq!(got, stated, "{settings:?}");
        assert_eq!(
            entries.len(),
            got.iter().filter(|(_, words)| words != "-").count(),
            "and nothing else"
        );
    }
}

#[test]
fn a_list_that_is_switched_off_is_not_planned_at_all() {
    for settings in COLUMNS {
        let firm = situations();
        shared(&firm, settings);
        firm.set("object.customer", "false");
        firm.set("object.invoice", "false");
        assert_eq!(firm.plan(PlanStep::Lists).1, vec![], "{settings:?}");
    }
}

#[test]
fn what_both_sides_say_now_and_what_they_last_agreed_on_stand_beside_each_other() {
    let firm = situations();
    shared(&firm, ("both", "ledger"));
    let (_, entries) = firm.plan(PlanStep::Lists);
    let both = entries
        .iter()
        .find(|entry| entry.source_id == Some("changed both".into()))
        .unwrap();
    let change = &both.changes[0];
    assert_eq!(change.field, "name");
    // Of a write to the source: what is wanted is the ledger's, what stands there is the source's.
    assert_eq!(change.wanted.as_deref(), Some("changed both B"));
    assert_eq!(change.ledger.as_deref(), Some("changed both A"));
}

#[test]
fn what_the_sources_files_have_no_column_for_is_no_difference() {
    let firm = Firm::with_office(&["phone", "active"]);
    firm.office().enter("A", party("Acme", "1"));
    firm.import();
    let there = firm.ledger.put(party("Acme", "2"), true);
    firm.pull();
    decide(&firm, Some("A"), Some(&there.id), Decided::Linked);
    shared(&firm, ("both", "ledger"));
    assert_eq!(firm.plan(PlanStep::Lists).1, vec![], "the phone could never arrive");
    firm.ledger.deactivate(KIND, &there.id);
    firm.pull();
    assert_eq!(firm.plan(PlanStep::Lists).1, vec![], "nor could it be made inactive");
    firm.ledger.remove(KIND, &there.id);
    firm.pull();
    assert_eq!(
        said(&firm.plan(PlanStep::Lists).1, "A"),
        "gone_in_ledger",
        "a person decides"
    );
}

#[test]
fn without_the_columns_of_the_source_nothing_goes_back_and_the_plan_says_why() {
    let mut firm = situations();
    shared(&firm, ("both", "ledger"));
    firm.office = None;
    let (_, entries) = firm.plan(PlanStep::Lists);
    for what in ["changed here", "changed there", "new there"] {
        assert_eq!(said(&entries, what), "source_not_writable", "{what}");
    }
    assert_eq!(said(&entries, "new here"), "→ create", "the other way is open");
}

#[test]
fn a_wish_to_create_against_the_direction_is_held_and_said() {
    let firm = situations();
    shared(&firm, ("one_way", "ledger"));
    decide(&firm, Some("new here"), None, Decided::Create);
    assert_eq!(said(&firm.plan(PlanStep::Lists).1, "new here"), "one_way");
}

#[test]
fn a_supplier_in_the_ledgers_list_of_contacts_is_no_new_customer() {
    let firm = Firm::with_office(&[]);
    shared(&firm, ("both", "source"));
    let supplier = firm.ledger.put(party("Timber Wholesale", "1"), true);
    firm.pull();
    assert_eq!(said(&firm.plan(PlanStep::Lists).1, "Timber"), "← create");
    // The same contact is listed among the vendors as well.
    let Object::Customer(contact) = supplier.object.clone() else {
        panic!("a customer")
    };
    let twin = Record {
        object: Object::Vendor(contact),
        ..supplier
    };
    firm.tell(Side::Ledger, &twin);
    assert_eq!(firm.plan(PlanStep::Lists).1, vec![]);
}

fn ledgers_item(name: &str, price: i64) -> Item {
    Item {
        name: name.into(),
        full_name: None,
        sku: None,
        description: None,
        purchase_description: None,
        item_type: ItemType::Service,
        unit_price: Some(price.into()),
        purchase_cost: None,
        income_account: None,
        expense_account: None,
        asset_account: None,
        taxable: None,
        quantity_on_hand: None,
        tracked_since: None,
        vendor: None,
    }
}

#[test]
fn an_item_keeps_its_type_and_its_quantity_in_the_source_and_a_heading_never_goes_there() {
    let firm = Firm::with_office(&[]);
    firm.set("sharing.item", "\"both\"");
    firm.set("master.item", "\"ledger\"");
    let part = Item {
        item_type: ItemType::NonInventory,
        quantity_on_hand: Some(7.into()),
        ..ledgers_item("Bolt", 1)
    };
    firm.office().enter("I", Object::Item(part));
    firm.import();
    let there = firm.ledger.put(Object::Item(ledgers_item("Bolt", 2)), true);
    let heading = Item {
        item_type: ItemType::Category,
        ..ledgers_item("Hardware", 0)
    };
    firm.ledger.put(Object::Item(heading), true);
    firm.pull();
    tie(&firm, ObjectKind::Item, "I", &there.id);
    let (_, entries) = firm.plan(PlanStep::Lists);
    let [entry] = entries.as_slice() else {
        panic!("{entries:?}")
    };
    let fields: Vec<&str> = entry.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["unit_price"]);
    let Some(Object::Item(wanted)) = &entry.document else {
        panic!("an item")
    };
    assert_eq!(
        (wanted.item_type, wanted.unit_price),
        (ItemType::NonInventory, Some(2.into()))
    );
    assert_eq!(wanted.quantity_on_hand, Some(7.into()), "as the source said it");
}

#[test]
fn references_go_back_as_the_sources_own_and_what_is_tied_to_nothing_is_left_out_and_said() {
    let firm = Firm::with_office(&[]);
    shared(&firm, ("one_way", "ledger"));
    let term = |name: &str| {
        Object::Term(Term {
            name: name.into(),
            due: DueRule::Unknown,
            discount_percent: None,
            discount_days: None,
        })
    };
    let (net, other) = (
        firm.ledger.put(term("Net 30"), true),
        firm.ledger.put(term("Cash"), true),
    );
    let own = Record {
        id: "T30".into(),
        object: term("30 days"),
        ..net.clone()
    };
    firm.tell(Side::Source, &own);
    [&net, &other]
        .into_iter()
        .for_each(|term| firm.tell(Side::Ledger, term));
    tie(&firm, ObjectKind::Term, "T30", &net.id);
    for (name, terms) in [("Acme", &net), ("Bolton", &other)] {
        let Object::Customer(mut customer) = party(name, "1") else {
            panic!("a customer")
        };
        customer.terms = Some(RecordRef::new(terms.id.as_str()));
        firm.ledger.put(Object::Customer(customer), true);
    }
    firm.pull();
    let (_, entries) = firm.plan(PlanStep::Lists);
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            let terms = entry.changes.iter().find(|change| change.field == "terms");
            (terms.and_then(|change| change.wanted.as_deref()), entry.notes.len())
        })
        .collect();
    assert_eq!(told, [(Some("30 days"), 0), (None, 1)]);
    let wanted = entries[0].document.as_ref().unwrap().as_party().unwrap();
    assert_eq!(wanted.terms.as_ref().unwrap().id, "T30".into());
}
