//! The faults of `reliability.md` §13b, as far as an answer can be judged without a socket (those are in `push` and `http`).

use tieout_connect::ledger::{RemoteVersion, Write};
use tieout_domain::objects::Party;
use tieout_domain::{Marker, Object, ObjectKind, OutboxId, RecordRef};

use super::super::body::tests::{invoice, line};
use super::super::push;
use super::*;

fn write(entry: i64, operation: Operation, document: Object) -> Write {
    let marker = Marker::derive(
        "c",
        &"quickbooks:1".into(),
        ObjectKind::Invoice,
        &entry.to_string().as_str().into(),
        0,
    );
    let remote = (operation != Operation::Create).then(|| RemoteVersion {
        id: "61".into(),
        version: Some("3".into()),
    });
    Write {
        entry: OutboxId(entry),
        operation,
        marker,
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

fn prepared(writes: &[Write]) -> Prepared {
    push::prepare("0190c1a2-7f3e-7aaa-8bbb-0123456789ab", writes, &Facts::default()).unwrap()
}

fn words(prepared: &Prepared, status: u16, body: &str, evidence: Evidence) -> Vec<&'static str> {
    let outcomes = answer(prepared, status, body, evidence, &Facts::default());
    outcomes.iter().map(|entry| entry.outcome.word()).collect()
}

fn one(status: u16, body: &str) -> &'static str {
    words(
        &prepared(&[write(1, Operation::Create, customer("Acme"))]),
        status,
        body,
        Evidence::default(),
    )[0]
}

const GOOD: &str =
    r#"{"Customer":{"Id":"61","SyncToken":"0","DisplayName":"Acme","Active":true},"time":"2026-03-04T06:58:50-07:00"}"#;

fn fault(code: &str) -> String {
    format!(r#"{{"Fault":{{"Error":[{{"Message":"m","Detail":"d","code":"{code}"}}],"type":"ValidationFault"}}}}"#)
}

const GATEWAY: &str =
    r#"{"fault":{"error":[{"message":"m","detail":"Token expired","code":"3200"}],"type":"AUTHENTICATION"}}"#;

#[test]
fn every_fault_has_its_class_whatever_the_status() {
    for (status, code, expected) in [
        (429, "3001", "refused"),
        (403, "3001", "refused"),
        (200, "6210", "rejected"),
        (400, "6210", "rejected"),
        (403, "3100", "rejected"),
        (400, "6240", "exists"),
        (200, "6140", "exists"),
        (400, "5010", "exists"),
        (200, "10000", "unknown_ended"),
        (500, "10000", "unknown_ended"),
    ] {
        assert_eq!(one(status, &fault(code)), expected, "{status} {code}");
    }
    assert_eq!(one(401, GATEWAY), "not_sent");
    assert_eq!(one(429, ""), "refused", "without a word");
}

#[test]
fn what_cannot_be_read_is_unknown_never_failed() {
    for (what, status, body, expected) in [
        ("500 without a word", 500, "", "unknown_maybe_running"),
        ("half a body", 200, &GOOD[..40], "unknown_ended"),
        ("502", 502, "", "unknown_maybe_running"),
        (
            "504 with JSON of a gateway",
            504,
            "{\"error\":1}",
            "unknown_maybe_running",
        ),
        (
            "HTML page",
            200,
            "<html>Sign in to the hotel</html>",
            "unknown_maybe_running",
        ),
        ("HTML 503", 503, "<!doctype html>", "unknown_maybe_running"),
        ("200 empty", 200, "", "unknown_maybe_running"),
        ("malformed JSON", 200, "{\"Customer\":{]}", "unknown_ended"),
        ("redirect", 302, "", "unknown_maybe_running"),
        ("400 nobody can read", 400, "{\"Fau", "unknown_ended"),
    ] {
        assert_eq!(one(status, body), expected, "{what}");
    }
}

#[test]
fn success_is_our_record_coming_back() {
    for (what, body, expected) in [
        ("created", GOOD, "done"),
        (
            "unknown member",
            &GOOD.replace("\"Active\"", "\"New2027\":{\"a\":[1]},\"Active\""),
            "done",
        ),
        ("null where something was", &GOOD.replace("true", "null"), "done"),
        ("another name", &GOOD.replace("Acme", "Akme"), "done_differs"),
        ("an empty object", "{}", "unknown_ended"),
        (
            "another entity",
            r#"{"Vendor":{"Id":"1","DisplayName":"Acme"}}"#,
            "unknown_ended",
        ),
        ("missing id", r#"{"Customer":{"DisplayName":"Acme"}}"#, "unknown_ended"),
        (
            "null id",
            r#"{"Customer":{"Id":null,"DisplayName":"Acme"}}"#,
            "unknown_ended",
        ),
        (
            "changed type",
            r#"{"Customer":{"Id":"61","DisplayName":["Acme"]}}"#,
            "unknown_ended",
        ),
    ] {
        assert_eq!(one(200, body), expected, "{what}");
    }
}

#[test]
fn the_applications_own_trace_shortens_the_wait_but_not_behind_a_gateway() {
    let prepared = prepared(&[write(1, Operation::Create, customer("Acme"))]);
    let traced = Evidence {
        from_application: true,
        retry_after: None,
    };
    assert_eq!(words(&prepared, 500, "", traced), ["unknown_ended"]);
    assert_eq!(words(&prepared, 504, "", traced), ["unknown_maybe_running"]);
    let asked = Evidence {
        from_application: true,
        retry_after: Some(Duration::from_secs(7)),
    };
    let outcomes = answer(&prepared, 503, "", asked, &Facts::default());
    assert!(
        matches!(
            &outcomes[0].outcome,
            Outcome::Refused {
                retry_after_ms: Some(7000),
                ..
            }
        ),
        "503 with a wish"
    );
}

fn batch() -> Prepared {
    let names = ["A", "B", "C"];
    let writes: Vec<Write> = names
        .iter()
        .zip(1..)
        .map(|(name, at)| write(at, Operation::Create, customer(name)))
        .collect();
    prepared(&writes)
}

#[test]
fn a_batch_is_judged_item_by_item_whatever_its_order() {
    let ok = |b: u32, name: &str| format!(r#"{{"bId":"{b}","Customer":{{"Id":"{b}","DisplayName":"{name}"}}}}"#);
    let bad = fault("6240").replacen('{', "{\"bId\":\"2\",", 1);
    let body = |items: &[String]| format!(r#"{{"BatchItemResponse":[{}],"time":"t"}}"#, items.join(","));
    let none = Evidence::default();
    let shuffled = body(&[ok(3, "C"), bad.clone(), ok(1, "A")]);
    assert_eq!(
        words(&batch(), 200, &shuffled, none),
        ["done", "exists", "done"],
        "one bad item, other order"
    );
    assert_eq!(
        words(&batch(), 200, &body(&[ok(1, "A"), bad]), none),
        ["done", "exists", "unknown_ended"],
        "missing item"
    );
    assert_eq!(
        words(&batch(), 200, r#"{"BatchItemResponse":[]}"#, none),
        ["unknown_ended"; 3]
    );
    assert_eq!(
        words(&batch(), 400, &fault("2010"), none),
        ["refused_whole"; 3],
        "the whole batch was refused"
    );
    let outcomes = answer(&batch(), 200, &shuffled, none, &Facts::default());
    assert_eq!(
        outcomes.iter().map(|outcome| outcome.entry.0).collect::<Vec<_>>(),
        [1, 2, 3]
    );
}

#[test]
fn one_sentence_about_a_batch_is_nobodys_refusal_unless_it_concerns_the_book() {
    for (status, code, expected) in [
        (400, "2010", "refused_whole"),
        (200, "2050", "refused_whole"),
        (400, "610", "refused_whole"),
        (400, "6240", "unknown_ended"),
        (200, "5010", "unknown_ended"),
        (403, "120", "rejected"),
        (400, "5020", "rejected"),
        (403, "5030", "rejected"),
        (401, "100", "rejected"),
        (403, "3100", "rejected"),
        (429, "3001", "refused"),
        (401, "3200", "not_sent"),
        (500, "10000", "unknown_ended"),
    ] {
        let got = words(&batch(), status, &fault(code), Evidence::default());
        assert_eq!(got, [expected; 3], "{status} {code}");
    }
}

fn invoice_answer(total: &str, amount: &str, quantity: &str) -> String {
    format!(
        r#"{{"Invoice":{{"Id":"9","SyncToken":"0","DocNumber":"INV-1","TxnDate":"2026-03-04","CustomerRef":{{"value":"7"}},
        "TotalAmt":{total},"Line":[{{"Id":"1","Amount":{amount},"DetailType":"SalesItemLineDetail",
        "SalesItemLineDetail":{{"ItemRef":{{"value":"19"}},"UnitPrice":42.75,"Qty":{quantity}}}}},
        {{"Amount":{total},"DetailType":"SubTotalLineDetail","SubTotalLineDetail":{{}}}}]}}}}"#
    )
}

#[test]
fn amounts_are_compared_to_the_cent() {
    let prepared = prepared(&[write(
        1,
        Operation::Create,
        Object::Invoice(invoice(vec![line("427.50")])),
    )]);
    let judge = |body: &str| {
        answer(&prepared, 200, body, Evidence::default(), &Facts::default())
            .remove(0)
            .outcome
    };
    assert_eq!(judge(&invoice_answer("427.50", "427.5", "10")).word(), "done");
    let Outcome::DoneDiffers { differences, .. } = judge(&invoice_answer("427.51", "427.51", "10")) else {
        panic!("a cent is a difference")
    };
    let fields: Vec<&str> = differences.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["lines.1.amount", "total"]);
    assert_eq!(judge(&invoice_answer("427.50", "427.50", "9")).word(), "done_differs");
    let no_lines = r#"{"Invoice":{"Id":"9","DocNumber":"INV-1","TxnDate":"2026-03-04","CustomerRef":{"value":"7"},"TotalAmt":427.50,"Line":[]}}"#;
    assert_eq!(judge(no_lines).word(), "done_differs", "a lost line");
    assert_eq!(
        judge(&invoice_answer("\"lots\"", "1", "1")).word(),
        "unknown_ended",
        "an unreadable amount is no zero"
    );
}

#[test]
fn voids_deletes_and_deactivations_are_believed_only_when_the_record_shows_it() {
    let judge = |operation, document: Object, body: &str| {
        let prepared = prepared(&[write(1, operation, document)]);
        words(&prepared, 200, body, Evidence::default())[0]
    };
    let active = GOOD;
    let inactive = GOOD.replace("true", "false").replace("Acme", "Acme (deleted)");
    assert_eq!(judge(Operation::Deactivate, customer("Acme"), active), "rejected");
    assert_eq!(judge(Operation::Deactivate, customer("Acme"), &inactive), "done");
    assert_eq!(
        judge(Operation::Update, customer("Acme"), &GOOD.replace("\"61\"", "\"62\"")),
        "unknown_ended"
    );
    let document = || Object::Invoice(invoice(vec![line("427.50")]));
    let void = invoice_answer("0", "0", "0").replace("\"9\"", "\"61\"");
    assert_eq!(judge(Operation::Void, document(), &void), "done");
    assert_eq!(
        judge(
            Operation::Void,
            document(),
            &invoice_answer("427.50", "427.50", "10").replace("\"9\"", "\"61\"")
        ),
        "rejected"
    );
    let gone = r#"{"Invoice":{"domain":"QBO","status":"Deleted","Id":"61"}}"#;
    assert_eq!(judge(Operation::Delete, document(), gone), "done");
}

#[test]
fn a_failure_names_its_record() {
    let outcomes = answer(&batch(), 400, &fault("2050"), Evidence::default(), &Facts::default());
    let Outcome::RefusedWhole(failure) = &outcomes[1].outcome else {
        panic!()
    };
    assert_eq!(
        (failure.params["record"].as_str(), failure.params["kind"].as_str()),
        ("B", "customer")
    );
}

#[test]
fn references_are_compared_by_id_not_by_name() {
    let wanted = Object::Invoice(invoice(vec![line("427.50")]));
    let mut found = invoice(vec![line("427.50")]);
    found.customer = RecordRef::new("7").named("Renamed since");
    assert_eq!(differences(&wanted, &Object::Invoice(found)), vec![]);
}
