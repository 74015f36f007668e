//! A client moves to another ledger, does the whole job there, and comes back: nothing is in both, nothing is matched twice.

use serde_json::{Value, json};

use crate::host::Host;
use crate::world::{World, tiles_add_up};

/// Signs in to whatever ledger is current, as a browser would.
fn sign_in(host: &Host) {
    let begun = host.ask("sign_in_start", &json!({})).unwrap();
    ureq::get(begun["authorize_url"].as_str().unwrap()).call().unwrap();
    host.ask("sign_in_wait", &json!({ "seconds": 20 })).unwrap();
    let done = host.ask("sign_in_confirm", &json!({})).unwrap();
    assert_eq!(done["state"], "done", "{done}");
}

fn linked(host: &Host) -> Vec<Value> {
    let lists = host.ask("lists_overview", &json!({})).unwrap();
    let kinds = lists["kinds"].as_array().unwrap();
    kinds.iter().map(|list| json!([list["kind"], list["linked"]])).collect()
}

#[test]
fn what_the_second_ledger_got_is_not_sent_to_the_first_after_the_return_and_its_matches_are_there() {
    let world = World::with(vec![]);
    let host = Host::start(&world);
    host.ask("practice_open", &json!({})).unwrap();
    sign_in(&host);
    let pull = json!({ "kinds": [], "changes_only": false, "accept_gone": false });
    host.follow(&host.ask("pull_start", &pull).unwrap());
    let asked = json!({ "kind": "customer", "tiers": ["exact"], "ids": [] });
    let preview = host.ask("match_bulk_preview", &asked).unwrap();
    let accepted = json!({ "kind": "customer", "tiers": ["exact"], "ids": [], "hash": preview["hash"] });
    host.ask("match_bulk_accept", &accepted).unwrap();
    let before = linked(&host);

    let view = host.ask("move_get", &json!({})).unwrap();
    let first = view["ledger_name"].clone();
    let other = view["systems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|choice| choice["name"] != first);
    let system = other.unwrap()["system"].clone();
    let moved = host
        .ask("move_start", &json!({ "system": system, "first_day": null }))
        .unwrap();
    assert_eq!((&moved["system"], &moved["state"]), (&system, &json!("new")));
    drop(host);

    // The demo does the whole job on the client's ledger, which is the second one now.
    let outcome = world.finish();
    tiles_add_up(&outcome["tiles"]);
    assert_eq!(
        (&outcome["tiles"]["completed"], &outcome["difference"]),
        (&json!(830), &json!("0.00"))
    );
    assert!(world.invoices().is_empty(), "the first ledger got none of it");

    let host = Host::start(&world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    let left = host.ask("move_get", &json!({})).unwrap()["left"][0].clone();
    assert_eq!(left["ledger_name"], first);
    let back = host.ask("move_back", &json!({ "id": left["id"] })).unwrap();
    assert_eq!(back["state"], "connected", "its permission was kept: {back}");
    assert_eq!(linked(&host), before, "every match is there, without a pull");
    let tiles = host.ask("home", &json!({})).unwrap()["tiles"].clone();
    assert_eq!(
        (&tiles["ignored"], &tiles["pre_sync"]),
        (&json!(830), &json!(0)),
        "{tiles}"
    );
    let rows = json!({ "tiles": ["ignored"], "cause": null, "search": "", "lists": false, "sort": "number",
        "descending": false, "offset": 0, "limit": 1 });
    let listed = host.ask("transactions_list", &rows).unwrap();
    let name = other.unwrap()["name"].as_str().unwrap();
    assert_eq!(
        listed["rows"][0]["ignored_by"],
        format!("book:{name}"),
        "each says where it is"
    );
}

#[test]
fn the_company_that_was_left_is_not_taken_for_a_new_one() {
    let world = World::with(vec![]);
    let host = Host::start(&world);
    host.ask("practice_open", &json!({})).unwrap();
    sign_in(&host);
    let system = host.ask("connection_get", &json!({})).unwrap()["system"].clone();
    host.ask("move_start", &json!({ "system": system, "first_day": "2026-02-01" }))
        .unwrap();
    let begun = host.ask("sign_in_start", &json!({})).unwrap();
    ureq::get(begun["authorize_url"].as_str().unwrap()).call().unwrap();
    let state = host.ask("sign_in_wait", &json!({ "seconds": 20 })).unwrap();
    assert_eq!(
        (&state["state"], &state["trouble"]["code"]),
        (&json!("failed"), &json!("already_connected")),
        "{state}"
    );
    let left = host.ask("move_get", &json!({})).unwrap()["left"][0]["id"].clone();
    let back = host.ask("move_back", &json!({ "id": left })).unwrap();
    assert_eq!(back["state"], "connected");
    let refreshed = host.ask("connection_refresh", &json!({})).unwrap();
    assert!(
        refreshed["trouble"].is_null(),
        "the refused sign-in ended nothing of the first: {refreshed}"
    );
    let again = host.ask("move_get", &json!({})).unwrap();
    assert_eq!(again["left"], json!([]), "the other was never signed in to: {again}");
}
