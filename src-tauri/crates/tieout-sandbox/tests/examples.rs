//! Every example body (`tests/golden/quickbooks/examples`) is accepted by the sample company and comes back whole.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use common::Ledger;

/// Entities of the examples that this ledger does not serve, and bodies meant for another country.
const LEFT_OUT: [(&str, &str); 3] = [("Deposit", "minimal"), ("Deposit", "full"), ("Invoice", "full_non_us")];

fn examples() -> Vec<(String, String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden/quickbooks/examples");
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let entity = path.file_stem().unwrap().to_string_lossy().into_owned();
        let variants: Map<String, Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        all.extend(
            variants
                .into_iter()
                .map(|(variant, body)| (entity.clone(), variant, body)),
        );
    }
    all.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    all
}

/// Replaces the example's ids of things to come by ids of things made here.
fn adapt(body: &Value, ids: &[(&str, &str)]) -> Value {
    let mut text = body.to_string();
    for (from, to) in ids {
        text = text.replace(&format!("\"{from}\""), &format!("\"{to}\""));
    }
    serde_json::from_str(&text).unwrap()
}

fn sale(ledger: &Ledger, path: &str, amount: i64) -> String {
    let body = json!({"CustomerRef": {"value": "1"}, "Line": [{"Amount": amount, "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}]});
    ledger.create(path, &body)["Id"].as_str().unwrap().to_owned()
}

/// Members whose value the ledger may rightly answer differently.
fn is_the_ledgers_own(name: &str) -> bool {
    const OWN: [&str; 12] = [
        "Id",
        "SyncToken",
        "Line",
        "TaxIdentifier",
        "sparse",
        "TxnTaxDetail",
        "LinkedTxn",
        "CustomField",
        "PrintStatus",
        "name",
        "SubAccount",
        "TotalAmt",
    ];
    OWN.contains(&name)
}

/// Whether everything sent is in the answer.
fn kept(path: &str, sent: &Value, answered: &Value, lost: &mut Vec<String>) {
    match (sent, answered) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in old.iter().filter(|(name, _)| !is_the_ledgers_own(name)) {
                match new.get(name) {
                    Some(other) => kept(&format!("{path}.{name}"), value, other, lost),
                    None => lost.push(format!("{path}.{name} is gone")),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for (at, (one, other)) in old.iter().zip(new).enumerate() {
                kept(&format!("{path}[{at}]"), one, other, lost);
            }
        }
        (Value::Number(old), Value::Number(new)) => {
            let exact = |number: &serde_json::Number| number.to_string().parse::<rust_decimal::Decimal>().unwrap();
            if exact(old) != exact(new) {
                lost.push(format!("{path}: {old} became {new}"));
            }
        }
        (old, new) if old != new => lost.push(format!("{path}: {old} became {new}")),
        _ => {}
    }
}

#[test]
fn every_example_body_is_accepted_and_kept() {
    let mut lost = Vec::new();
    let mut tried = 0;
    for (entity, variant, body) in examples() {
        if LEFT_OUT.contains(&(entity.as_str(), variant.as_str())) {
            continue;
        }
        tried += 1;
        // Each on its own company, so that names and numbers of one example do not stand in another's way.
        let ledger = Ledger::sample();
        let body = match (entity.as_str(), variant.as_str()) {
            ("Customer", "sub_customer") => adapt(&body, &[("61", "7")]),
            ("Payment", "full" | "apply_credit_only") => {
                let (invoice, credit) = (sale(&ledger, "invoice", 390), sale(&ledger, "creditmemo", 40));
                adapt(&body, &[("264", &invoice), ("270", &credit)])
            }
            ("Invoice", "sparse" | "void") => adapt(&body, &[("1", "0")]),
            ("Item", _) => adapt(&body, &[("PN-100 bracket", "PN-101 bracket")]),
            ("Term", "full") => adapt(&body, &[("2% 10 Net 30", "2% 11 Net 30")]),
            _ => body,
        };
        let path = match (entity.as_str(), variant.as_str()) {
            ("Invoice", "void") => "invoice?operation=void".to_owned(),
            ("Payment", "void") => {
                let id = ledger.create("payment", &json!({"CustomerRef": {"value": "1"}, "TotalAmt": 5}))["Id"].clone();
                let answer = ledger.create(
                    "payment?operation=update&include=void",
                    &json!({"Id": id, "SyncToken": "0", "sparse": true}),
                );
                assert_eq!(answer["TotalAmt"], json!(0));
                continue;
            }
            _ => entity.to_lowercase(),
        };
        let answer = ledger
            .call("POST", &path, adapt(&body, &[("61", "1")]).to_string().as_bytes())
            .unwrap();
        let envelope = answer.json();
        match envelope.get(&entity) {
            Some(record) if answer.status == 200 => kept(&format!("{entity}#{variant}"), &body, record, &mut lost),
            _ => lost.push(format!("{entity}#{variant}: {} {envelope}", answer.status)),
        }
    }
    assert!(tried >= 40, "only {tried} examples were tried");
    assert!(lost.is_empty(), "{} differences:\n{}", lost.len(), lost.join("\n"));
}
