//! Invoices, bills, credit notes, orders and bank transactions: what is sent, completed and checked.
//!
//! Not here: their lines (`lines`), their states (`status`), what is left to change once they are settled (`settled`).
//! Invariant: a status moves only where the vendor lets it; a settled document keeps its amounts.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::read_day;
use super::errors::{self, Problems, Saved};
use super::json::{Body, fixed, flag, list, text};
use super::kinds::Kind;
use super::lines::{Around, totals};
use super::project::is_sale;
use super::store::{Org, Record};
use super::switches::MissingDue;
use super::terms;
use super::write::Call;

/// Members that a client may write, beside lines and contact.
pub(super) const MEMBERS: [&str; 22] = [
    "Type",
    "Date",
    "DueDate",
    "LineAmountTypes",
    "InvoiceNumber",
    "CreditNoteNumber",
    "PurchaseOrderNumber",
    "Reference",
    "BrandingThemeID",
    "Url",
    "CurrencyCode",
    "CurrencyRate",
    "Status",
    "SentToContact",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
    "DeliveryDate",
    "DeliveryAddress",
    "AttentionTo",
    "Telephone",
    "DeliveryInstructions",
    "IsReconciled",
];

const DAYS: [&str; 5] = [
    "Date",
    "DueDate",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
    "DeliveryDate",
];

impl Org {
    /// Completes and checks a document; the record is not kept yet.
    pub(super) fn fill_document(&mut self, kind: Kind, sent: &Body, old: Option<&Record>, call: &Call) -> Saved<Body> {
        let mut problems = Problems::default();
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        let was = old.map(|old| self.status(kind, old).to_owned());
        for name in MEMBERS {
            if let Some(value) = sent.get(name).filter(|value| !value.is_null()) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        self.defaults(kind, &mut body, call);
        days(&mut body, &mut problems);
        check_type(kind, &body, old, &mut problems);
        let status = text(&body, "Status").to_owned();
        self.check_status(kind, was.as_deref(), &status, &mut problems);
        let says_sent = kind == Kind::PurchaseOrder && flag(sent.get("SentToContact"));
        let may_be_sent = matches!(status.as_str(), "AUTHORISED" | "BILLED");
        problems.need(!says_sent || may_be_sent, "sent_flag", &[]);
        let whom = problems.take(self.contact_of(kind, sent, old)).flatten();
        if let Some(whom) = &whom {
            body.insert("Contact".into(), json!({"ContactID": whom.id}));
        }
        if kind == Kind::BankTransaction {
            self.bank_account(sent, &mut body, &mut problems);
        }
        problems.done()?;

        let mut problems = Problems::default();
        self.check_lock(old, &body, &status, &mut problems);
        if let Some(old) = old
            && self.is_settled(kind, &old.id)
        {
            problems.take(self.fill_settled(kind, sent, old, &mut body));
            problems.done()?;
            self.keep_contact(whom, call)?;
            return Ok(body);
        }
        self.fill_lines(kind, sent, &mut body, call, &mut problems);
        self.check_numbers(kind, &mut body, old, &mut problems);
        self.check_currency(&mut body, &mut problems);
        self.check_due(kind, &mut body, &mut problems);
        check_lengths(&body, &mut problems);
        self.check_cap(kind, &body, was.as_deref(), call, &mut problems);
        problems.done()?;
        self.keep_contact(whom, call)?;
        self.number(kind, &mut body);
        Ok(body)
    }

    fn defaults(&self, kind: Kind, body: &mut Body, call: &Call) {
        let today = self.today(call.now).to_string();
        let status = if kind == Kind::BankTransaction {
            "AUTHORISED"
        } else {
            "DRAFT"
        };
        let currency = self.base_currency().to_owned();
        for (name, value) in [
            ("Date", today),
            ("Status", status.to_owned()),
            ("LineAmountTypes", "Exclusive".to_owned()),
            ("CurrencyCode", currency),
        ] {
            body.entry(name).or_insert(json!(value));
        }
        if kind == Kind::Invoice || kind == Kind::PurchaseOrder {
            body.entry("SentToContact").or_insert(json!(false));
        }
        for name in ["SentToContact", "IsReconciled"] {
            if let Some(value) = body.get(name) {
                let value = flag(Some(value));
                body.insert(name.to_owned(), json!(value));
            }
        }
        if kind == Kind::PurchaseOrder {
            body.insert("Type".into(), json!("PURCHASEORDER"));
        }
        if kind == Kind::Invoice && !is_sale(body) && !self.switches.reference_on_bills {
            body.remove("Reference");
        }
    }

    /// Locked periods: neither the date before nor the one after may lie in one.
    fn check_lock(&self, old: Option<&Record>, body: &Body, status: &str, problems: &mut Problems) {
        let Some((name, locked)) = self.lock() else { return };
        let inside = |body: &Body| read_day(text(body, "Date")).is_some_and(|date| date <= locked);
        let posts = |status: &str| !matches!(status, "DRAFT" | "SUBMITTED" | "DELETED");
        let passes = self.switches.drafts_pass_lock;
        if let Some(old) = old
            && inside(&old.body)
            && (posts(text(&old.body, "Status")) || posts(status) || !passes)
        {
            problems.add("locked_edit", &[name]);
        } else if inside(body) && (posts(status) || !passes) {
            problems.add("locked_create", &[name, &locked.strftime("%d-%b-%Y").to_string()]);
        }
    }

    fn fill_lines(&self, kind: Kind, sent: &Body, body: &mut Body, call: &Call, problems: &mut Problems) {
        let types = text(body, "LineAmountTypes").to_owned();
        if !["Exclusive", "Inclusive", "NoTax"].contains(&types.as_str()) {
            problems.add("amount_types_unknown", &[&types]);
            return;
        }
        let final_ = !matches!(text(body, "Status"), "DRAFT" | "DELETED");
        let around = Around {
            sale: is_sale(body),
            amount_types: &types,
            final_,
            discounts: kind == Kind::Invoice && is_sale(body),
            unit_places: if kind == Kind::PurchaseOrder {
                4
            } else {
                call.unit_places
            },
        };
        let old = list(body, "LineItems");
        let wanted = if sent.contains_key("LineItems") {
            list(sent, "LineItems")
        } else {
            old.clone()
        };
        problems.need(!wanted.is_empty(), "lines_missing", &[]);
        let lines = self.lines(&wanted, &old, &around, problems);
        let sums = totals(&lines, &types);
        // Told in the answer to this write, and never shown again.
        body.insert("_warnings".into(), errors::listed(problems.warnings()));
        body.insert(
            "LineItems".into(),
            Value::Array(lines.into_iter().map(Value::Object).collect()),
        );
        body.insert("SubTotal".into(), fixed(sums.net, 2));
        body.insert("TotalTax".into(), fixed(sums.tax, 2));
        body.insert("Total".into(), fixed(sums.net + sums.tax, 2));
        if sums.discount.is_zero() {
            body.remove("TotalDiscount");
        } else {
            body.insert("TotalDiscount".into(), fixed(sums.discount, 2));
        }
        problems.need(sums.net + sums.tax >= Decimal::ZERO, "generic", &[]);
    }

    fn check_numbers(&self, kind: Kind, body: &mut Body, old: Option<&Record>, problems: &mut Problems) {
        let Some(member) = kind.number() else { return };
        let number = text(body, member).to_owned();
        let printable = number.chars().all(|letter| letter == ' ' || letter.is_ascii_graphic());
        problems.need(printable, "letters", &[member]);
        let unique = kind != Kind::Invoice || is_sale(body);
        if number.is_empty() || !unique {
            return;
        }
        let type_ = text(body, "Type");
        let taken = self.labelled(kind, &number).any(|record| {
            let other = old.is_none_or(|old| old.id != record.id);
            other && text(&record.body, "Type") == type_ && text(&record.body, "Status") != "DELETED"
        });
        let key = match kind {
            Kind::PurchaseOrder => "order_number_taken",
            Kind::CreditNote => "note_number_taken",
            _ => "number_taken",
        };
        problems.need(!taken, key, &[]);
    }

    /// The vendor numbers what nobody numbered; bills keep what the supplier wrote, or nothing.
    fn number(&mut self, kind: Kind, body: &mut Body) {
        let Some(member) = kind.number().filter(|member| text(body, member).is_empty()) else {
            return;
        };
        let prefix = match kind {
            Kind::PurchaseOrder => "PO-",
            Kind::CreditNote => "CN-",
            _ if is_sale(body) => "INV-",
            _ => return,
        };
        let number = self.next_number(prefix);
        body.insert(member.to_owned(), json!(number));
    }

    fn check_currency(&self, body: &mut Body, problems: &mut Problems) {
        let code = text(body, "CurrencyCode").to_owned();
        let home = code == self.base_currency();
        let subscribed = self.switches.multicurrency && self.get(Kind::Currency, &code).is_some();
        problems.need(home || subscribed, "currency", &[&code]);
        if home {
            body.insert("CurrencyRate".into(), json!(1));
        } else {
            body.entry("CurrencyRate").or_insert(json!(1));
        }
    }

    fn check_due(&self, kind: Kind, body: &mut Body, problems: &mut Problems) {
        let final_ = !matches!(text(body, "Status"), "DRAFT" | "DELETED");
        if kind != Kind::Invoice || body.contains_key("DueDate") || !final_ {
            return;
        }
        if self.switches.missing_due == MissingDue::Refuse {
            problems.add("due_missing", &[]);
            return;
        }
        let date = read_day(text(body, "Date"));
        let side = if is_sale(body) { "Sales" } else { "Bills" };
        let contact = body.get("Contact").and_then(|contact| contact["ContactID"].as_str());
        let contact = contact.and_then(|id| self.get(Kind::Contact, id));
        let rule = contact
            .and_then(|contact| terms::rule(contact.body.get("PaymentTerms")?.get(side)?))
            .or_else(|| terms::rule(self.info.get("PaymentTerms")?.get(side)?));
        if let Some(date) = date {
            let due: Date = rule.map_or(date, |rule| rule.due(date));
            body.insert("DueDate".into(), json!(due.to_string()));
        }
    }

    /// The smallest plan approves so many documents a month.
    fn check_cap(&self, kind: Kind, body: &Body, was: Option<&str>, call: &Call, problems: &mut Problems) {
        let cap = if is_sale(body) {
            self.switches.invoices_per_month
        } else {
            self.switches.bills_per_month
        };
        let approves = text(body, "Status") == "AUTHORISED" && was.is_none_or(|was| was != "AUTHORISED");
        if kind != Kind::Invoice || cap == 0 || !approves {
            return;
        }
        let month = self.today(call.now).first_of_month();
        let this_month = self.rows(Kind::Invoice).filter(|record| {
            let approved = matches!(text(&record.body, "Status"), "AUTHORISED" | "VOIDED");
            approved && is_sale(&record.body) == is_sale(body) && self.today(record.created) >= month
        });
        problems.need(this_month.count() < cap, "plan_cap", &[]);
    }

    fn bank_account(&self, sent: &Body, body: &mut Body, problems: &mut Problems) {
        let Some(sent) = sent.get("BankAccount").and_then(Value::as_object) else {
            problems.need(body.contains_key("BankAccount"), "bank_account", &[]);
            return;
        };
        let found = self.account_named(text(sent, "Code"), text(sent, "AccountID"));
        match found.filter(|record| text(&record.body, "Type") == "BANK") {
            Some(record) => {
                body.insert("BankAccount".into(), json!({"AccountID": record.id}));
            }
            None => problems.add("bank_account", &[]),
        }
    }
}

fn days(body: &mut Body, problems: &mut Problems) {
    for name in DAYS {
        let Some(sent) = body.get(name).and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        match read_day(&sent) {
            Some(day) => {
                body.insert(name.to_owned(), json!(day.to_string()));
            }
            None => problems.add("not_a_date", &[name, &sent]),
        }
    }
}

fn check_type(kind: Kind, body: &Body, old: Option<&Record>, problems: &mut Problems) {
    let type_ = text(body, "Type");
    let known: &[&str] = match kind {
        Kind::Invoice => &["ACCREC", "ACCPAY"],
        Kind::CreditNote => &["ACCRECCREDIT", "ACCPAYCREDIT"],
        Kind::BankTransaction => &[
            "SPEND",
            "RECEIVE",
            "SPEND-OVERPAYMENT",
            "RECEIVE-OVERPAYMENT",
            "SPEND-PREPAYMENT",
            "RECEIVE-PREPAYMENT",
        ],
        _ => &["PURCHASEORDER"],
    };
    let same = old.is_none_or(|old| text(&old.body, "Type") == type_);
    problems.need(known.contains(&type_) && same, "type_unknown", &[type_]);
}

fn check_lengths(body: &Body, problems: &mut Problems) {
    for (name, max) in [
        ("InvoiceNumber", 255),
        ("CreditNoteNumber", 255),
        ("PurchaseOrderNumber", 255),
        ("Reference", 255),
        ("DeliveryInstructions", 500),
    ] {
        if text(body, name).chars().count() > max {
            problems.add("too_long", &[name, &max.to_string()]);
        }
    }
}
