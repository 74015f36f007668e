//! Recorded answers of the real service, read by the same code. Not here: the files' own notes (tests/golden/quickbooks/SOURCE.md).

use serde_json::Value;
use tieout_domain::objects::{DocumentState, LineKind};

use super::*;
use crate::quickbooks::failure;

fn recorded(file: &str) -> Vec<(u64, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/golden/quickbooks/golden/");
    let text = std::fs::read_to_string(format!("{folder}{file}.json")).unwrap();
    let exchanges: Vec<Value> = serde_json::from_str(&text).unwrap();
    let answer = |exchange: &Value| {
        (
            exchange["response"]["status"].as_u64().unwrap(),
            exchange["response"]["body"].clone(),
        )
    };
    exchanges.iter().map(answer).collect()
}

fn read(kind: ObjectKind, raw: &Value) -> Record {
    record(Entity::of(kind).unwrap(), &raw.to_string(), &Context::default()).unwrap()
}

#[test]
fn recorded_customers_are_read() {
    let created = read(ObjectKind::Customer, &recorded("create__customer")[0].1["Customer"]);
    assert_eq!(
        (created.id.as_str(), created.version.as_deref(), created.active),
        ("70", Some("0"), true)
    );
    assert_eq!(created.object.name(), "Doe5, Jane");
    assert_eq!(created.updated_at.unwrap().to_string(), "2020-09-29T12:58:16Z");
    let party = read(ObjectKind::Customer, &recorded("get__id")[0].1["Customer"]);
    assert!(party.object.as_party().unwrap().email.is_some());
    for (_, body) in recorded("update__customer") {
        read(ObjectKind::Customer, &body["Customer"]);
    }
}

#[test]
fn recorded_invoices_add_up() {
    let context = Context::default();
    for (file, at) in [
        ("create__invoice", 0),
        ("void__invoice", 0),
        ("void__invoice", 1),
        ("delete__invoice", 0),
    ] {
        let raw = &recorded(file)[at].1["Invoice"];
        let record = record(Entity::of(ObjectKind::Invoice).unwrap(), &raw.to_string(), &context).unwrap();
        let invoice = record.object.as_invoice().unwrap();
        assert_eq!(invoice.sum(), Some(invoice.total), "{file}");
        assert!(
            invoice.lines.iter().all(|line| line.kind == LineKind::Item),
            "the subtotal is not a line"
        );
    }
    let voided = read(ObjectKind::Invoice, &recorded("void__invoice")[1].1["Invoice"]);
    assert_eq!(voided.object.as_invoice().unwrap().state, DocumentState::Void);
}

#[test]
fn a_recorded_deletion_is_seen() {
    let raw = recorded("delete__invoice")[1].1["Invoice"].to_string();
    let row = row(Entity::of(ObjectKind::Invoice).unwrap(), &raw, &Context::default()).unwrap();
    assert!(matches!(row, Row::Deleted(id) if id.as_str() == "266"));
}

#[test]
fn a_recorded_inactive_account_keeps_its_bare_name() {
    let records: Vec<Record> = recorded("deactivate__account")
        .iter()
        .map(|(_, body)| read(ObjectKind::Account, &body["Account"]))
        .collect();
    for record in records {
        assert_eq!((record.active, record.object.name()), (false, "Fees Billed"));
        assert!(
            record.raw.contains("Fees Billed (deleted)"),
            "the raw text stays as it came"
        );
    }
}

#[test]
fn recorded_faults_are_understood() {
    for (file, at, code) in [
        ("error__400", 0, ErrorCode::RefusedByLedger),
        ("error__400_json", 0, ErrorCode::RefusedByLedger),
        ("error__401", 0, ErrorCode::SignInNeeded),
        ("error__500", 0, ErrorCode::RefusedByLedger),
        ("error__500", 1, ErrorCode::ReferenceInvalid),
        ("error__validation", 0, ErrorCode::NameTaken),
    ] {
        let members = serde_json::from_str(&recorded(file)[at].1.to_string()).unwrap();
        assert_eq!(
            failure::of_members(&members, None).unwrap().failure.code,
            code,
            "{file}"
        );
    }
}

#[test]
fn unknown_members_survive_in_the_raw_record() {
    let raw = r#"{"Id":"1","DisplayName":"A","Brand2027":{"deep":[1.10]}}"#;
    let record = record(Entity::of(ObjectKind::Customer).unwrap(), raw, &Context::default()).unwrap();
    assert_eq!(record.raw, raw);
}

#[test]
fn an_unreadable_record_names_itself() {
    let raw = r#"{"Id":"9","Name":"Chai","UnitPrice":"cheap"}"#;
    let failure = record(Entity::of(ObjectKind::Item).unwrap(), raw, &Context::default()).unwrap_err();
    assert_eq!(
        (failure.code, failure.params["remote_id"].as_str()),
        (ErrorCode::AnswerUnknown, "9")
    );
}
