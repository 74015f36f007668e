//! Bodies as they go out. Whether the schema knows every member is checked in `tests/xero.rs`.

use proptest::prelude::*;
use serde_json::json;
use tieout_connect::ledger::RemoteVersion;
use tieout_domain::objects::{Invoice, InvoiceLine, ItemType, LineKind, Party};
use tieout_domain::{Marker, ObjectKind, OutboxId, RecordRef};

use super::super::fit::tests::{decimal, facts, invoice, item, line};
use super::super::map::term;
use super::*;

fn marker() -> Marker {
    Marker::derive("c", &"xero:1".into(), ObjectKind::Customer, &"1".into(), 0)
}

fn write(operation: Operation, document: Object) -> Write {
    let remote = (operation != Operation::Create).then(|| RemoteVersion {
        id: "remote".into(),
        version: Some("1795313880000;l-1,l-2".into()),
    });
    Write {
        entry: OutboxId(1),
        operation,
        marker: marker(),
        document,
        remote,
    }
}

fn sent(operation: Operation, document: Object) -> Value {
    of(&write(operation, document), &facts()).unwrap()
}

fn party() -> Party {
    Party {
        name: "A B C Rentals".into(),
        contact_name: Some("Ada May Byron".into()),
        phone: Some("08 5550100".into()),
        terms: Some(RecordRef::new(term::id("DAYSAFTERBILLDATE", 30))),
        ..Party::default()
    }
}

#[test]
fn a_new_contact_carries_our_reference_and_a_known_one_keeps_its_own() {
    assert_eq!(
        sent(Operation::Create, Object::Customer(party())),
        json!({
            "ContactNumber": marker().as_str(), "Name": "A B C Rentals", "FirstName": "Ada May", "LastName": "Byron",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "08 5550100"}],
            "PaymentTerms": {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}},
        })
    );
    let update = sent(Operation::Update, Object::Customer(party()));
    assert_eq!(
        (&update["ContactID"], update.get("ContactNumber")),
        (&json!("remote"), None)
    );
    assert_eq!(
        sent(Operation::Deactivate, Object::Customer(party())),
        json!({"ContactID": "remote", "ContactStatus": "ARCHIVED"})
    );
}

#[test]
fn the_code_of_a_known_item_never_changes() {
    let coded = tieout_domain::objects::Item {
        sku: Some("NEW".into()),
        unit_price: Some(decimal("12.5455")),
        ..item(ItemType::NonInventory)
    };
    assert_eq!(
        sent(Operation::Create, Object::Item(coded.clone())),
        json!({"Code": "NEW", "Name": "Chai",
               "SalesDetails": {"UnitPrice": serde_json::from_str::<Value>("12.5455").unwrap(), "AccountCode": "200"}})
    );
    assert_eq!(sent(Operation::Update, Object::Item(coded))["Code"], "remote");
    let unnamed = sent(Operation::Create, Object::Item(item(ItemType::NonInventory)));
    assert_eq!(unnamed["Code"], "Chai", "without a code the name is one");
    let items = write(Operation::Deactivate, Object::Item(item(ItemType::NonInventory)));
    assert!(of(&items, &facts()).is_err(), "there is no such thing");
}

#[test]
fn an_invoice_names_its_contact_by_id_alone_and_no_number() {
    let classed = InvoiceLine {
        class: Some(RecordRef::new("cat/opt")),
        ..line("10.00")
    };
    let body = sent(Operation::Create, Object::Invoice(invoice(vec![classed])));
    assert_eq!(
        body["Contact"],
        json!({"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51"})
    );
    assert_eq!(body.get("InvoiceNumber"), None);
    assert_eq!(
        (
            &body["Reference"],
            &body["Status"],
            &body["SentToContact"],
            &body["LineAmountTypes"]
        ),
        (
            &json!("TTA-INV0007"),
            &json!("AUTHORISED"),
            &json!(false),
            &json!("NoTax")
        )
    );
    assert_eq!(
        (&body["Date"], &body["DueDate"]),
        (&json!("2026-11-20"), &json!("2026-12-20"))
    );
    assert_eq!(
        body["LineItems"][0],
        json!({"Description": "Pipe", "Quantity": 1, "UnitAmount": 10, "LineAmount": 10, "ItemCode": "PIPE-20",
               "AccountCode": "200", "Tracking": [{"TrackingCategoryID": "cat", "TrackingOptionID": "opt"}]})
    );
}

#[test]
fn an_update_names_the_lines_it_knows_so_that_none_is_made_anew() {
    let body = sent(
        Operation::Update,
        Object::Invoice(invoice(vec![line("1.00"), line("2.00"), line("3.00")])),
    );
    let ids: Vec<_> = body["LineItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line.get("LineItemID"))
        .collect();
    assert_eq!(ids, [Some(&json!("l-1")), Some(&json!("l-2")), None]);
    assert_eq!(
        (&body["InvoiceID"], body.get("Status"), body.get("Type")),
        (&json!("remote"), None, None)
    );
}

#[test]
fn drafts_are_deleted_and_the_others_voided() {
    let end = |state, operation| {
        let ended = Invoice {
            state,
            ..invoice(vec![line("1.00")])
        };
        of(&write(operation, Object::Invoice(ended)), &facts()).map(|body| body["Status"].clone())
    };
    use tieout_domain::objects::DocumentState::{Draft, Final};
    assert_eq!(end(Draft, Operation::Void).unwrap(), "DELETED");
    assert_eq!(end(Draft, Operation::Delete).unwrap(), "DELETED");
    assert_eq!(end(Final, Operation::Void).unwrap(), "VOIDED");
    assert!(end(Final, Operation::Delete).is_err());
}

fn taxed(amount: &str, tax: &str) -> Invoice {
    let coded = InvoiceLine {
        tax_code: Some(RecordRef::new("OUTPUT2")),
        ..line(amount)
    };
    let mut invoice = invoice(vec![coded]);
    invoice.tax_total = Some(decimal(tax));
    invoice.total += decimal(tax);
    invoice
}

#[test]
fn a_tax_is_only_told_where_the_ledger_would_compute_another() {
    let line = |invoice: Invoice| sent(Operation::Create, Object::Invoice(invoice))["LineItems"][0].clone();
    assert_eq!(line(taxed("25.06", "3.76")).get("TaxAmount"), None);
    let told = line(taxed("25.06", "3.75"));
    assert_eq!(told["TaxAmount"].to_string(), "3.75");
    assert_eq!(told["TaxType"], "OUTPUT2");
    let other = write(Operation::Create, Object::Invoice(taxed("25.06", "1.00")));
    assert_eq!(
        of(&other, &facts()).unwrap_err().code,
        tieout_domain::ErrorCode::TaxDiffers
    );
    assert!(
        of(&other, &Facts::default()).is_ok(),
        "without rates the answer is compared"
    );
}

#[test]
fn a_line_of_words_has_nothing_but_words() {
    let words = InvoiceLine {
        kind: LineKind::Text,
        item: None,
        account: None,
        quantity: None,
        unit_price: None,
        ..line("0.00")
    };
    let body = sent(Operation::Create, Object::Invoice(invoice(vec![line("1.00"), words])));
    assert_eq!(body["LineItems"][1], json!({"Description": "Pipe"}));
}

proptest! {
    #[test]
    fn no_amount_changes_on_its_way(cents in -1_000_000_000i64..1_000_000_000) {
        let amount = Decimal::new(cents, 2);
        let sent = super::amount(amount).unwrap().to_string();
        let back: crate::xero::wire::Number = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(back.0, amount);
    }
}
