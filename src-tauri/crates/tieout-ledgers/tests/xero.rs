//! Every body the connector sends to Xero, against the vendor's own description: no undeclared and no read-only member.
//!
//! Not here: what the bodies mean (`xero/body/tests.rs`). Invariant: every operation of every pushed kind is checked, alone and with
//! others, with everything said that can be said.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;
use serde_json::Value;
use tieout_connect::clock::SystemClock;
use tieout_connect::ledger::{Company, Ledger, NumberPolicy, Operation, Prepared, RemoteVersion, Write};
use tieout_connect::rate::NoTallies;
use tieout_connect::secrets::MemorySecrets;
use tieout_connect::{ConnectionKey, ConnectionValues, LedgerFactory};
use tieout_domain::objects::{Address, DocumentState, Invoice, InvoiceLine, Item, ItemType, LineKind, Party};
use tieout_domain::{Currency, Marker, Object, OutboxId, RecordRef};
use tieout_ledgers::xero::Factory;
use tieout_testkit::openapi::Api;

static API: LazyLock<Api> = LazyLock::new(|| {
    let yaml = include_str!("../../../../tests/golden/xero/xero_accounting.yaml");
    Api::load(yaml, include_str!("../../../../tests/golden/xero/extras.json")).unwrap()
});

const KEY: &str = "0190c1a2-7f3e-7aaa-8bbb-0123456789ab";
const GUID: &str = "bd2270c3-8706-4c11-9cfb-000b551c3f51";
const LINE: &str = "bd2270c3-8706-4c11-9cfb-000b551c3f52";

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
    .with("redirect_urls", "http://localhost:0/x");
    factory
        .open(&ConnectionKey::new("t"), &values, &"xero:1".into())
        .await
        .unwrap()
}

fn company() -> Company {
    Company {
        book: "xero:1".into(),
        book_number: "1".into(),
        name: "Demo".into(),
        legal_name: None,
        country: Some("AU".into()),
        time_zone: None,
        email: None,
        base_currency: Currency::try_from("AUD").unwrap(),
        multi_currency: true,
        closed_through: None,
        uses_sales_tax: true,
        untaxed_code: None,
        numbers: NumberPolicy::Reference,
        uses_classes: true,
        plan: None,
        practice: true,
    }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

fn party() -> Party {
    let address = Address {
        lines: ["12 Quarry Rd", "Dock 4", "c", "d", "e"].map(str::to_owned).to_vec(),
        city: text("Perth"),
        region: text("WA"),
        postal_code: text("6000"),
        country: text("Australia"),
    };
    Party {
        name: "A B C Rentals".into(),
        company_name: text("A B C Rentals Pty"),
        contact_name: text("Ada Byron"),
        email: text("accounts@abc.example"),
        phone: text("(08) 5550100"),
        fax: text("(08) 5550102"),
        website: text("https://abc.example"),
        tax_number: text("51824753556"),
        account_number: text("0042"),
        bill_to: Some(address.clone()),
        ship_to: Some(address),
        terms: Some(RecordRef::new("xero-term:DAYSAFTERBILLDATE:30")),
        currency: Currency::try_from("AUD").ok(),
        notes: text("likes tea"),
        parent: Some(RecordRef::new(GUID)),
        balance: decimal("1.00"),
    }
}

fn item(item_type: ItemType) -> Item {
    Item {
        name: "20 mm copper pipe".into(),
        full_name: None,
        sku: text("PIPE-20"),
        description: text("20 mm copper pipe, per metre"),
        purchase_description: text("Copper 20 mm"),
        item_type,
        unit_price: decimal("12.5455"),
        purchase_cost: decimal("7.25"),
        income_account: Some(RecordRef::new("200")),
        expense_account: Some(RecordRef::new("310")),
        asset_account: (item_type == ItemType::Inventory).then(|| RecordRef::new("630")),
        taxable: Some(true),
        quantity_on_hand: decimal("7"),
        tracked_since: Some(jiff::civil::date(2026, 1, 1)),
        vendor: None,
    }
}

fn invoice() -> Invoice {
    let line = |kind: LineKind, amount: &str| InvoiceLine {
        kind,
        item: (kind == LineKind::Item).then(|| RecordRef::new("PIPE-20")),
        account: Some(RecordRef::new("200")),
        description: text("Pipe"),
        quantity: Some(Decimal::ONE),
        unit_price: decimal(amount),
        discount_percent: None,
        amount: decimal(amount).unwrap(),
        tax_code: Some(RecordRef::new("OUTPUT")),
        class: Some(RecordRef::new(format!("{GUID}/{LINE}"))),
    };
    let discounted = InvoiceLine {
        quantity: decimal("10"),
        unit_price: decimal("14"),
        discount_percent: decimal("15"),
        ..line(LineKind::Item, "119.00")
    };
    let words = InvoiceLine {
        account: None,
        ..line(LineKind::Text, "0")
    };
    let lines = vec![
        line(LineKind::Item, "43.91"),
        discounted,
        line(LineKind::Shipping, "32.38"),
        line(LineKind::Discount, "-5.00"),
        words,
    ];
    Invoice {
        number: text("INV0007"),
        reference: text("TTA-INV0007"),
        date: jiff::civil::date(2026, 11, 20),
        due_date: None,
        customer: RecordRef::new(GUID),
        terms: Some(RecordRef::new("xero-term:OFFOLLOWINGMONTH:20")),
        currency: Currency::try_from("AUD").unwrap(),
        total: lines.iter().map(|line| line.amount).sum::<Decimal>() + decimal("19.03").unwrap(),
        lines,
        tax_total: decimal("19.03"),
        balance: None,
        memo: text("Thank you"),
        bill_to: None,
        ship_to: None,
        ship_date: None,
        purchase_order: text("PO-9"),
        state: DocumentState::Final,
    }
}

fn draft() -> Invoice {
    Invoice {
        state: DocumentState::Draft,
        ..invoice()
    }
}

fn write(ledger: &dyn Ledger, operation: Operation, document: Object) -> Write {
    let remote = match &document {
        Object::Item(_) => "PIPE-20",
        _ => GUID,
    };
    let remote = (operation != Operation::Create).then(|| RemoteVersion {
        id: remote.into(),
        version: Some(format!("1795313880000;{LINE},{LINE}")),
    });
    Write {
        entry: OutboxId(1),
        operation,
        marker: Marker::derive("c", &"xero:1".into(), document.kind(), &"1".into(), 0),
        document: ledger.fit(&document, &company()).unwrap().document,
        remote,
    }
}

fn findings(prepared: &Prepared) -> Vec<String> {
    let (path, query) = prepared.path.split_once('?').unwrap();
    let query: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let body: Value = serde_json::from_slice(&prepared.body).unwrap();
    API.request(&prepared.method, &format!("/{path}"), &query, Some(&body))
}

fn every() -> Vec<(Operation, Object)> {
    use Operation::{Create, Deactivate, Update, Void};
    vec![
        (Create, Object::Customer(party())),
        (Update, Object::Customer(party())),
        (Deactivate, Object::Customer(party())),
        (Create, Object::Item(item(ItemType::NonInventory))),
        (Create, Object::Item(item(ItemType::Inventory))),
        (Update, Object::Item(item(ItemType::NonInventory))),
        (Create, Object::Invoice(invoice())),
        (Update, Object::Invoice(invoice())),
        (Void, Object::Invoice(invoice())),
        (Void, Object::Invoice(draft())),
    ]
}

#[tokio::test]
async fn every_body_fits_the_vendors_description_with_nothing_undeclared_and_nothing_read_only() {
    let ledger = ledger().await;
    for (operation, document) in every() {
        for many in [1, 50] {
            let writes = vec![write(ledger.as_ref(), operation, document.clone()); many];
            let prepared = ledger.prepare(KEY, &writes).unwrap();
            assert_eq!(findings(&prepared), Vec::<String>::new(), "{operation:?} {document:?}");
        }
    }
}

#[tokio::test]
async fn the_check_would_see_a_read_only_member() {
    let ledger = ledger().await;
    let mut prepared = ledger
        .prepare(
            KEY,
            &[write(ledger.as_ref(), Operation::Create, Object::Customer(party()))],
        )
        .unwrap();
    let body = String::from_utf8(prepared.body).unwrap();
    prepared.body = body.replace(r#""Name""#, r#""Website":"x","Name""#).into_bytes();
    assert_eq!(findings(&prepared).len(), 1);
}

#[tokio::test]
async fn one_request_holds_one_method_and_the_key_in_its_header() {
    let ledger = ledger().await;
    let made = |operation, document| write(ledger.as_ref(), operation, document);
    let create = ledger
        .prepare(KEY, &[made(Operation::Create, Object::Invoice(invoice()))])
        .unwrap();
    assert_eq!(
        (create.method.as_str(), create.path.as_str()),
        ("PUT", "Invoices?summarizeErrors=false&unitdp=4")
    );
    assert_eq!(create.headers, [("idempotency-key".to_owned(), KEY.to_owned())]);
    let update = ledger
        .prepare(KEY, &[made(Operation::Update, Object::Customer(party()))])
        .unwrap();
    assert_eq!(
        (update.method.as_str(), update.path.as_str()),
        ("POST", "Contacts?summarizeErrors=false")
    );
    let mixed = [
        made(Operation::Create, Object::Customer(party())),
        made(Operation::Update, Object::Customer(party())),
    ];
    assert!(ledger.prepare(KEY, &mixed).is_err());
    assert!(ledger.prepare(KEY, &vec![mixed[0].clone(); 51]).is_err());
    assert!(ledger.prepare("", &mixed[..1]).is_err());
}

#[tokio::test]
async fn the_same_writes_are_the_same_bytes() {
    let ledger = ledger().await;
    for (operation, document) in every() {
        let writes = [write(ledger.as_ref(), operation, document)];
        assert_eq!(
            ledger.prepare(KEY, &writes).unwrap(),
            ledger.prepare(KEY, &writes).unwrap()
        );
    }
}

#[tokio::test]
async fn a_day_has_as_many_calls_as_the_plan_allows() {
    let budget = ledger().await.budget().unwrap();
    assert_eq!((budget.left_today, budget.per_day), (1_000, 1_000));
}

/// The bodies as text, so that a change of what is sent is seen by a person.
#[tokio::test]
async fn golden_bodies() {
    let ledger = ledger().await;
    let mut bodies = String::new();
    for (operation, document) in every() {
        let prepared = ledger
            .prepare(KEY, &[write(ledger.as_ref(), operation, document)])
            .unwrap();
        let body: Value = serde_json::from_slice(&prepared.body).unwrap();
        let pretty = serde_json::to_string_pretty(&body).unwrap();
        bodies.push_str(&format!("{} {}\n{pretty}\n\n", prepared.method, prepared.path));
    }
    insta::assert_snapshot!(bodies);
}
