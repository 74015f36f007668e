//! A book that is kept: what was answered before the end is there afterwards, request ids included.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use serde_json::json;
use tieout_sandbox::{BookName, SandboxOptions};

use common::Ledger;

fn kept(path: &std::path::Path) -> SandboxOptions {
    SandboxOptions {
        book: BookName::Practice,
        state_file: Some(path.to_owned()),
        ..SandboxOptions::default()
    }
}

fn invoice(number: &str) -> serde_json::Value {
    json!({"DocNumber": number, "CustomerRef": {"value": "1"}, "Line": [{"Amount": 12.5, "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "66"}}}]})
}

#[test]
fn a_repeat_after_a_restart_brings_the_first_answer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.journal");
    let path = "invoice?requestid=across-a-restart";
    let first = {
        let ledger = Ledger::with(kept(&file));
        ledger.create(path, &invoice("R-1"))
    };
    let ledger = Ledger::with(kept(&file));
    assert_eq!(ledger.create(path, &invoice("R-1")), first);
    assert_eq!(ledger.count("select count(*) from Invoice where DocNumber = 'R-1'"), 1);
    let second = ledger.create("invoice", &invoice("R-2"));
    assert_ne!(second["Id"], first["Id"], "ids go on where they were");
}

#[test]
fn changes_deletions_and_balances_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("practice.journal");
    let report = "reports/TrialBalance?start_date=2024-01-01&end_date=2030-12-31";
    let (customer, gone, balance) = {
        let ledger = Ledger::with(kept(&file));
        let gone = ledger.create("invoice", &invoice("R-3"));
        ledger.create("invoice", &invoice("R-4"));
        let counted = json!({"Name": "Counted in", "Type": "Inventory", "TrackQtyOnHand": true, "QtyOnHand": 5,
            "InvStartDate": "2026-01-01", "PurchaseCost": 3, "IncomeAccountRef": {"value": "34"},
            "AssetAccountRef": {"value": "7"}, "ExpenseAccountRef": {"value": "40"}});
        ledger.create("item", &counted);
        ledger.post("invoice?operation=delete", &json!({"Id": gone["Id"], "SyncToken": "0"}));
        let change = json!({"Id": "1", "SyncToken": "0", "sparse": true, "Notes": "changed"});
        let customer = ledger.create("customer", &change);
        (customer, gone, ledger.get(report).json()["Rows"].clone())
    };
    let ledger = Ledger::with(kept(&file));
    assert_eq!(ledger.get("customer/1").json()["Customer"], customer);
    assert_eq!(ledger.get(report).json()["Rows"], balance);
    let counted = ledger.query("select * from Item where Name = 'Counted in'");
    assert_eq!(counted["Item"][0]["QtyOnHand"], 5);
    let refused = ledger.refused_get(&format!("invoice/{}", gone["Id"].as_str().unwrap()));
    assert_eq!(
        refused.detail,
        "Object Not Found : Another user has deleted this transaction."
    );
}
