//! The faults of `reliability.md` §13b, as far as an answer can be judged without a socket (those are in `push` and `http`).

use serde_json::{Value, json};
use tieout_connect::ledger::RemoteVersion;
use tieout_domain::objects::{Invoice, Party};
use tieout_domain::{Marker, OutboxId};

use super::super::fit::tests::{decimal, facts, invoice, line};
use super::super::push;
use super::*;

const ID: &str = "bd2270c3-8706-4c11-9cfb-000b551c3f51";
const OTHER: &str = "bd2270c3-8706-4c11-9cfb-000b551c3f52";

fn marker(entry: i64) -> Marker {
    let source = entry.to_string();
    Marker::derive("c", &"xero:1".into(), ObjectKind::Invoice, &source.as_str().into(), 0)
}

fn write(entry: i64, operation: Operation, document: Object) -> Write {
    let remote = (operation != Operation::Create).then(|| RemoteVersion {
        id: ID.into(),
        version: Some("1;".into()),
    });
    Write {
        entry: OutboxId(entry),
        operation,
        marker: marker(entry),
        document,
        remote,
    }
}

fn customer(name: &str) -> Object {
    Object::Customer(Party {
        name: name.into(),
        ..Party::default()
    })
}

fn billed(reference: &str) -> Object {
    Object::Invoice(Invoice {
        reference: Some(reference.into()),
        ..invoice(vec![line("10.00")])
    })
}

fn prepared(writes: &[Write]) -> Prepared {
    push::prepare("0190c1a2-7f3e-7aaa-8bbb-0123456789ab", writes, &facts()).unwrap()
}

fn judged_as(writes: &[Write], status: u16, body: &str) -> Vec<&'static str> {
    let outcomes = answer(&prepared(writes), status, body, Evidence::default(), &facts());
    let entries: Vec<i64> = outcomes.iter().map(|outcome| outcome.entry.0).collect();
    assert_eq!(entries, writes.iter().map(|write| write.entry.0).collect::<Vec<_>>());
    outcomes.iter().map(|entry| entry.outcome.word()).collect()
}

fn contact(entry: i64, more: Value) -> Value {
    let mut contact = json!({
        "ContactID": ID, "ContactNumber": marker(entry).as_str(), "Name": format!("Acme {entry}"),
        "ContactStatus": "ACTIVE", "StatusAttributeString": "OK", "HasValidationErrors": false,
    });
    merge(&mut contact, more);
    contact
}

fn merge(into: &mut Value, more: Value) {
    let (Value::Object(into), Value::Object(more)) = (into, more) else {
        panic!("members")
    };
    into.extend(more);
}

fn refused(entry: i64, message: &str) -> Value {
    contact(
        entry,
        json!({"ContactID": "00000000-0000-0000-0000-000000000000", "StatusAttributeString": "ERROR",
               "HasValidationErrors": true, "ValidationErrors": [{"Message": message}]}),
    )
}

fn list(name: &str, rows: Vec<Value>) -> String {
    json!({"Id": "x", "Status": "OK", name: rows}).to_string()
}

fn two() -> Vec<Write> {
    vec![
        write(1, Operation::Create, customer("Acme 1")),
        write(2, Operation::Create, customer("Acme 2")),
    ]
}

#[test]
fn each_element_has_its_own_fate() {
    let answer = list(
        "Contacts",
        vec![contact(1, json!({})), refused(2, "Email address must be valid")],
    );
    assert_eq!(judged_as(&two(), 200, &answer), ["done", "rejected"]);
    let taken = "The contact name Acme 2 is already assigned to another contact.";
    let answer = list("Contacts", vec![contact(1, json!({})), refused(2, taken)]);
    assert_eq!(judged_as(&two(), 200, &answer), ["done", "exists"]);
}

#[test]
fn elements_are_known_by_what_they_are_not_only_by_their_place() {
    let both = |first, second| {
        list(
            "Contacts",
            vec![contact(first, json!({})), contact(second, json!({"ContactID": OTHER}))],
        )
    };
    assert_eq!(judged_as(&two(), 200, &both(2, 1)), ["done", "done"], "another order");
    assert_eq!(
        judged_as(&two(), 200, &list("Contacts", vec![contact(2, json!({}))])),
        ["unknown_ended", "done"]
    );
    assert_eq!(
        judged_as(&two(), 200, &both(3, 4)),
        ["unknown_ended", "unknown_ended"],
        "other records"
    );
}

#[test]
fn an_emptied_refusal_is_known_by_its_place() {
    let emptied = json!({"ContactID": "00000000-0000-0000-0000-000000000000", "HasErrors": true,
                         "ValidationErrors": [{"Message": "Email address must be valid"}]});
    let answer = list("Contacts", vec![contact(1, json!({})), emptied]);
    assert_eq!(judged_as(&two(), 200, &answer), ["done", "rejected"]);
}

#[test]
fn a_warning_is_no_success() {
    let warned = json!({"StatusAttributeString": "WARNING",
        "Warnings": [{"Message": "Account code ''476'' has been removed as it does not match a recognised account."}]});
    let write = [write(1, Operation::Create, customer("Acme 1"))];
    let outcomes = answer(
        &prepared(&write),
        200,
        &list("Contacts", vec![contact(1, warned)]),
        Evidence::default(),
        &facts(),
    );
    let Outcome::DoneDiffers { differences, .. } = &outcomes[0].outcome else {
        panic!("{outcomes:?}")
    };
    assert_eq!(differences[0].field, "warning");
    assert!(differences[0].ledger.as_deref().unwrap().contains("476"));
    let silent = contact(1, json!({"StatusAttributeString": "WARNING"}));
    assert_eq!(
        judged_as(&write, 200, &list("Contacts", vec![silent])),
        ["done_differs"]
    );
}

#[test]
fn success_without_an_id_is_unknown() {
    let nobody = contact(1, json!({"ContactID": "00000000-0000-0000-0000-000000000000"}));
    let write = [write(1, Operation::Create, customer("Acme 1"))];
    assert_eq!(
        judged_as(&write, 200, &list("Contacts", vec![nobody])),
        ["unknown_ended"]
    );
}

#[test]
fn a_refused_request_says_nothing_about_its_good_elements() {
    let elements = json!({"ErrorNumber": 10, "Type": "ValidationException",
        "Elements": [contact(1, json!({"ValidationErrors": []})), refused(2, "Email address must be valid")]});
    assert_eq!(
        judged_as(&two(), 400, &elements.to_string()),
        ["unknown_ended", "rejected"]
    );
    let fewer = json!({"ErrorNumber": 10, "Elements": [refused(2, "Email address must be valid")]});
    assert_eq!(
        judged_as(&two(), 400, &fewer.to_string()),
        ["refused_whole", "refused_whole"]
    );
    let bare = json!({"ErrorNumber": 14, "Message": "JSON for post data was invalid"}).to_string();
    assert_eq!(judged_as(&two(), 400, &bare), ["refused_whole", "refused_whole"]);
    assert_eq!(judged_as(&two()[..1], 400, &bare), ["rejected"]);
}

#[test]
fn what_concerns_the_book_is_everybodys() {
    for (status, body, expected) in [
        (401, r#"{"Detail":"AuthorizationUnsuccessful"}"#, "rejected"),
        (401, r#"{"Detail":"TokenExpired"}"#, "not_sent"),
        (403, r#"{"Detail":"AuthenticationUnsuccessful"}"#, "rejected"),
        (429, "", "refused"),
        (503, "The Organisation is offline", "refused"),
        (500, r#"{"ErrorNumber":500}"#, "unknown_ended"),
        (500, "<html>", "unknown_maybe_running"),
        (502, "{}", "unknown_maybe_running"),
        (504, "", "unknown_maybe_running"),
        (200, "<html>", "unknown_maybe_running"),
        (200, "{}", "unknown_ended"),
        (200, "{\"Contacts\":[{\"Cont", "unknown_ended"),
        (200, r#"{"Contacts":[]}"#, "unknown_ended"),
        (200, r#"{"Items":[{"Code":"1"}]}"#, "unknown_ended"),
    ] {
        assert_eq!(judged_as(&two(), status, body), [expected, expected], "{status} {body}");
    }
}

#[test]
fn a_key_of_another_request_is_looked_into() {
    let body = json!({"Message": "Idempotency Key: k is used with a different request."}).to_string();
    assert_eq!(judged_as(&two()[..1], 400, &body), ["exists"]);
    assert_eq!(judged_as(&two(), 400, &body), ["unknown_ended", "unknown_ended"]);
}

fn invoice_answer(reference: &str, total: &str, more: Value) -> String {
    let number = |text: &str| -> Value { serde_json::from_str(text).unwrap() };
    let mut answered = json!({
        "Type": "ACCREC", "InvoiceID": ID, "InvoiceNumber": "INV-0031", "Reference": reference, "Status": "AUTHORISED",
        "Contact": {"ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51", "Name": "A"}, "LineAmountTypes": "NoTax",
        "Date": "/Date(1795132800000+0000)/", "DueDate": "/Date(1797724800000+0000)/", "CurrencyCode": "USD",
        "Total": number(total), "TotalTax": number("0.00"), "AmountDue": number(total), "HasErrors": false,
        "LineItems": [{"LineItemID": OTHER, "ItemCode": "PIPE-20", "Description": "Pipe", "Quantity": number("1.0"),
            "UnitAmount": number(total), "LineAmount": number(total), "AccountCode": "200", "TaxType": "NONE", "Tracking": []}],
        "UpdatedDateUTC": "/Date(1795313880000+0000)/", "StatusAttributeString": "OK",
    });
    merge(&mut answered, more);
    list("Invoices", vec![answered])
}

#[test]
fn an_invoice_is_done_only_with_our_amounts() {
    let create = [write(1, Operation::Create, billed("TTA-7"))];
    assert_eq!(
        judged_as(&create, 200, &invoice_answer("TTA-7", "10.00", json!({}))),
        ["done"]
    );
    assert_eq!(
        judged_as(&create, 200, &invoice_answer("TTA-7", "10.01", json!({}))),
        ["done_differs"]
    );
    assert_eq!(
        judged_as(&create, 200, &invoice_answer("TTA-8", "10.00", json!({}))),
        ["unknown_ended"]
    );
    let other = json!({"Contact": {"ContactID": OTHER}});
    assert_eq!(
        judged_as(&create, 200, &invoice_answer("TTA-7", "10.00", other)),
        ["done_differs"]
    );
    let no_lines = json!({"LineItems": []});
    assert_eq!(
        judged_as(&create, 200, &invoice_answer("TTA-7", "10.00", no_lines)),
        ["done_differs"]
    );
}

#[test]
fn a_created_document_is_known_as_ours_from_its_answer() {
    let create = [write(1, Operation::Create, billed("TTA-7"))];
    let body = invoice_answer("TTA-7", "10.00", json!({}));
    let outcomes = answer(&prepared(&create), 200, &body, Evidence::default(), &facts());
    let Outcome::Done(record) = &outcomes[0].outcome else {
        panic!("{outcomes:?}")
    };
    assert_eq!(record.marker, Some(marker(1)));
    assert_eq!(record.object.name(), "INV-0031");
    assert_eq!(
        record.version.as_deref(),
        Some(format!("1795313880000;{OTHER}").as_str())
    );
    assert_eq!(record.object.total(), Some(decimal("10.00")));
}

#[test]
fn an_end_counts_only_when_it_shows() {
    let void = [write(1, Operation::Void, billed("TTA-7"))];
    assert_eq!(
        judged_as(
            &void,
            200,
            &invoice_answer("TTA-7", "10.00", json!({"Status": "VOIDED"}))
        ),
        ["done"]
    );
    assert_eq!(
        judged_as(
            &void,
            200,
            &invoice_answer("TTA-7", "10.00", json!({"Status": "DELETED"}))
        ),
        ["done"]
    );
    assert_eq!(
        judged_as(&void, 200, &invoice_answer("TTA-7", "10.00", json!({}))),
        ["rejected"]
    );
    let archive = [write(1, Operation::Deactivate, customer("Acme 1"))];
    let archived = contact(1, json!({"ContactStatus": "ARCHIVED"}));
    assert_eq!(judged_as(&archive, 200, &list("Contacts", vec![archived])), ["done"]);
    assert_eq!(
        judged_as(&archive, 200, &list("Contacts", vec![contact(1, json!({}))])),
        ["rejected"]
    );
}

#[test]
fn a_void_of_what_is_void_is_looked_into() {
    let void = [write(1, Operation::Void, billed("TTA-7"))];
    let said =
        json!({"HasErrors": true, "ValidationErrors": [{"Message": "Invoice not of valid status for modification"}]});
    assert_eq!(
        judged_as(&void, 200, &invoice_answer("TTA-7", "10.00", said)),
        ["exists"]
    );
    let create = [write(1, Operation::Create, billed("TTA-7"))];
    let deleted = json!({"Status": "DELETED"});
    assert_eq!(
        judged_as(&create, 200, &invoice_answer("TTA-7", "10.00", deleted)),
        ["unknown_ended"]
    );
}

#[test]
fn unknown_members_change_nothing() {
    let odd = contact(1, json!({"NewMemberOfNextYear": {"a": [1.5]}}));
    assert_eq!(judged_as(&two()[..1], 200, &list("Contacts", vec![odd])), ["done"]);
}
