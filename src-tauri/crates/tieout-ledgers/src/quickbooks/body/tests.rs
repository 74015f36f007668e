//! Bodies as they go out. Whether the schema knows every member is checked in `tests/bodies.rs`.

use proptest::prelude::*;
use tieout_connect::ledger::RemoteVersion;
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, LineKind, Party};
use tieout_domain::{Marker, ObjectKind, OutboxId, money};

use super::*;

fn decimal(text: &str) -> Decimal {
    money::parse_amount(text).unwrap()
}

pub fn line(amount: &str) -> InvoiceLine {
    InvoiceLine {
        kind: LineKind::Item,
        item: Some(RecordRef::new("19")),
        account: None,
        description: Some("Bracket".into()),
        quantity: Some(decimal("10")),
        unit_price: Some(decimal("42.75")),
        discount_percent: None,
        amount: decimal(amount),
        tax_code: None,
        class: None,
    }
}

pub fn invoice(lines: Vec<InvoiceLine>) -> Invoice {
    Invoice {
        number: Some("INV-1".into()),
        reference: None,
        date: jiff::civil::date(2026, 3, 4),
        due_date: None,
        customer: RecordRef::new("7"),
        terms: None,
        currency: Currency::try_from("USD").unwrap(),
        total: lines.iter().map(|line| line.amount).sum(),
        lines,
        tax_total: None,
        balance: None,
        memo: None,
        bill_to: None,
        ship_to: None,
        ship_date: None,
        purchase_order: None,
        state: DocumentState::Final,
    }
}

fn marker() -> Marker {
    Marker::derive("c", &"quickbooks:1".into(), ObjectKind::Customer, &"1".into(), 0)
}

fn sent(operation: Operation, document: Object) -> Value {
    let remote = (operation != Operation::Create).then(|| RemoteVersion {
        id: "61".into(),
        version: Some("3".into()),
    });
    let write = Write {
        entry: OutboxId(1),
        operation,
        marker: marker(),
        document,
        remote,
    };
    of(&write, &Facts::default()).unwrap()
}

fn customer(notes: Option<&str>) -> Object {
    Object::Customer(Party {
        name: "Harrow & Pike LLC".into(),
        contact_name: Some("Dana van Pike".into()),
        notes: notes.map(Into::into),
        currency: Some(Currency::try_from("USD").unwrap()),
        ..Party::default()
    })
}

#[test]
fn a_create_carries_our_reference_and_no_currency_where_it_is_refused() {
    let body = sent(Operation::Create, customer(Some("ERP id C-1042")));
    assert_eq!(body["Notes"], format!("ERP id C-1042 [{}]", marker()));
    assert_eq!(
        (&body["GivenName"], &body["FamilyName"]),
        (&json!("Dana van"), &json!("Pike"))
    );
    assert_eq!(body.get("CurrencyRef"), None);
}

#[test]
fn an_update_says_only_what_we_own() {
    let body = sent(Operation::Update, customer(None));
    assert_eq!(
        (&body["Id"], &body["SyncToken"], &body["sparse"]),
        (&json!("61"), &json!("3"), &json!(true))
    );
    assert_eq!(body.get("Notes"), None, "their notes stay theirs");
    let body = sent(Operation::Deactivate, customer(None));
    assert_eq!(
        body,
        json!({"Id": "61", "SyncToken": "3", "sparse": true, "Active": false})
    );
    let body = sent(Operation::Void, Object::Invoice(invoice(vec![line("427.50")])));
    assert_eq!(body, json!({"Id": "61", "SyncToken": "3"}));
}

#[test]
fn an_update_without_a_version_is_never_sent() {
    let write = Write {
        entry: OutboxId(1),
        operation: Operation::Update,
        marker: marker(),
        document: customer(None),
        remote: Some(RemoteVersion {
            id: "61".into(),
            version: None,
        }),
    };
    assert!(
        of(&write, &Facts::default()).is_err(),
        "it would overwrite whatever is there"
    );
}

#[test]
fn amounts_have_two_decimals_and_prices_their_own() {
    let mut priced = line("427.5");
    priced.unit_price = Some(decimal("42.7500"));
    let shipping = InvoiceLine {
        kind: LineKind::Shipping,
        item: None,
        account: None,
        ..line("5")
    };
    let discount = InvoiceLine {
        kind: LineKind::Discount,
        ..line("-45.25")
    };
    let body = sent(
        Operation::Create,
        Object::Invoice(invoice(vec![priced, shipping, discount])),
    )
    .to_string();
    assert!(
        body.contains(r#""Amount":427.50"#) && body.contains(r#""UnitPrice":42.75,"#)
            || body.contains(r#""UnitPrice":42.75}"#),
        "{body}"
    );
    assert!(body.contains(r#""Amount":5.00"#) && body.contains("SHIPPING_ITEM_ID"));
    assert!(body.contains(r#""Amount":45.25"#), "discounts are positive over there");
    assert!(body.contains(&format!(r#""PrivateNote":"[{}]""#, marker())));
}

#[test]
fn part_of_a_cent_is_an_error_not_a_rounding() {
    assert!(amount(decimal("1.005")).is_err());
    assert_eq!(amount(decimal("1.100")).unwrap().to_string(), "1.10");
}

proptest! {
    #[test]
    fn no_amount_changes_on_its_way_out(cents in -99_999_999_999_999i64..99_999_999_999_999) {
        let value = Decimal::new(cents, 2);
        let sent = amount(value).unwrap().to_string();
        prop_assert_eq!(decimal(&sent), value);
        let back: crate::quickbooks::wire::Number = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(back.0, value);
    }
}
