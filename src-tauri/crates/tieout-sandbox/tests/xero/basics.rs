//! Organisation, lists and the way of an invoice.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use tieout_sandbox::{Face, PracticeLedger, SandboxOptions};

use super::books::{Books, bill_of, number, word};

#[test]
fn the_practice_book_is_the_counterpart_of_the_demo_client() {
    let books = Books::practice();
    let organisation = &books.get("/Organisation")["Organisations"][0];
    assert_eq!(organisation["Name"], "Northwind Traders");
    assert_eq!(organisation["BaseCurrency"], "USD");
    assert!(organisation.get("PeriodLockDate").is_none(), "absent when unset");
    assert_eq!(
        books.get("/Contacts?page=1&pageSize=1000&includeArchived=true")["pagination"]["itemCount"],
        121
    );
    assert!(books.get("/Items")["Items"].as_array().unwrap().len() > 60);
    assert_eq!(books.get("/Accounts")["Accounts"].as_array().unwrap().len(), 73);
    assert!(
        books.get("/TaxRates")["TaxRates"]
            .as_array()
            .unwrap()
            .iter()
            .any(|rate| rate["TaxType"] == "NONE")
    );
    let invoices = books.get("/Invoices?page=1");
    assert_eq!(invoices["pagination"]["itemCount"], 9, "six invoices and three bills");
    let book = books.book();
    assert_eq!(book["kinds"]["Payment"]["count"], 1);
    assert_eq!(book["receivable_open"], "2997.50");
}

#[test]
fn an_invoice_goes_from_draft_over_authorised_to_paid() {
    let books = Books::empty();
    let contact = books.contact("A B C Rentals");
    let line = json!({"Description": "Labour, 2 h", "Quantity": 2, "UnitAmount": 85, "AccountCode": "200", "TaxType": "OUTPUT"});
    let sent = json!({"Invoices": [{"Type": "ACCREC", "Contact": {"ContactID": contact}, "Date": "2026-11-20",
        "DueDate": "2026-12-20", "Reference": "TTA-INV0007", "LineItems": [line]}]});
    let made = books.put("/Invoices?summarizeErrors=false&unitdp=4", &sent);
    let invoice = &made["Invoices"][0];
    assert_eq!(invoice["Status"], "DRAFT");
    assert_eq!(invoice["InvoiceNumber"], "INV-0001");
    assert_eq!(number(&invoice["Total"]), "187.00");
    assert_eq!(invoice["DateString"], "2026-11-20T00:00:00");
    assert_eq!(invoice["Date"], "/Date(1795132800000+0000)/");
    assert_eq!(books.book()["receivable_open"], "0", "a draft posts nothing");
    let id = word(&invoice["InvoiceID"]);
    let authorised = books.post(&format!("/Invoices/{id}"), &json!({"Status": "AUTHORISED"}));
    assert_eq!(authorised["Invoices"][0]["Status"], "AUTHORISED");
    assert_eq!(books.book()["receivable_open"], "187.00");
    let payment =
        json!({"Invoice": {"InvoiceID": id}, "Account": {"Code": "090"}, "Date": "2026-11-22", "Amount": 187});
    books.put("/Payments", &payment);
    let paid = &books.get(&format!("/Invoices/{id}"))["Invoices"][0];
    assert_eq!(paid["Status"], "PAID");
    assert_eq!(number(&paid["AmountDue"]), "0.00");
    assert_eq!(books.book()["receivable_open"], "0");
    assert!(books.get("/Contacts?IDs=".to_owned().as_str())["Contacts"][0]["IsCustomer"] == json!(true));
    books.put("/Invoices", &bill_of("ACCPAY", &contact, "55.10", "AUTHORISED"));
    assert_eq!(books.book()["payable_open"], "55.10");
}

#[test]
fn both_faces_keep_the_same_company() {
    let books = Books::practice();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let options = SandboxOptions {
        face: Face::QuickBooks,
        ..SandboxOptions::default()
    };
    let other = runtime.block_on(PracticeLedger::start(options)).unwrap();
    let (here, there) = (books.book(), other.book());
    for name in ["receivable_open", "payable_open"] {
        assert_eq!(amount(&here[name]), amount(&there[name]), "{name}");
    }
    let balances = |book: &Value| -> BTreeMap<String, Decimal> {
        let accounts = book["accounts"].as_array().unwrap();
        let named = accounts
            .iter()
            .map(|account| (word(&account["name"]), amount(&account["balance"])));
        named.collect()
    };
    let (here, mut there) = (balances(&here), balances(&there));
    // The other face counts goods and posts what they cost; here items are not tracked.
    there.retain(|name, _| !["Inventory Asset", "Cost of Goods Sold"].contains(&name.as_str()));
    for (name, balance) in there.iter().filter(|(name, _)| !name.ends_with("(deleted)")) {
        assert_eq!(here.get(name), Some(balance), "{name}");
    }
}

#[test]
fn the_practice_book_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let options = || SandboxOptions {
        state_file: Some(folder.path().join("book.jsonl")),
        ..SandboxOptions::default()
    };
    let first = Books::with(options());
    let (before, contacts) = (
        first.book(),
        first.get("/Contacts?includeArchived=true")["Contacts"].clone(),
    );
    drop(first);
    let again = Books::with(options());
    assert_eq!(again.book(), before);
    assert_eq!(again.get("/Contacts?includeArchived=true")["Contacts"], contacts);
    let fresh = Books::practice();
    assert_eq!(fresh.book(), before, "every start shows the same ids");
}

fn amount(value: &Value) -> Decimal {
    word(value).parse().unwrap()
}

#[test]
fn the_truth_names_records_that_are_there() {
    let books = Books::practice();
    let truth = tieout_sandbox::xero::practice_truth();
    let mut counted = BTreeMap::new();
    for row in truth.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let plural = match cells[0] {
            "Customer" | "Vendor" => "Contacts",
            "Item" => "Items",
            _ => "Accounts",
        };
        *counted.entry(plural).or_insert(0) += 1;
        let found = books.call("GET", &format!("/{plural}/{}", cells[1]), &[], b"");
        assert_eq!(found.status, 200, "{row}");
    }
    assert_eq!(
        counted,
        BTreeMap::from([("Accounts", 14), ("Contacts", 99), ("Items", 65)])
    );
}
