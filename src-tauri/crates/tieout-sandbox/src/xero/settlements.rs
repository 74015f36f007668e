//! How payments, credits and what they settle are shown.
//!
//! Not here: the rest of a document (`render`).
//! Invariant: what is due is the total less what was paid and credited.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::{day_ms, day_text, read_day};
use super::json::{Body, decimal_at, fixed, list, text};
use super::kinds::Kind;
use super::render::{View, document_days};
use super::store::{Org, Record};

impl Org {
    pub(super) fn show_invoice(&self, shown: &mut Body, record: &Record, view: &View) {
        let number = self.number_of(Kind::Invoice, &record.id).unwrap_or(0);
        let total = decimal_at(&record.body, "Total").unwrap_or_default();
        let live = matches!(text(&record.body, "Status"), "AUTHORISED" | "PAID");
        let (mut paid, mut credited) = (Decimal::ZERO, Decimal::ZERO);
        let mut last = None;
        let mut lists: [Vec<Value>; 4] = Default::default();
        for (source, amount) in self.book.settled_by(number) {
            let Some((kind, source)) = self.owner(source) else {
                continue;
            };
            let day = read_day(text(&source.body, "Date"));
            last = last.max(day);
            let place = match kind {
                Kind::Payment => 0,
                Kind::CreditNote => 1,
                Kind::Prepayment => 2,
                _ => 3,
            };
            *(if kind == Kind::Payment {
                &mut paid
            } else {
                &mut credited
            }) += amount;
            lists[place].push(settlement(kind, source, amount));
        }
        for (name, list) in ["Payments", "CreditNotes", "Prepayments", "Overpayments"]
            .into_iter()
            .zip(lists)
        {
            if view.summary {
                continue;
            }
            shown.insert(name.to_owned(), Value::Array(list));
        }
        let due = match text(&record.body, "Status") {
            "VOIDED" | "DELETED" => Decimal::ZERO,
            _ => total - paid - credited,
        };
        shown.insert("AmountDue".into(), fixed(due, 2));
        shown.insert("AmountPaid".into(), fixed(paid, 2));
        shown.insert("AmountCredited".into(), fixed(credited, 2));
        shown.insert("IsDiscounted".into(), json!(record.body.contains_key("TotalDiscount")));
        if live && due.is_zero() && text(shown, "Status") == "PAID" {
            let day = last.or_else(|| read_day(text(&record.body, "Date")));
            shown.insert("FullyPaidOnDate".into(), json!(day.map(day_ms)));
        }
    }

    pub(super) fn show_credit(&self, kind: Kind, shown: &mut Body, record: &Record) {
        let number = self.number_of(kind, &record.id).unwrap_or(0);
        let allocations = list(&record.body, "Allocations").into_iter().map(|allocation| {
            let id = allocation
                .get("Invoice")
                .and_then(|invoice| invoice["InvoiceID"].as_str())
                .unwrap_or("");
            let named = self
                .get(Kind::Invoice, id)
                .and_then(|invoice| invoice.body.get("InvoiceNumber"))
                .cloned();
            json!({
                "AllocationID": allocation.get("AllocationID"), "Amount": allocation.get("Amount"),
                "Date": read_day(text(&allocation, "Date")).map(day_ms),
                "Invoice": {"InvoiceID": id, "InvoiceNumber": named.unwrap_or(json!(""))}
            })
        });
        shown.insert("Allocations".into(), Value::Array(allocations.collect()));
        let live = matches!(text(&record.body, "Status"), "AUTHORISED" | "PAID");
        let total = decimal_at(&record.body, "Total").unwrap_or_default();
        let open = match text(&record.body, "Status") {
            "VOIDED" | "DELETED" => Decimal::ZERO,
            _ if live => self.book.open_amount(number),
            _ => total,
        };
        shown.insert("RemainingCredit".into(), fixed(open, 2));
        shown.insert("ID".into(), json!(record.id));
        let payments = self.book.settled_by(number).filter_map(|(source, amount)| {
            let (kind, source) = self.owner(source)?;
            Some(settlement(kind, source, amount))
        });
        shown.insert("Payments".into(), Value::Array(payments.collect()));
        shown.remove("DueDate");
    }

    pub(super) fn show_payment(&self, shown: &mut Body, record: &Record) {
        let account = record
            .body
            .get("Account")
            .and_then(|account| account["AccountID"].as_str())
            .unwrap_or("");
        shown.insert("Account".into(), self.short_account(account));
        shown.insert("HasAccount".into(), json!(true));
        shown.insert("HasValidationErrors".into(), json!(false));
        shown.insert(
            "BankAmount".into(),
            record.body.get("Amount").cloned().unwrap_or_default(),
        );
        shown.remove("Contact");
        for kind in [Kind::Invoice, Kind::CreditNote, Kind::Overpayment, Kind::Prepayment] {
            let id = record.body.get(kind.name()).and_then(|named| named[kind.id()].as_str());
            let Some(target) = id.and_then(|id| self.get(kind, id)) else {
                continue;
            };
            let mut named =
                json!({kind.id(): target.id, "LineItems": [], "CurrencyCode": target.body.get("CurrencyCode")});
            if let Some(member) = kind.number() {
                named[member] = target.body.get(member).cloned().unwrap_or(json!(""));
            }
            if matches!(kind, Kind::Invoice | Kind::CreditNote) {
                named["Type"] = target.body.get("Type").cloned().unwrap_or_default();
                named["HasErrors"] = json!(false);
            }
            let contact = target
                .body
                .get("Contact")
                .and_then(|contact| contact["ContactID"].as_str());
            named["Contact"] = contact.map(|id| self.short_contact(id)).unwrap_or_default();
            shown.insert(kind.name().to_owned(), named);
        }
        document_days(shown);
        shown.remove("DateString");
    }
}

/// A settlement as the settled document shows it.
fn settlement(kind: Kind, source: &Record, amount: Decimal) -> Value {
    let day = read_day(text(&source.body, "Date")).map(day_ms);
    if kind == Kind::Payment {
        return json!({
            "PaymentID": source.id, "Date": day, "Amount": fixed(amount, 2), "CurrencyRate": 1,
            "Reference": text(&source.body, "Reference"), "HasAccount": false, "HasValidationErrors": false
        });
    }
    let mut shown = json!({
        kind.id(): source.id, "ID": source.id, "Date": day, "DateString": read_day(text(&source.body, "Date")).map(day_text),
        "AppliedAmount": fixed(amount, 2), "Total": source.body.get("Total"), "LineItems": []
    });
    if let Some(number) = kind.number() {
        shown[number] = source.body.get(number).cloned().unwrap_or(json!(""));
    }
    shown
}
