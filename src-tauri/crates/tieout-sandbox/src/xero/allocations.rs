//! Credits and advances set against invoices, and taken off again.
//!
//! Not here: payments (`money`).
//! Invariant: no more is allocated than is left of the credit or open on the invoice.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::{day_ms, read_day};
use super::errors::{self, Answer, Problems, Saved, say};
use super::json::{Body, decimal_at, fixed, list, object, text};
use super::kinds::Kind;
use super::project::is_sale;
use super::store::{Org, Record};
use super::write::{Call, envelope, named_elements};
use crate::wire::{Reply, Request};

impl Org {
    /// `PUT /CreditNotes/{id}/Allocations` and its brothers.
    pub(super) fn allocate(&mut self, kind: Kind, id: &str, request: &Request, now: Timestamp) -> Answer {
        let call = Call::of(request, now);
        let Some(source) = self.find(kind, id).map(|record| record.id.clone()) else {
            return Err(errors::not_found());
        };
        let elements = named_elements(&request.body, "Allocations")?;
        let before = (call.summarize && elements.len() > 1).then(|| self.clone());
        let mut shown = Vec::new();
        let mut refused = Vec::new();
        for mut sent in elements {
            match self.allocate_one(kind, &source, &sent, &call) {
                Ok(allocation) => shown.push(allocation),
                Err(texts) if call.summarize => {
                    sent.insert("ValidationErrors".into(), errors::listed(&texts));
                    refused.push(Value::Object(sent));
                }
                Err(texts) => shown.push(errors::refused_element(sent, "AllocationID", &texts)),
            }
        }
        if !refused.is_empty() {
            if let Some(before) = before {
                *self = before;
            }
            return Err(errors::invalid(refused));
        }
        Ok(envelope("Allocations", Value::Array(shown), now))
    }

    fn allocate_one(&mut self, kind: Kind, source: &str, sent: &Body, call: &Call) -> Saved<Value> {
        let named = sent.get("Invoice").map(object).unwrap_or_default();
        let wanted = [text(&named, "InvoiceID"), text(&named, "InvoiceNumber")];
        let wanted = wanted.into_iter().find(|wanted| !wanted.is_empty()).unwrap_or("");
        let unknown = || vec![say("invoice_unknown", &[])];
        let invoice = self.find(Kind::Invoice, wanted).cloned().ok_or_else(unknown)?;
        let credit = self
            .get(kind, source)
            .cloned()
            .ok_or_else(|| vec![say("note_unknown", &[])])?;
        let amount = decimal_at(sent, "Amount").unwrap_or_default();
        let today = self.today(call.now);
        let day = sent.get("Date").and_then(Value::as_str).map_or(Some(today), read_day);
        self.check_allocation(kind, &credit, &invoice, amount)?;
        let day = day.ok_or_else(|| vec![say("not_a_date", &["Date", text(sent, "Date")])])?;
        let allocation = json!({
            "AllocationID": uuid::Uuid::new_v4().to_string(), "Invoice": {"InvoiceID": invoice.id},
            "Amount": fixed(amount, 2), "Date": day.to_string()
        });
        let mut body = credit.body.clone();
        let mut all = list(&body, "Allocations")
            .into_iter()
            .map(Value::Object)
            .collect::<Vec<_>>();
        all.push(allocation.clone());
        body.insert("Allocations".into(), Value::Array(all));
        self.commit(kind, call.record(credit.id.clone(), body, Some(&credit)))?;
        self.touch(Kind::Invoice, &invoice.id, call.now);
        Ok(json!({
            "AllocationID": allocation["AllocationID"], "Amount": fixed(amount, 2), "Date": day_ms(day),
            "Invoice": {"InvoiceID": invoice.id, "InvoiceNumber": text(&invoice.body, "InvoiceNumber")},
            "StatusAttributeString": "OK"
        }))
    }

    fn check_allocation(&self, kind: Kind, credit: &Record, invoice: &Record, amount: Decimal) -> Saved<()> {
        let mut problems = Problems::default();
        problems.need(amount > Decimal::ZERO, "allocation_amount", &[]);
        let live = |record: &Record| text(&record.body, "Status") == "AUTHORISED";
        let whose = |record: &Record| record.body.get("Contact").cloned();
        let fits = live(credit) && live(invoice) && is_sale(&credit.body) == is_sale(&invoice.body);
        problems.need(fits && whose(credit) == whose(invoice), "allocation_status", &[]);
        let open = |kind: Kind, record: &Record| {
            let number = self.number_of(kind, &record.id);
            number.map(|number| self.book.open_amount(number)).unwrap_or_default()
        };
        problems.need(!fits || amount <= open(kind, credit), "over_allocated", &[]);
        problems.need(
            !fits || amount <= open(Kind::Invoice, invoice),
            "allocation_too_big",
            &[],
        );
        if let Some((name, locked)) = self.lock() {
            let inside = |record: &Record| read_day(text(&record.body, "Date")).is_some_and(|day| day <= locked);
            problems.need(!inside(credit) && !inside(invoice), "locked_edit", &[name]);
        }
        problems.done()
    }

    /// `DELETE /CreditNotes/{id}/Allocations/{AllocationID}`.
    pub(super) fn take_off(&mut self, kind: Kind, id: &str, allocation: &str, now: Timestamp) -> Answer {
        let credit = self.find(kind, id).cloned().ok_or_else(errors::not_found)?;
        let all = list(&credit.body, "Allocations");
        let (gone, kept): (Vec<Body>, Vec<Body>) = all
            .into_iter()
            .partition(|one| text(one, "AllocationID").eq_ignore_ascii_case(allocation));
        let gone = gone.into_iter().next().ok_or_else(errors::not_found)?;
        let mut body = credit.body.clone();
        body.insert(
            "Allocations".into(),
            Value::Array(kept.into_iter().map(Value::Object).collect()),
        );
        let mut record = credit;
        record.body = body;
        record.updated = now;
        let refused = |texts: Vec<String>| errors::invalid_request(&texts.join("; "));
        self.commit(kind, record).map_err(refused)?;
        let invoice = gone
            .get("Invoice")
            .and_then(|invoice| invoice["InvoiceID"].as_str())
            .unwrap_or("");
        self.touch(Kind::Invoice, invoice, now);
        let mut shown = super::write::frame(now);
        shown["AllocationID"] = json!(allocation);
        shown["IsDeleted"] = json!(true);
        shown["Amount"] = gone.get("Amount").cloned().unwrap_or_default();
        shown["Date"] = json!(read_day(text(&gone, "Date")).map(day_ms));
        shown["Invoice"] = json!({"InvoiceID": invoice});
        for frame in ["Id", "Status", "ProviderName", "DateTimeUTC"] {
            shown.as_object_mut().and_then(|shown| shown.remove(frame));
        }
        Ok(Reply::json(200, &shown))
    }
}
