//! The practice company as a client sees it over HTTP: whole, balanced and quiet until somebody writes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;
use tieout_sandbox::quickbooks::seed;

use common::Ledger;

fn money(cell: &Value) -> Decimal {
    match cell["value"].as_str().unwrap_or_default() {
        "" => Decimal::ZERO,
        text => text.parse().unwrap(),
    }
}

#[test]
fn every_seeded_record_is_there_under_its_id() {
    let ledger = Ledger::practice();
    let mut by_kind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (kind, body) in seed::practice().entities {
        by_kind
            .entry(kind)
            .or_default()
            .push(body["Id"].as_str().unwrap().to_owned());
    }
    for (kind, mut ids) in by_kind {
        let everything = match kind {
            "Customer" | "Vendor" | "Item" | "Account" | "Term" | "Class" | "Department" => {
                " where Active in (true, false)"
            }
            _ => "",
        };
        let found = ledger.query(&format!("select * from {kind}{everything} maxresults 1000"));
        let mut answered: Vec<String> = found[kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["Id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        answered.sort();
        assert_eq!(answered, ids, "{kind}");
    }
}

#[test]
fn inactive_records_are_left_out_unless_asked_for_and_carry_the_mark() {
    let ledger = Ledger::practice();
    let all = ledger.count("select count(*) from Customer where Active in (true, false)");
    assert_eq!(all - ledger.count("select count(*) from Customer"), 3);
    let hidden = ledger.query("select * from Customer where Active = false");
    for customer in hidden["Customer"].as_array().unwrap() {
        assert!(
            customer["DisplayName"].as_str().unwrap().ends_with(" (deleted)"),
            "{customer}"
        );
    }
}

#[test]
fn the_trial_balance_balances_and_is_not_empty() {
    let ledger = Ledger::practice();
    let report = ledger
        .get("reports/TrialBalance?start_date=2024-01-01&end_date=2024-12-31")
        .json();
    let rows = report["Rows"]["Row"].as_array().unwrap();
    assert!(rows.len() > 15, "{rows:?}");
    let total = &rows.last().unwrap()["Summary"]["ColData"];
    assert_eq!(money(&total[1]), money(&total[2]));
    let column = |at: usize| {
        rows.iter()
            .filter(|row| row.get("ColData").is_some())
            .map(|row| money(&row["ColData"][at]))
            .sum::<Decimal>()
    };
    assert_eq!(column(1), money(&total[1]));
    assert_eq!(column(2), money(&total[2]));
}

#[test]
fn what_customers_owe_is_the_same_on_every_road() {
    let ledger = Ledger::practice();
    let exact = |value: &Value| value.to_string().parse::<Decimal>().unwrap();
    let sum = |found: &Value, kind: &str, member: &str| {
        found[kind]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| exact(&one[member]))
            .sum::<Decimal>()
    };
    let invoices = sum(&ledger.query("select * from Invoice"), "Invoice", "Balance");
    let customers = sum(
        &ledger.query("select * from Customer maxresults 1000"),
        "Customer",
        "Balance",
    );
    let accounts = ledger.query("select * from Account where AccountType = 'Accounts Receivable'");
    let aged = ledger.get("reports/AgedReceivables?report_date=2025-06-30").json();
    let total = aged["Rows"]["Row"].as_array().unwrap().last().unwrap()["Summary"]["ColData"]
        .as_array()
        .unwrap()
        .last()
        .cloned();
    assert!(invoices > Decimal::ZERO);
    assert_eq!(customers, invoices);
    assert_eq!(exact(&accounts["Account"][0]["CurrentBalance"]), invoices);
    assert_eq!(money(&total.unwrap()), invoices);
}

#[test]
fn nothing_counts_as_changed_before_somebody_writes() {
    let ledger = Ledger::practice();
    let since = jiff::Timestamp::now()
        .checked_sub(jiff::SignedDuration::from_hours(24 * 7))
        .unwrap();
    let answer = ledger
        .get(&format!(
            "cdc?entities=Customer,Vendor,Item,Account,Invoice,Payment&changedSince={since}"
        ))
        .json();
    for entry in answer["CDCResponse"][0]["QueryResponse"].as_array().unwrap() {
        assert_eq!(*entry, serde_json::json!({}));
    }
}

#[test]
fn the_company_takes_no_tax_and_numbers_are_its_customers_own() {
    let ledger = Ledger::practice();
    let preferences = ledger.get("preferences").json()["Preferences"].clone();
    assert_eq!(preferences["TaxPrefs"]["UsingSalesTax"], false);
    assert_eq!(preferences["CurrencyPrefs"]["MultiCurrencyEnabled"], false);
    assert_eq!(preferences["SalesFormsPrefs"]["CustomTxnNumbers"], true);
}
