//! However documents and money mix, the book ties out to what the documents show.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::books::{API, Books, bill_of, word};

fn amount(value: &Value) -> Decimal {
    value.to_string().parse().unwrap()
}

/// One step that a bookkeeper might take; refusals are part of the trade.
fn step(books: &Books, dice: &mut SmallRng, contacts: &[String], known: &mut Vec<(String, String)>) {
    let contact = &contacts[dice.random_range(0..contacts.len())];
    let cents = dice.random_range(1..20_000);
    let sum = Decimal::new(cents, 2).to_string();
    let side = ["ACCREC", "ACCPAY"][dice.random_range(0..2_usize)];
    let send = |method: &str, target: &str, body: &Value| {
        let answer = books.call(method, target, &[], body.to_string().as_bytes());
        assert!(
            matches!(answer.status, 200 | 400),
            "{method} {API}{target}: {}",
            answer.status
        );
        (answer.status == 200).then(|| answer.json())
    };
    let some = |known: &[(String, String)], kind: &str, dice: &mut SmallRng| {
        let ids: Vec<&String> = known.iter().filter(|(of, _)| of == kind).map(|(_, id)| id).collect();
        (!ids.is_empty()).then(|| ids[dice.random_range(0..ids.len())].clone())
    };
    match dice.random_range(0..8) {
        0 | 1 => {
            let status = ["DRAFT", "AUTHORISED", "AUTHORISED"][dice.random_range(0..3_usize)];
            if let Some(made) = send("PUT", "/Invoices", &bill_of(side, contact, &sum, status)) {
                known.push(("Invoice".into(), word(&made["Invoices"][0]["InvoiceID"])));
            }
        }
        2 => {
            let mut note = bill_of(side, contact, &sum, "AUTHORISED");
            note["Type"] = json!(format!("{side}CREDIT"));
            if let Some(made) = send("PUT", "/CreditNotes", &note) {
                known.push(("CreditNote".into(), word(&made["CreditNotes"][0]["CreditNoteID"])));
            }
        }
        3 | 4 => {
            let kind = ["Invoice", "Invoice", "CreditNote"][dice.random_range(0..3_usize)];
            let Some(id) = some(known, kind, dice) else { return };
            let payment = json!({kind: {format!("{kind}ID"): id}, "Account": {"Code": "090"}, "Amount": sum});
            if let Some(made) = send("PUT", "/Payments", &payment) {
                known.push(("Payment".into(), word(&made["Payments"][0]["PaymentID"])));
            }
        }
        5 => {
            let (Some(note), Some(invoice)) = (some(known, "CreditNote", dice), some(known, "Invoice", dice)) else {
                return;
            };
            let set =
                json!({"Allocations": [{"Invoice": {"InvoiceID": invoice}, "Amount": sum, "Date": "2026-11-22"}]});
            send("PUT", &format!("/CreditNotes/{note}/Allocations"), &set);
        }
        6 => {
            let Some(id) = some(known, "Payment", dice) else { return };
            send("POST", &format!("/Payments/{id}"), &json!({"Status": "DELETED"}));
        }
        _ => {
            let Some(id) = some(known, "Invoice", dice) else { return };
            let status = ["VOIDED", "AUTHORISED", "DELETED"][dice.random_range(0..3_usize)];
            send("POST", &format!("/Invoices/{id}"), &json!({"Status": status}));
        }
    }
}

#[test]
fn what_is_due_on_documents_is_what_stands_on_receivables_and_payables() {
    let books = Books::empty();
    let contacts: Vec<String> = ["One", "Two"].iter().map(|name| books.contact(name)).collect();
    let mut dice = SmallRng::seed_from_u64(20_261_122);
    let mut known = Vec::new();
    for _ in 0..400 {
        step(&books, &mut dice, &contacts, &mut known);
    }
    let due = |sales: bool| -> Decimal {
        let kinds = if sales {
            ("ACCREC", "ACCRECCREDIT")
        } else {
            ("ACCPAY", "ACCPAYCREDIT")
        };
        let live = |one: &&Value| matches!(one["Status"].as_str(), Some("AUTHORISED" | "PAID"));
        let sum = |plural: &str, kind: &str, member: &str| -> Decimal {
            let answer = books.get(&format!("/{plural}?page=1&pageSize=1000"));
            let all = answer[plural].as_array().unwrap();
            let of_kind = all.iter().filter(|one| one["Type"] == kind).filter(live);
            of_kind.map(|one| amount(&one[member])).sum()
        };
        sum("Invoices", kinds.0, "AmountDue") - sum("CreditNotes", kinds.1, "RemainingCredit")
    };
    let book = books.book();
    let open = |name: &str| book[name].as_str().unwrap().parse::<Decimal>().unwrap();
    assert_eq!(open("receivable_open"), due(true));
    assert_eq!(open("payable_open"), due(false));
    let account = |code: &str| {
        let accounts = book["accounts"].as_array().unwrap();
        let found = accounts.iter().find(|account| account["code"] == code).unwrap();
        found["balance"].as_str().unwrap().parse::<Decimal>().unwrap()
    };
    assert_eq!(account("610"), due(true));
    assert_eq!(-account("800"), due(false));
    let settled = known.iter().filter(|(kind, _)| kind == "Payment").count();
    assert!(settled > 20, "the mix had money in it: {settled}");
}
