//! Every fault switch on every pushed object, over real sockets.
//!
//! What is asked each time: did the books change, what did the client see, and does the repeat under the same request
//! id end with exactly one record.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use serde_json::{Value, json};

use common::{Answer, Broken, Ledger};

/// What a client sees of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Broken(Broken),
    Status(u16),
    /// The status, and a body that is no JSON.
    Garbage(u16),
    /// A good answer.
    Good,
    /// HTTP 200 with a fault inside.
    Fault200,
}

struct Case {
    rule: &'static str,
    seen: Seen,
    /// Whether the books hold the record once the answer, or what came instead of it, is there.
    committed: bool,
}

const fn case(rule: &'static str, seen: Seen, committed: bool) -> Case {
    Case { rule, seen, committed }
}

const CASES: [Case; 20] = [
    case(r#"{"fault": "latency", "ms": 20}"#, Seen::Good, true),
    case(r#"{"fault": "slow_answer", "ms": 20}"#, Seen::Good, true),
    case(r#"{"fault": "unknown_members"}"#, Seen::Good, true),
    case(r#"{"fault": "refuse"}"#, Seen::Broken(Broken::NoAnswer), false),
    case(
        r#"{"fault": "reset_before_send"}"#,
        Seen::Broken(Broken::NoAnswer),
        false,
    ),
    case(
        r#"{"fault": "reset_after_commit"}"#,
        Seen::Broken(Broken::NoAnswer),
        true,
    ),
    case(r#"{"fault": "half_body"}"#, Seen::Broken(Broken::CutBody), true),
    case(
        r#"{"fault": "too_many_requests", "retry_after": "60"}"#,
        Seen::Status(429),
        false,
    ),
    case(r#"{"fault": "error_before_commit"}"#, Seen::Status(500), false),
    case(
        r#"{"fault": "error_before_commit", "status": 503}"#,
        Seen::Status(503),
        false,
    ),
    case(r#"{"fault": "error_after_commit"}"#, Seen::Status(500), true),
    case(
        r#"{"fault": "error_after_commit", "status": 504}"#,
        Seen::Status(504),
        true,
    ),
    case(r#"{"fault": "expired_token"}"#, Seen::Status(401), false),
    case(r#"{"fault": "forbidden"}"#, Seen::Status(403), false),
    case(r#"{"fault": "bad_request"}"#, Seen::Status(400), false),
    case(r#"{"fault": "malformed_json"}"#, Seen::Garbage(200), true),
    case(r#"{"fault": "html_page"}"#, Seen::Garbage(502), false),
    case(
        r#"{"fault": "html_page_after_commit", "status": 503}"#,
        Seen::Garbage(503),
        true,
    ),
    case(r#"{"fault": "empty_200"}"#, Seen::Garbage(200), true),
    case(r#"{"fault": "fault_200"}"#, Seen::Fault200, false),
];

/// The pushed objects with a body that names the run, and the query that finds it again.
fn objects() -> Vec<(&'static str, Value, String)> {
    let line = json!([{"Amount": 100.0, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}]);
    vec![
        (
            "Customer",
            json!({"DisplayName": "Fault Case"}),
            "DisplayName = 'Fault Case'".to_owned(),
        ),
        (
            "Item",
            json!({"Name": "Fault Case", "Type": "Service", "IncomeAccountRef": {"value": "1"}}),
            "Name = 'Fault Case'".to_owned(),
        ),
        (
            "Invoice",
            json!({"CustomerRef": {"value": "1"}, "DocNumber": "FAULT-1", "Line": line}),
            "DocNumber = 'FAULT-1'".to_owned(),
        ),
    ]
}

fn what_was_seen(outcome: &Result<Answer, Broken>) -> Seen {
    match outcome {
        Err(broken) => Seen::Broken(*broken),
        Ok(answer) => match serde_json::from_slice::<Value>(&answer.body) {
            Err(_) => Seen::Garbage(answer.status),
            Ok(body) if answer.status == 200 && body.get("Fault").is_some() => Seen::Fault200,
            Ok(_) if answer.status == 200 => Seen::Good,
            Ok(_) => Seen::Status(answer.status),
        },
    }
}

fn run(case: &Case, entity: &str, body: &Value, condition: &str) {
    let ledger = Ledger::sample();
    let path = format!("{}?requestid=once", entity.to_lowercase());
    let mut rule: Value = serde_json::from_str(case.rule).unwrap();
    rule["times"] = json!(1);
    rule["path"] = json!(format!("/{}", entity.to_lowercase()));
    ledger.faults(&json!([rule]).to_string());
    let told = format!("{} on {entity}", case.rule);

    let first = ledger.call("POST", &path, body.to_string().as_bytes());
    assert_eq!(what_was_seen(&first), case.seen, "{told}");
    let count = format!("select count(*) from {entity} where {condition}");
    assert_eq!(ledger.count(&count), usize::from(case.committed), "{told}");

    let again = ledger.call("POST", &path, body.to_string().as_bytes()).unwrap();
    assert_eq!(again.status, 200, "{told}: {}", String::from_utf8_lossy(&again.body));
    assert_eq!(
        ledger.count(&count),
        1,
        "{told}: the repeat must not make a second record"
    );
}

#[test]
fn after_every_fault_the_repeat_under_the_same_request_id_leaves_one_record() {
    for case in &CASES {
        for (entity, body, condition) in objects() {
            run(case, entity, &body, &condition);
        }
    }
}

#[test]
fn a_late_commit_answers_first_and_writes_afterwards() {
    let ledger = Ledger::sample();
    ledger.faults(r#"[{"fault": "late_commit", "ms": 30, "times": 1, "path": "/customer"}]"#);
    let answer = ledger
        .call("POST", "customer?requestid=late", br#"{"DisplayName": "Late"}"#)
        .unwrap();
    assert_eq!(answer.status, 504);
    let count = "select count(*) from Customer where DisplayName = 'Late'";
    assert!(common::eventually(|| ledger.count(count) == 1), "the write never came");
    let again = ledger
        .call("POST", "customer?requestid=late", br#"{"DisplayName": "Late"}"#)
        .unwrap();
    assert_eq!(again.status, 200);
    assert_eq!(ledger.count(count), 1);
}

#[test]
fn the_throttle_answer_says_how_long_to_wait_only_when_told_to() {
    let ledger = Ledger::sample();
    ledger.faults(
        r#"[{"fault": "too_many_requests", "retry_after": "7", "nth": 1}, {"fault": "too_many_requests", "nth": 1}]"#,
    );
    let with = ledger.get("customer/1");
    assert_eq!((with.status, with.header("retry-after")), (429, "7"));
    let without = ledger.get("customer/1");
    assert_eq!((without.status, without.header("retry-after")), (429, ""));
    let error = &without.json()["Fault"]["Error"][0];
    assert_eq!(error["code"], "3001");
    assert_eq!(
        error["Message"],
        "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    );
    assert_eq!(error["Detail"], "The request limit was reached.  Try again later");
}

#[test]
fn a_redirect_points_elsewhere_and_writes_nothing() {
    let ledger = Ledger::sample();
    ledger.faults(r#"[{"fault": "redirect", "times": 1}]"#);
    let answer = ledger
        .call("POST", "customer", br#"{"DisplayName": "Redirected"}"#)
        .unwrap();
    assert_eq!(answer.status, 302);
    assert!(!answer.header("location").contains("127.0.0.1"));
    assert_eq!(
        ledger.count("select count(*) from Customer where DisplayName = 'Redirected'"),
        0
    );
}

fn batch_of_two(ledger: &Ledger) -> Vec<String> {
    let body = json!({"BatchItemRequest": [
        {"bId": "one", "operation": "create", "Vendor": {"DisplayName": "Batch One"}},
        {"bId": "two", "operation": "create", "Vendor": {"DisplayName": "Batch Two"}}]});
    let answer = ledger
        .call("POST", "batch?requestid=batch", body.to_string().as_bytes())
        .unwrap()
        .json();
    let items = answer["BatchItemResponse"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["bId"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_batch_answer_may_lose_an_item_or_come_in_another_order() {
    for (rule, expected) in [
        ("batch_item_missing", vec!["two"]),
        ("batch_reversed", vec!["two", "one"]),
    ] {
        let ledger = Ledger::sample();
        ledger.faults(&format!(r#"[{{"fault": "{rule}", "times": 1}}]"#));
        assert_eq!(batch_of_two(&ledger), expected, "{rule}");
        assert_eq!(
            ledger.count("select count(*) from Vendor where DisplayName like 'Batch %'"),
            2
        );
        assert_eq!(batch_of_two(&ledger), ["one", "two"], "the repeat tells everything");
        assert_eq!(
            ledger.count("select count(*) from Vendor where DisplayName like 'Batch %'"),
            2
        );
    }
}

#[test]
fn the_eleventh_request_of_a_second_is_throttled() {
    let ledger = Ledger::sample();
    ledger.settings(&json!({"switches": {"per_second": 10, "per_minute": 500, "concurrent": 10}}));
    let answers: Vec<u16> = (0..30).map(|_| ledger.get("customer/1").status).collect();
    assert!(answers[..10].iter().all(|status| *status == 200), "{answers:?}");
    assert!(answers.contains(&429), "{answers:?}");
}

#[test]
fn every_refusal_carries_the_number_that_support_asks_for() {
    for fault in [
        "too_many_requests",
        "error_before_commit",
        "expired_token",
        "forbidden",
        "bad_request",
        "fault_200",
    ] {
        let ledger = Ledger::sample();
        ledger.faults(&json!([{"fault": fault}]).to_string());
        assert!(!ledger.get("customer/1").header("intuit_tid").is_empty(), "{fault}");
    }
}

#[test]
fn a_ledger_that_is_down_refuses_connections_and_comes_back_at_the_same_place() {
    let ledger = Ledger::sample();
    ledger.faults(r#"[{"fault": "refuse", "ms": 3000, "times": 1}]"#);
    let customer = json!({"DisplayName": "Nobody there"}).to_string();
    let first = ledger.call("POST", "customer", customer.as_bytes());
    assert_eq!(what_was_seen(&first), Seen::Broken(Broken::NoAnswer));
    let refused = || {
        let tried = std::net::TcpStream::connect(("127.0.0.1", ledger.port));
        tried.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
    };
    assert!(common::eventually(refused), "the door never closed");
    assert!(common::eventually(|| !refused()), "the door never opened again");
    assert_eq!(
        ledger.count("select count(*) from Customer where DisplayName = 'Nobody there'"),
        0
    );
}
