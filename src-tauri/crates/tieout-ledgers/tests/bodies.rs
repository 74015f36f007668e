//! The bodies the connector sends, kept for the check against the vendor's schema (`tests/golden/quickbooks/validate.py`).
//!
//! Not here: that check. Invariant: every operation of every pushed kind is in the dump, alone and in a batch.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use tieout_connect::clock::SystemClock;
use tieout_connect::ledger::{Ledger, Operation, Prepared, RemoteVersion, Write};
use tieout_connect::rate::NoTallies;
use tieout_connect::secrets::MemorySecrets;
use tieout_connect::{ConnectionKey, ConnectionValues, LedgerFactory};
use tieout_domain::objects::{Address, DocumentState, Invoice, InvoiceLine, Item, ItemType, LineKind, Party};
use tieout_domain::{Currency, Marker, Object, OutboxId, RecordRef};
use tieout_ledgers::quickbooks::Factory;

const KEY: &str = "0190c1a2-7f3e-7aaa-8bbb-0123456789ab";

async fn ledger() -> Arc<dyn Ledger> {
    let factory = Factory::new(
        Arc::new(MemorySecrets::default()),
        Arc::new(SystemClock),
        Arc::new(NoTallies),
    );
    let base = "http://127.0.0.1:9";
    let values = ConnectionValues {
        practice: true,
        ..ConnectionValues::default()
    }
    .with("client_id", "x")
    .with("base_url", base)
    .with("authorize_url", format!("{base}/a"))
    .with("token_url", format!("{base}/t"))
    .with("redirect_url", "http://localhost:0/x");
    factory
        .open(&ConnectionKey::new("t"), &values, &"quickbooks:1".into())
        .await
        .unwrap()
}

fn party() -> Party {
    let text = |text: &str| Some(text.to_owned());
    let address = Address {
        lines: vec!["12 Quarry Rd".into(), "Dock 4".into()],
        city: text("Boise"),
        region: text("ID"),
        postal_code: text("83702"),
        country: text("USA"),
    };
    Party {
        name: "Harrow & Pike LLC".into(),
        company_name: text("Harrow & Pike LLC"),
        contact_name: text("Dana Pike"),
        email: text("ap@harrowpike.example"),
        phone: text("(208) 555-0100"),
        fax: text("(208) 555-0102"),
        website: text("https://harrowpike.example"),
        tax_number: text("ID-88-1"),
        account_number: text("TIE-220"),
        bill_to: Some(address.clone()),
        ship_to: Some(address),
        terms: Some(RecordRef::new("3")),
        currency: None,
        notes: text("likes tea"),
        parent: Some(RecordRef::new("61")),
        balance: None,
    }
}

fn item() -> Item {
    let text = |text: &str| Some(text.to_owned());
    Item {
        name: "PN-100 bracket".into(),
        full_name: None,
        sku: text("PN-100"),
        description: text("Machined bracket"),
        purchase_description: text("Bracket blank"),
        item_type: ItemType::Inventory,
        unit_price: Some(Decimal::new(4275, 2)),
        purchase_cost: Some(Decimal::new(181, 1)),
        income_account: Some(RecordRef::new("79")),
        expense_account: Some(RecordRef::new("80")),
        asset_account: Some(RecordRef::new("81")),
        taxable: Some(true),
        quantity_on_hand: None,
        tracked_since: Some(jiff::civil::date(2026, 1, 1)),
        vendor: Some(RecordRef::new("41")),
    }
}

fn line(kind: LineKind, cents: i64) -> InvoiceLine {
    InvoiceLine {
        kind,
        item: (kind == LineKind::Item).then(|| RecordRef::new("19")),
        account: None,
        description: Some("Bracket".into()),
        quantity: (kind == LineKind::Item).then(|| Decimal::from(10)),
        unit_price: (kind == LineKind::Item).then(|| Decimal::new(4275, 2)),
        discount_percent: None,
        amount: Decimal::new(cents, 2),
        tax_code: (kind == LineKind::Item).then(|| RecordRef::new("TAX")),
        class: (kind == LineKind::Item).then(|| RecordRef::new("5000000000000007280")),
    }
}

fn invoice() -> Invoice {
    let lines = vec![
        line(LineKind::Item, 42_750),
        line(LineKind::Text, 0),
        line(LineKind::Shipping, 2_500),
        line(LineKind::Discount, -4_525),
    ];
    Invoice {
        number: Some("INV-10421".into()),
        reference: Some("A long number of another system".into()),
        date: jiff::civil::date(2026, 3, 4),
        due_date: Some(jiff::civil::date(2026, 4, 3)),
        customer: RecordRef::new("1"),
        terms: Some(RecordRef::new("3")),
        currency: Currency::try_from("USD").unwrap(),
        lines,
        tax_total: Some(Decimal::new(2309, 2)),
        total: Decimal::new(43_034, 2),
        balance: None,
        memo: Some("Thank you".into()),
        bill_to: party().bill_to,
        ship_to: party().ship_to,
        ship_date: Some(jiff::civil::date(2026, 3, 3)),
        purchase_order: Some("PO-7781".into()),
        state: DocumentState::Final,
    }
}

fn write(operation: Operation, document: Object) -> Write {
    let marker = Marker::derive("c", &"quickbooks:1".into(), document.kind(), &"1".into(), 0);
    let version = RemoteVersion {
        id: "264".into(),
        version: Some("3".into()),
    };
    let remote = (operation != Operation::Create).then_some(version);
    Write {
        entry: OutboxId(1),
        operation,
        marker,
        document,
        remote,
    }
}

fn everything() -> Vec<Write> {
    let lists = [Object::Customer(party()), Object::Vendor(party()), Object::Item(item())];
    let mut writes = Vec::new();
    for operation in [Operation::Create, Operation::Update, Operation::Deactivate] {
        writes.extend(lists.iter().map(|object| write(operation, object.clone())));
    }
    for operation in [Operation::Create, Operation::Update, Operation::Void, Operation::Delete] {
        writes.push(write(operation, Object::Invoice(invoice())));
    }
    writes
}

fn body(prepared: &Prepared) -> Value {
    serde_json::from_slice(&prepared.body).unwrap()
}

fn entity(write: &Write) -> &'static str {
    match write.document {
        Object::Customer(_) => "Customer",
        Object::Vendor(_) => "Vendor",
        Object::Item(_) => "Item",
        _ => "Invoice",
    }
}

#[tokio::test]
async fn every_body_is_kept_for_the_schema() {
    let ledger = ledger().await;
    let writes = everything();
    let mut lines = Vec::new();
    for write in &writes {
        let prepared = ledger.prepare(KEY, std::slice::from_ref(write)).unwrap();
        lines.push(json!({"entity": entity(write), "body": body(&prepared), "where": write.operation.word()}));
    }
    let prepared = ledger.prepare(KEY, &writes).unwrap();
    lines.push(json!({"entity": "IntuitBatchRequest", "body": body(&prepared), "where": "batch"}));
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../quickbooks-bodies");
    std::fs::create_dir_all(&folder).unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.join("connector.bodies.jsonl"), text).unwrap();
}

#[tokio::test]
async fn a_batch_names_each_item_and_carries_the_key_once() {
    let prepared = ledger().await.prepare(KEY, &everything()).unwrap();
    assert_eq!(prepared.path, format!("batch?minorversion=75&requestid={KEY}"));
    let body = body(&prepared);
    let items = body["BatchItemRequest"].as_array().unwrap();
    let handles: BTreeSet<_> = items.iter().map(|item| item["bId"].as_str().unwrap()).collect();
    assert_eq!(handles.len(), items.len());
    assert!(
        prepared
            .entries
            .iter()
            .all(|entry| handles.contains(entry.handle.as_str()))
    );
    assert!(handles.iter().all(|handle| handle.len() <= 10));
}

#[tokio::test]
async fn the_same_writes_are_the_same_bytes() {
    let ledger = ledger().await;
    assert_eq!(
        ledger.prepare(KEY, &everything()).unwrap(),
        ledger.prepare(KEY, &everything()).unwrap()
    );
    assert!(ledger.prepare("", &everything()).is_err());
    assert!(
        ledger.prepare(&"k".repeat(51), &everything()[..1]).is_err(),
        "a key is at most 50 characters"
    );
    assert!(
        ledger.prepare("a&operation=delete", &everything()[..1]).is_err(),
        "a key cannot say more than a key"
    );
    let many: Vec<Write> = (0..31)
        .map(|_| write(Operation::Create, Object::Customer(party())))
        .collect();
    assert!(ledger.prepare(KEY, &many).is_err());
}
