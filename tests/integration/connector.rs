//! What the connector tells the engine about lists and numbers, asked of the practice ledger over its own API.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tieout_connect::clock::SystemClock;
use tieout_connect::factory::{ConnectionKey, Environment};
use tieout_connect::ledger::{Cursor, PullPage, PullRequest, PullScope};
use tieout_connect::rate::{NoTallies, Tallies};
use tieout_connect::secrets::MemorySecrets;
use tieout_connect::{Ledger, LedgerFactory, SecretKind, Secrets};
use tieout_domain::{Clock, ObjectKind};

use crate::host::Host;
use crate::world::World;

/// Acts as a person in the ledger's own screens; gives what was made.
pub fn in_the_ledger(world: &World, change: &Value) -> Value {
    let mut answer = ureq::post(format!("{}/_practice/settings", world.ledger.base_url))
        .send(change.to_string())
        .unwrap();
    let value: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    value["changed"][0].clone()
}

/// An invoice entered by hand; gives its id.
fn entered_by_hand(world: &World, number: &str) -> String {
    let customer = world.book("customer")["documents"]["Customer"][0]["Id"].clone();
    let item = world.book("item")["documents"]["Item"][0]["Id"].clone();
    let line = json!({
        "Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": item}},
    });
    let invoice = json!({"DocNumber": number, "CustomerRef": {"value": customer}, "Line": [line]});
    in_the_ledger(world, &json!({"create": {"Invoice": invoice}}));
    let book = world.book("invoice");
    let rows = book["documents"]["Invoice"].as_array().unwrap().clone();
    let made = rows.into_iter().find(|row| row["DocNumber"] == number).unwrap();
    made["Id"].as_str().unwrap().to_owned()
}

pub async fn connected(world: &World) -> Arc<dyn Ledger> {
    let secrets: Arc<dyn Secrets> = Arc::new(MemorySecrets::default());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tallies: Arc<dyn Tallies> = Arc::new(NoTallies);
    let factories = tieout_ledgers::factories(&secrets, &clock, &tallies);
    let wanted = |factory: &Arc<dyn LedgerFactory>| factory.system() == world.system.system;
    let factory = factories.into_iter().find(wanted).unwrap();
    let key = ConnectionKey::new("test");
    let secret = world.ledger.client_secret.clone();
    if !secret.is_empty() {
        secrets.put(&key, SecretKind::ClientSecret, &secret.into()).unwrap();
    }
    let practice = Environment::Practice {
        discovery_url: world.ledger.discovery_url.clone(),
    };
    let mut values = factory.defaults(&practice).await.unwrap();
    values = values.with("client_id", world.ledger.client_id.clone());
    values.practice = true;
    let begun = factory.begin_sign_in(&key, &values, None).await.unwrap();
    let address = begun.authorize_url.clone();
    let browser = tokio::task::spawn_blocking(move || tieout_cli::follow::sign_in(&address));
    let authorised = factory
        .wait_for_sign_in(&begun.attempt, Duration::from_secs(30))
        .await
        .unwrap();
    browser.await.unwrap().unwrap();
    factory.open(&key, &values, &authorised.book).await.unwrap()
}

/// All pages; the last one's word counts.
async fn changes(ledger: &dyn Ledger, kind: ObjectKind, since: &str) -> (usize, PullPage) {
    let (mut page, mut came) = (None, 0);
    loop {
        let request = PullRequest {
            kind,
            scope: PullScope::ChangesSince(Cursor(since.to_owned())),
            page,
        };
        let got = ledger.pull(&request).await.unwrap();
        came += got.records.len();
        if got.next.is_none() {
            return (came, got);
        }
        page = got.next;
    }
}

fn minutes_ago(minutes: i64) -> String {
    (SystemClock.instant() - jiff::SignedDuration::from_mins(minutes)).to_string()
}

pub fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(work);
}

#[test]
fn changes_that_reach_back_too_far_or_are_too_many_become_the_whole_list() {
    let world = World::with(vec![]);
    run(async {
        let ledger = connected(&world).await;
        let all = world.names("customer").len();
        let (_, recent) = changes(ledger.as_ref(), ObjectKind::Customer, &minutes_ago(10)).await;
        assert!(!recent.whole, "the list of changes says nothing about the rest");
        let (came, old) = changes(ledger.as_ref(), ObjectKind::Customer, &minutes_ago(40 * 24 * 60)).await;
        assert!(old.whole, "deletions that old are in no list of changes");
        assert_eq!(came, all);

        let many: Vec<_> = (0..1000)
            .map(|n| json!({"DisplayName": format!("Firm {n:04}")}))
            .collect();
        in_the_ledger(&world, &json!({"create": {"Customer": many}}));
        let (came, cut) = changes(ledger.as_ref(), ObjectKind::Customer, &minutes_ago(10)).await;
        assert!(cut.whole, "a list of 1,000 changes may have been cut");
        assert_eq!(came, all + 1000);
    });
}

#[test]
fn documents_are_found_by_number_however_it_is_spelt() {
    let world = World::with(vec![]);
    let id = entered_by_hand(&world, "O'Neil's 7");
    run(async {
        let ledger = connected(&world).await;
        let asked = ["10248".to_owned(), "O'Neil's 7".to_owned()];
        let found = ledger.numbered(ObjectKind::Invoice, &asked).await.unwrap().unwrap();
        assert_eq!(
            found.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(),
            [id.as_str()]
        );
        let none = ledger
            .numbered(ObjectKind::Invoice, &asked[..1])
            .await
            .unwrap()
            .unwrap();
        assert!(none.is_empty());
    });
}

#[test]
fn a_number_taken_over_there_since_the_pull_is_found_by_the_check() {
    let world = World::with(vec![]);
    assert!(
        !world.run(Some("plan.half_frozen:1")).status.success(),
        "everything was pulled"
    );
    let host = Host::start(&world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    let taken = || {
        let report = host.ask("sync_check", &json!({ "step": "documents" })).unwrap();
        let items = report["items"].as_array().unwrap().clone();
        let line = items.into_iter().find(|item| item["check"] == "duplicate_number");
        line.unwrap_or_else(|| panic!("no such line in {report}"))
    };
    assert_eq!((&taken()["level"], &taken()["count"]), (&json!("ok"), &json!(0)));
    entered_by_hand(&world, "10250");
    let line = taken();
    assert_eq!(
        (&line["level"], &line["count"]),
        (&json!("warning"), &json!(1)),
        "{line}"
    );
    assert_eq!(line["params"]["number"], "10250", "{line}");
}
