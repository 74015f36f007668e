//! Connecting: which company a client file is tied to, and what the ticks beside the values prove.

use serde_json::{Value, json};

use crate::host::Host;
use crate::world::World;

/// Signs in as the browser would, up to the question whether it is the right company.
fn arrive(host: &Host) -> Value {
    let begun = host.ask("sign_in_start", &json!({})).unwrap();
    tieout_cli::follow::sign_in(begun["authorize_url"].as_str().unwrap()).unwrap();
    host.ask("sign_in_wait", &json!({"seconds": 20})).unwrap()
}

fn ticks(view: &Value) -> Vec<(String, bool)> {
    let lines = view["values"].as_array().unwrap();
    let checked = lines.iter().filter(|line| line["ok"].is_boolean());
    checked
        .map(|line| (line["key"].as_str().unwrap().to_owned(), line["ok"] == true))
        .collect()
}

#[test]
fn a_company_is_tied_only_after_it_was_confirmed_as_the_right_one() {
    let world = World::with(vec![]);
    let host = Host::start(&world);
    host.ask("practice_open", &json!({})).unwrap();

    let arrived = arrive(&host);
    assert_eq!(arrived["state"], "arrived");
    assert!(
        arrived["connection"]["company_name"].is_string(),
        "the question names the company"
    );
    let refused = host.ask("sign_in_cancel", &json!({})).unwrap();
    assert_eq!(refused["connection"]["state"], "new");
    assert!(refused["connection"]["company_name"].is_null(), "nothing was tied");
    let home = host.ask("home", &json!({})).unwrap();
    assert_eq!(
        home["tiles"]["total"], 0,
        "nothing was staged for a company that is not ours: {home}"
    );

    assert_eq!(arrive(&host)["state"], "arrived", "another company can still be chosen");
    let tied = host.ask("sign_in_confirm", &json!({})).unwrap();
    assert_eq!(
        (&tied["state"], &tied["connection"]["state"]),
        (&json!("done"), &json!("connected"))
    );
    assert_eq!(
        arrive(&host)["state"],
        "done",
        "the same company again needs no question"
    );
}

#[test]
fn each_tick_is_earned() {
    let world = World::with(vec![]);
    let host = Host::start(&world);
    host.ask("practice_open", &json!({})).unwrap();
    let check = |values: Value| {
        let request = json!({"system": "quickbooks", "values": values});
        ticks(&host.ask("connection_check", &request).unwrap())
    };
    let wrong = |ticks: Vec<(String, bool)>| {
        ticks
            .into_iter()
            .filter(|(_, ok)| !ok)
            .map(|(key, _)| key)
            .collect::<Vec<_>>()
    };

    let good = check(json!({}));
    assert_eq!(good.len(), 5, "five values are checked: {good:?}");
    assert_eq!(wrong(good), [""; 0]);
    assert_eq!(
        wrong(check(json!({"client_secret": "nobodys"}))),
        ["client_id", "client_secret"]
    );
    assert_eq!(
        wrong(check(json!({"client_id": "ABnobody"}))),
        ["client_id", "client_secret"]
    );
    let elsewhere = format!("{}/_practice", world.ledger.base_url);
    assert_eq!(wrong(check(json!({"token_url": elsewhere}))), ["token_url"]);
    let page = format!("{}/nowhere", host.address());
    assert_eq!(
        wrong(check(json!({"base_url": page}))),
        ["base_url"],
        "somebody else answers there"
    );
}
