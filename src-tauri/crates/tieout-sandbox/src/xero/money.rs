//! Payments, and money that came before there was anything to settle.
//!
//! Not here: credits set against invoices (`allocations`).
//! Invariant: no more is settled than is open.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::read_day;
use super::errors::{Problems, Saved, refuse, say};
use super::json::{Body, decimal_at, fixed, flag, object, text};
use super::kinds::Kind;
use super::project::is_sale;
use super::store::{Org, Record, is_active};
use super::write::Call;

const TARGETS: [Kind; 4] = [Kind::Invoice, Kind::CreditNote, Kind::Overpayment, Kind::Prepayment];

impl Org {
    pub(super) fn fill_payment(&self, sent: &Body, old: Option<&Record>, call: &Call) -> Saved<Body> {
        if let Some(old) = old {
            return self.unmake_payment(sent, old);
        }
        let (kind, target) = self.payment_target(sent)?;
        let mut problems = Problems::default();
        let live = text(&target.body, "Status") == "AUTHORISED";
        problems.need(live, "payment_status", &[]);
        let amount = decimal_at(sent, "Amount").unwrap_or_default();
        problems.need(amount > Decimal::ZERO, "payment_amount", &[]);
        let number = self.number_of(kind, &target.id);
        let open = number.map(|number| self.book.open_amount(number)).unwrap_or_default();
        problems.need(!live || amount <= open, "payment_too_big", &[]);
        let today = self.today(call.now).to_string();
        let day = sent.get("Date").and_then(Value::as_str).unwrap_or(&today);
        match read_day(day) {
            Some(day) => {
                if let Some((name, locked)) = self.lock().filter(|(_, locked)| day <= *locked) {
                    problems.add("locked_create", &[name, &locked.strftime("%d-%b-%Y").to_string()]);
                }
            }
            None => problems.add("not_a_date", &["Date", day]),
        }
        let account = problems.take(self.payment_account(sent));
        problems.done()?;
        let mut body = Body::new();
        body.insert(kind.name().into(), json!({kind.id(): target.id}));
        body.insert("Account".into(), json!({"AccountID": account}));
        body.insert(
            "Contact".into(),
            target.body.get("Contact").cloned().unwrap_or_default(),
        );
        body.insert("Date".into(), json!(read_day(day).map(|day| day.to_string())));
        body.insert("Amount".into(), fixed(amount, 2));
        body.insert(
            "CurrencyRate".into(),
            target.body.get("CurrencyRate").cloned().unwrap_or(json!(1)),
        );
        body.insert("IsReconciled".into(), json!(flag(sent.get("IsReconciled"))));
        body.insert("Status".into(), json!("AUTHORISED"));
        body.insert("PaymentType".into(), json!(payment_type(kind, is_sale(&target.body))));
        if let Some(reference) = sent.get("Reference").filter(|reference| reference.is_string()) {
            body.insert("Reference".into(), reference.clone());
        }
        Ok(body)
    }

    /// A payment is only ever deleted.
    fn unmake_payment(&self, sent: &Body, old: &Record) -> Saved<Body> {
        let mut body = old.body.clone();
        if text(sent, "Status") != "DELETED" || text(&body, "Status") == "DELETED" {
            return refuse("payment_final", &[]);
        }
        if body.contains_key("BatchPaymentID") {
            return refuse("payment_batched", &[]);
        }
        let day = read_day(text(&body, "Date"));
        if let Some((name, _)) = self.lock().filter(|(_, locked)| day.is_some_and(|day| day <= *locked)) {
            return refuse("locked_edit", &[name]);
        }
        body.insert("Status".into(), json!("DELETED"));
        Ok(body)
    }

    fn payment_target(&self, sent: &Body) -> Saved<(Kind, Record)> {
        for kind in TARGETS {
            let named = sent.get(kind.name()).map(object).unwrap_or_default();
            let number = kind.number().unwrap_or("");
            let wanted = [text(&named, &kind.id()), text(&named, number), text(sent, number)];
            let Some(wanted) = wanted.into_iter().find(|wanted| !wanted.is_empty()) else {
                continue;
            };
            let unknown = match kind {
                Kind::CreditNote => "note_unknown",
                Kind::Invoice => "invoice_unknown",
                _ => "document_unknown",
            };
            let found = self.find(kind, wanted).cloned();
            return found.map(|found| (kind, found)).ok_or_else(|| vec![say(unknown, &[])]);
        }
        refuse("payment_document", &[])
    }

    fn payment_account(&self, sent: &Body) -> Saved<String> {
        let named = sent.get("Account").map(object).unwrap_or_default();
        let code = [text(&named, "Code"), text(sent, "Code")]
            .into_iter()
            .find(|code| !code.is_empty());
        let found = self.account_named(code.unwrap_or(""), text(&named, "AccountID"));
        let takes = |record: &&Record| {
            let enabled = flag(record.body.get("EnablePaymentsToAccount"));
            is_active(&record.body) && (text(&record.body, "Type") == "BANK" || enabled)
        };
        found
            .filter(takes)
            .map(|found| found.id.clone())
            .ok_or_else(|| vec![say("payment_account", &[])])
    }

    /// Keeps the overpayment or prepayment that a bank transaction of that type stands for.
    pub(super) fn keep_advance(&mut self, id: &str, body: &mut Body, call: &Call) -> Saved<()> {
        let kind = match text(body, "Type") {
            "RECEIVE-OVERPAYMENT" | "SPEND-OVERPAYMENT" => Kind::Overpayment,
            "RECEIVE-PREPAYMENT" | "SPEND-PREPAYMENT" => Kind::Prepayment,
            _ => return Ok(()),
        };
        let advance = text(body, &kind.id()).to_owned();
        let advance = if advance.is_empty() {
            uuid::Uuid::new_v4().to_string()
        } else {
            advance
        };
        let old = self.get(kind, &advance).cloned();
        let ends = text(body, "Status") != "AUTHORISED";
        if ends && self.is_settled(kind, &advance) {
            return refuse("settled_edit", &[]);
        }
        let mut made = body.clone();
        let bank = made.remove("BankAccount").unwrap_or_default();
        made.insert("_bank".into(), bank);
        made.insert("_transaction".into(), json!(id));
        made.insert("Status".into(), json!(if ends { "VOIDED" } else { "AUTHORISED" }));
        self.commit(kind, call.record(advance.clone(), made, old.as_ref()))?;
        body.insert(kind.id(), json!(advance));
        Ok(())
    }
}

const fn payment_type(kind: Kind, sale: bool) -> &'static str {
    match (kind, sale) {
        (Kind::Invoice, true) => "ACCRECPAYMENT",
        (Kind::Invoice, false) => "ACCPAYPAYMENT",
        (Kind::CreditNote, true) => "ARCREDITPAYMENT",
        (Kind::CreditNote, false) => "APCREDITPAYMENT",
        (Kind::Overpayment, true) => "AROVERPAYMENTPAYMENT",
        (Kind::Overpayment, false) => "APOVERPAYMENTPAYMENT",
        (_, true) => "ARPREPAYMENTPAYMENT",
        (_, false) => "APPREPAYMENTPAYMENT",
    }
}
