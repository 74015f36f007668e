//! The permission ends in the middle of a run: what is left waits where everybody sees it, and goes on after signing in again; all
//! of it arrives, none of it twice (S-146).

use serde_json::{Value, json};
use tieout_sandbox::{Fault, FaultRule};

use crate::host::{Host, until};
use crate::world::{World, tiles_add_up};

/// How long the ledger takes for a batch, so that the permission ends between two.
const SLOW_MS: u64 = 400;

/// The user disconnects the program at the ledger.
fn permission_ends(world: &World) {
    let access: Value = serde_json::from_str(&world.access()).unwrap();
    let token = world.ledger.grant();
    let form = [
        ("client_id", access["client_id"].as_str().unwrap()),
        ("client_secret", access["client_secret"].as_str().unwrap()),
        ("token", token["access_token"].as_str().unwrap()),
    ];
    ureq::post(access["revoke_url"].as_str().unwrap())
        .send_form(form)
        .unwrap();
}

fn sign_in(host: &Host) -> Value {
    let begun = host.ask("sign_in_start", &json!({})).unwrap();
    tieout_cli::follow::sign_in(begun["authorize_url"].as_str().unwrap()).unwrap();
    host.ask("sign_in_wait", &json!({"seconds": 20})).unwrap()
}

fn needs(host: &Host, what: &str) -> u64 {
    let home = host.ask("home", &json!({})).unwrap();
    tiles_add_up(&home["tiles"]);
    let lines = home["needs_you"].as_array().unwrap();
    let line = lines.iter().find(|line| line["what"] == what);
    line.map_or(0, |line| line["count"].as_u64().unwrap())
}

/// A program whose push lost its permission in the middle of the invoices.
fn broken_off(world: &World) -> Host {
    assert!(!world.run(Some("t1.before:12")).status.success(), "the push breaks off");
    let slow = FaultRule::always(Fault::Latency).on_entity("Invoice").on_method("POST");
    world.ledger.set_faults(vec![slow.ms(SLOW_MS)]);
    let host = Host::start(world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    let before = world.invoices().len();
    let run = host.ask("run_recover", &json!({})).unwrap();
    until("the program sends", || (world.invoices().len() > before).then_some(()));
    permission_ends(world);
    let ended = host.follow(&run);
    world.ledger.set_faults(vec![]);
    assert_eq!(
        (&ended["state"], &ended["failure"]["code"]),
        (&json!("aborted"), &json!("sign_in_needed")),
        "{ended}"
    );
    host
}

#[test]
fn a_run_whose_permission_ended_goes_on_after_signing_in_and_nothing_is_sent_twice() {
    let world = World::with(vec![]);
    let host = broken_off(&world);
    let arrived = world.invoices().len();

    // The state is stored a moment after the run has ended.
    until("the badge says so", || (needs(&host, "sign_in") > 0).then_some(()));
    let waits = host.ask("run_waiting", &json!({})).unwrap();
    let left = waits["approved"].as_u64().unwrap();
    assert!(left > 0 && waits["sign_in_needed"] == true, "{waits}");
    assert_eq!(waits["failure"]["code"], "sign_in_needed");
    assert_eq!(needs(&host, "waiting"), left, "Home says the same number");
    let check = host.ask("sync_check", &json!({ "step": "documents" })).unwrap();
    let items = check["items"].as_array().unwrap();
    let line = items.iter().find(|item| item["check"] == "waiting").unwrap();
    assert_eq!((&line["level"], &line["count"]), (&json!("blocker"), &json!(left)));
    let refused = host.ask("run_recover", &json!({})).unwrap_err();
    assert_eq!(refused["code"], "sign_in_needed", "{refused}");
    assert_eq!(
        world.invoices().len(),
        arrived,
        "nothing leaves before somebody signed in"
    );

    assert_eq!(sign_in(&host)["state"], "done");
    let waits = host.ask("run_waiting", &json!({})).unwrap();
    assert_eq!(
        (&waits["approved"], &waits["sign_in_needed"]),
        (&json!(left), &json!(false))
    );
    let run = host.ask("run_recover", &json!({})).unwrap();
    let ended = host.follow(&run);
    assert_eq!(
        (&ended["state"], &ended["step"]),
        (&json!("completed"), &json!("documents")),
        "{ended}"
    );
    let invoices = world.invoices();
    assert_eq!(invoices.len(), 830, "all are there");
    assert!(
        invoices.values().all(|numbers| numbers.len() == 1),
        "none is there twice"
    );
    assert_eq!(needs(&host, "waiting"), 0);

    // Noticed by a check alone, it is said everywhere as well (S-006).
    permission_ends(&world);
    host.ask("sync_check", &json!({ "step": "lists" })).unwrap();
    let connection = host.ask("connection_get", &json!({})).unwrap();
    assert_eq!(connection["state"], "sign_in_needed");
    assert_eq!(needs(&host, "sign_in"), 1);
}

#[test]
fn what_waits_goes_back_to_review_without_the_ledger_and_is_in_the_next_plan() {
    let world = World::with(vec![]);
    let host = broken_off(&world);
    let left = host.ask("run_waiting", &json!({})).unwrap()["approved"].clone();
    let tiles = host.ask("run_send_back", &json!({})).unwrap();
    tiles_add_up(&tiles);
    assert_eq!(host.ask("run_waiting", &json!({})).unwrap()["approved"], 0);
    assert_eq!(sign_in(&host)["state"], "done");
    let plan = host.ask("plan_make", &json!({ "step": "documents" })).unwrap();
    assert_eq!(plan["to_send"], left, "{plan}");
}
