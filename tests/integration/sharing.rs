//! Customers and items shared both ways: what only one side has is made on the other, the master's edits arrive and the other's are
//! reverted, and afterwards the two lists are equal (S-143 to S-150).

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};
use tieout_domain::text::name_key;
use tieout_sandbox::Face;

use crate::host::Host;
use crate::office::{KINDS, Office, TITLE};
use crate::world::{QUICKBOOKS, System, World};

/// A customer that both sides have.
const SHARED: &str = "A B C Rentals";
const PHONE: &str = "(541) 555-0101";

/// A person enters or changes a customer in the ledger's own screens.
fn in_the_ledger(world: &World, action: &str, customer: &Value) {
    let change = json!({ action: { world.system.entity("customer"): customer } });
    ureq::post(format!("{}/_practice/settings", world.ledger.base_url))
        .send(change.to_string())
        .unwrap();
}

/// A new customer as its screens take it, and the members that hold its id and its name.
fn entered(system: &System) -> (Value, &'static str, &'static str) {
    match system.face {
        Face::QuickBooks => {
            let phone = json!({ "FreeFormNumber": PHONE });
            (
                json!({ "DisplayName": SHARED, "PrimaryPhone": phone }),
                "Id",
                "DisplayName",
            )
        }
        Face::Xero => {
            let phone = json!({ "PhoneType": "DEFAULT", "PhoneNumber": PHONE });
            (
                json!({ "Name": SHARED, "IsCustomer": true, "Phones": [phone] }),
                "ContactID",
                "Name",
            )
        }
    }
}

fn rename_there(world: &World, from: &str, to: &str) {
    let book = world.book("customer");
    let rows = book["documents"][world.system.entity("customer")].as_array().unwrap();
    let row = rows.iter().find(|row| row["Name"] == from).unwrap();
    let (_, id, name) = entered(world.system);
    in_the_ledger(world, "update", &json!({ id: row["Id"], name: to }));
}

fn pull(host: &Host) {
    let run = host.ask("pull_start", &json!({ "kinds": [], "changes_only": false }));
    assert_eq!(host.follow(&run.unwrap())["state"], "completed");
}

fn set(host: &Host, name: &str, value: &str) {
    let value = json!(value).to_string();
    host.ask("setting_set", &json!({ "name": name, "value": value }))
        .unwrap();
}

fn plan(host: &Host) -> (Value, Vec<Value>) {
    let plan = host.ask("plan_make", &json!({ "step": "lists" })).unwrap();
    let all = json!({ "plan_id": plan["plan_id"], "kind": null, "action": null, "offset": 0, "limit": 500 });
    let rows = host.ask("plan_rows", &all).unwrap();
    (plan, rows["rows"].as_array().unwrap().clone())
}

/// Approves the plan and gives the files of its run.
fn sync(host: &Host, plan: &Value) -> Vec<(String, PathBuf)> {
    let approval = json!({ "plan_id": plan["plan_id"], "hash": plan["hash"], "typed": plan["typed_word"] });
    let run = host.ask("plan_approve", &approval).unwrap();
    let ended = host.follow(&run);
    let report = host.ask("report_get", &json!({ "run_id": run["run_id"] })).unwrap();
    assert_eq!(ended["state"], "completed", "{}", report["exceptions"]);
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let place = |file: &Value| PathBuf::from(word(&file["folder"])).join(word(&file["file_name"]));
    let files = report["files"].as_array().unwrap().iter();
    files.map(|file| (word(&file["kind"]), place(file))).collect()
}

/// The ledger's records as the match screen lists them.
fn listed(host: &Host, kind: &str, view: &str) -> Vec<Value> {
    let asked = json!({ "kind": kind, "side": "ledger", "view": view, "tiers": [], "search": "", "sort": "name",
        "descending": false, "offset": 0, "limit": 500 });
    let rows = host.ask("match_rows", &asked).unwrap();
    rows["rows"].as_array().unwrap().clone()
}

fn name(record: &Value) -> String {
    record["name"].as_str().unwrap().to_owned()
}

/// In use there, and neither tied nor ignored.
fn only_there(host: &Host, kind: &str) -> BTreeSet<String> {
    let rows = listed(host, kind, "open").into_iter();
    rows.filter(|row| row["record"]["active"] == true)
        .map(|row| name(&row["record"]))
        .collect()
}

/// The two lists of what is in use have the same names. A record whose partner the ledger keeps out of use rests until a document
/// needs it.
fn equal_lists(world: &World, host: &Host, office: &Office, kind: &str) {
    let keys = |names: &mut dyn Iterator<Item = String>| names.map(|name| name_key(&name)).collect::<BTreeSet<_>>();
    let mut unused = listed(host, kind, "all");
    unused.retain(|row| row["record"]["active"] == false);
    let partners = unused.iter().filter(|row| row["state"] == "linked");
    let resting = keys(&mut partners.map(|row| name(&row["partner"]["record"])));
    let gone = keys(&mut unused.iter().map(|row| name(&row["record"])));
    // One ledger says so in the name itself.
    let mut there = world
        .names(kind)
        .into_iter()
        .filter(|name| !name.ends_with(" (deleted)"));
    let there: BTreeSet<String> = keys(&mut there).difference(&gone).cloned().collect();
    let here: BTreeSet<String> = keys(&mut office.names(kind).into_iter())
        .difference(&resting)
        .cloned()
        .collect();
    assert_eq!(here, there, "the two lists of {kind}s are equal");
}

fn accept_exact(host: &Host, kind: &str) {
    let mut asked = json!({ "kind": kind, "tiers": ["exact"], "ids": [] });
    let shown = host.ask("match_bulk_preview", &asked).unwrap();
    if shown["count"] != 0 {
        asked["hash"] = shown["hash"].clone();
        host.ask("match_bulk_accept", &asked).unwrap();
    }
}

/// Both sides loaded and matched, nothing sent yet.
fn matched(world: &World) -> (Host, Office) {
    in_the_ledger(world, "create", &entered(world.system).0);
    assert!(
        !world.run(Some("plan.half_frozen:1")).status.success(),
        "before the first approval"
    );
    let host = Host::start(world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    let mut office = Office::of_the_demo(world.folder());
    office.enter(
        "customer",
        &[
            "ABCRE",
            SHARED,
            "Ann",
            "Owner; since 1999",
            "",
            "",
            "",
            "",
            "",
            PHONE,
            "",
        ],
    );
    office.export(&host);
    for kind in KINDS {
        accept_exact(&host, kind);
        set(&host, &format!("sharing.{kind}"), "both");
    }
    (host, office)
}

/// The office imports the files and exports its lists again.
fn through_the_office(host: &Host, office: &mut Office, files: &[(String, PathBuf)]) {
    for (kind, file) in files {
        office.take(kind, file);
    }
    office.export(host);
}

/// One change only, to that side; carries it out and lets the office take what comes.
fn one_change(host: &Host, office: &mut Office, target: &str) {
    let (shown, rows) = plan(host);
    let told: Vec<_> = rows
        .iter()
        .map(|row| (&row["action"], &row["target"], &row["name"]))
        .collect();
    assert_eq!(rows.len(), 1, "{told:?}");
    assert_eq!(
        (&rows[0]["action"], &rows[0]["target"]),
        (&json!("update"), &json!(target))
    );
    let files = sync(host, &shown);
    assert_eq!(files.is_empty(), target == "ledger");
    if target == "source" {
        through_the_office(host, office, &files);
    } else {
        pull(host);
    }
    assert_eq!(plan(host).1, Vec::<Value>::new(), "both sides agree");
}

fn lists_become_equal(system: &'static System) {
    let world = World::of(system, vec![]);
    let (host, mut office) = matched(&world);
    let before = KINDS.map(|kind| (kind, only_there(&host, kind)));
    let (shown, _) = plan(&host);
    let files = sync(&host, &shown);
    for (kind, names) in &before {
        let file = files.iter().find(|(of, _)| of == kind);
        let written = file.map(|(_, path)| Office::names_in(path)).unwrap_or_default();
        assert_eq!(&written, names, "exactly the ledger's new {kind}s");
        assert!(!names.is_empty(), "the practice company has {kind}s of its own");
    }
    through_the_office(&host, &mut office, &files);
    let (agreed, rows) = plan(&host);
    assert_eq!(rows, Vec::<Value>::new(), "nothing is left to do");
    assert_eq!(agreed["waiting_files"], json!([]), "all arrived");
    let came = json!({ "search": "", "action": "came_back", "offset": 0, "limit": 1 });
    let handed: usize = before.iter().map(|(_, names)| names.len()).sum();
    assert_eq!(host.ask("audit_list", &came).unwrap()["total"], handed);
    for kind in KINDS {
        assert_eq!(only_there(&host, kind), BTreeSet::new(), "each {kind} is tied");
        equal_lists(&world, &host, &office, kind);
    }

    // The source is the master.
    rename_there(&world, SHARED, "A.B.C. Rentals");
    pull(&host);
    one_change(&host, &mut office, "ledger");
    assert!(
        world.names("customer").contains(&SHARED.to_owned()),
        "the edit is reverted"
    );
    office.rename("customer", SHARED, "ABC Rentals");
    office.export(&host);
    one_change(&host, &mut office, "ledger");
    assert!(
        world.names("customer").contains(&"ABC Rentals".to_owned()),
        "it arrived"
    );

    // The ledger is.
    set(&host, "master.customer", "ledger");
    office.rename("customer", "ABC Rentals", "A.B.C. Rentals");
    office.export(&host);
    one_change(&host, &mut office, "source");
    assert_eq!(
        office.cell("customer", "ABC Rentals", TITLE),
        "Owner; since 1999",
        "reverted, and nothing else is lost"
    );
    rename_there(&world, "ABC Rentals", SHARED);
    pull(&host);
    one_change(&host, &mut office, "source");
    assert_eq!(office.cell("customer", SHARED, "Phone"), PHONE);
}

#[test]
fn shared_both_ways_the_lists_become_equal_and_the_masters_edits_win() {
    lists_become_equal(&QUICKBOOKS);
}
