//! Several windows and several client files on one computer: who may work on what, across windows and restarts (S-140).

use serde_json::{Value, json};

use crate::host::Host;
use crate::world::World;

fn code(refused: &Value) -> &str {
    refused["code"].as_str().unwrap_or_default()
}

#[test]
fn a_file_that_one_window_works_on_is_shown_as_such_by_another_and_taken_over_when_it_is_left() {
    let world = World::with(vec![]);
    let first = Host::start(&world);
    let anchor = first.ask("client_create", &json!({ "name": "Anchor" })).unwrap();
    let id = anchor["client"]["id"].clone();
    let second = Host::start(&world);
    let health = second.ask("client_health", &json!({ "id": id })).unwrap();
    assert_eq!(health["trouble"]["code"], "client_file_in_use", "{health}");
    assert!(health["counts"].is_null(), "nothing is told of a file that changes");
    let refused = second.ask("client_open", &json!({ "id": id })).unwrap_err();
    assert_eq!(code(&refused), "client_file_in_use");
    let known = second.ask("app_status", &json!({})).unwrap();
    assert_eq!(
        known["trouble"]["params"]["client"], id,
        "the clients page says which: {known}"
    );

    let other = second.ask("client_create", &json!({ "name": "Bay" })).unwrap();
    let other = other["client"]["id"].clone();
    let back = first.ask("client_health", &json!({ "id": other })).unwrap();
    assert_eq!(back["trouble"]["code"], "client_file_in_use", "and the other way round");

    first.ask("client_close", &json!({})).unwrap();
    let free = second.ask("client_health", &json!({ "id": id })).unwrap();
    assert!(free["trouble"].is_null() && free["counts"].is_object(), "{free}");
    second.ask("client_open", &json!({ "id": id })).unwrap();
    // Its own file was left a moment ago: coming back is not taken for another window.
    second.ask("client_open", &json!({ "id": other })).unwrap();
}

#[test]
fn a_sync_that_broke_off_keeps_a_second_one_and_a_move_from_beginning_until_it_is_looked_after() {
    let world = World::with(vec![]);
    assert!(!world.run(Some("t1.before:12")).status.success(), "the push breaks off");
    let host = Host::start(&world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    let pull = json!({ "kinds": [], "changes_only": false, "accept_gone": false });
    let refused = host.ask("pull_start", &pull).unwrap_err();
    assert_eq!(code(&refused), "run_in_progress", "{refused}");
    let moving = host.ask("move_get", &json!({})).unwrap();
    assert_eq!((&moving["ready"], &moving["run_open"]), (&json!(false), &json!(true)));
    let system = &moving["systems"][0]["system"];
    let refused = host
        .ask("move_start", &json!({ "system": system, "first_day": null }))
        .unwrap_err();
    assert_eq!(code(&refused), "run_in_progress", "{refused}");
    let health = host.ask("client_health", &json!({ "id": "practice" })).unwrap();
    assert_eq!(health["counts"]["run_open"], true);
    // Another client can be worked on meanwhile; nothing of the first is on its way.
    host.ask("client_create", &json!({ "name": "Anchor" })).unwrap();
    let health = host.ask("client_health", &json!({ "id": "practice" })).unwrap();
    assert_eq!(health["counts"]["run_open"], true, "seen without opening it: {health}");
}

#[test]
fn a_sign_in_for_one_sync_is_gone_when_the_client_is_left() {
    let world = World::with(vec![]);
    let host = Host::start(&world);
    host.ask("practice_open", &json!({})).unwrap();
    let begun = host.ask("sign_in_start", &json!({})).unwrap();
    ureq::get(begun["authorize_url"].as_str().unwrap()).call().unwrap();
    host.ask("sign_in_wait", &json!({ "seconds": 20 })).unwrap();
    host.ask("sign_in_confirm", &json!({})).unwrap();
    let set = json!({ "name": "policy.sign_in_each_sync", "value": "true" });
    host.ask("setting_set", &set).unwrap();
    let refreshed = host.ask("connection_refresh", &json!({})).unwrap();
    assert_eq!(refreshed["state"], "connected", "{refreshed}");
    host.ask("client_close", &json!({})).unwrap();
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    let connection = host.ask("connection_get", &json!({})).unwrap();
    assert_eq!(connection["state"], "sign_in_needed", "{connection}");
    let refused = host.ask("connection_refresh", &json!({})).unwrap();
    assert_eq!(
        refused["trouble"]["code"], "sign_in_needed",
        "no token is left to renew: {refused}"
    );
}
