//! Manual journals.
//!
//! Not here: their postings (`project`).
//! Invariant: debits equal credits, in drafts too.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::read_day;
use super::errors::{Problems, Saved, say};
use super::json::{Body, decimal_at, fixed, flag, list, text};
use super::kinds::Kind;
use super::store::{Org, Record, is_active};
use super::write::Call;

impl Org {
    pub(super) fn fill_journal(&self, sent: &Body, old: Option<&Record>, call: &Call) -> Saved<Body> {
        let mut problems = Problems::default();
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        for name in [
            "Narration",
            "Date",
            "LineAmountTypes",
            "Status",
            "Url",
            "ShowOnCashBasisReports",
        ] {
            if let Some(value) = sent.get(name).filter(|value| !value.is_null()) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        let today = self.today(call.now).to_string();
        for (name, value) in [
            ("Date", today.as_str()),
            ("LineAmountTypes", "NoTax"),
            ("Status", "DRAFT"),
        ] {
            body.entry(name).or_insert(json!(value));
        }
        let shown = body.get("ShowOnCashBasisReports").is_none_or(|value| flag(Some(value)));
        body.insert("ShowOnCashBasisReports".into(), json!(shown));
        let narration = text(&body, "Narration");
        problems.need(!narration.is_empty(), "journal_narration", &[]);
        match read_day(text(&body, "Date")) {
            Some(day) => {
                body.insert("Date".into(), json!(day.to_string()));
            }
            None => problems.add("not_a_date", &["Date", text(&body, "Date")]),
        }
        check_status(&body, old, &mut problems);
        self.check_journal_lock(&body, old, &mut problems);
        if old.is_none() || sent.contains_key("JournalLines") {
            let lines = self.journal_lines(sent, text(&body, "LineAmountTypes"), call, &mut problems);
            body.insert("JournalLines".into(), Value::Array(lines));
        }
        problems.done()?;
        Ok(body)
    }

    fn journal_lines(&self, sent: &Body, amount_types: &str, call: &Call, problems: &mut Problems) -> Vec<Value> {
        let sent = list(sent, "JournalLines");
        problems.need(sent.len() >= 2, "journal_lines", &[]);
        let (mut debits, mut credits) = (Decimal::ZERO, Decimal::ZERO);
        let mut lines = Vec::new();
        for line in &sent {
            let made = self.journal_line(line, amount_types, call, problems);
            let mut amount = decimal_at(&made, "LineAmount").unwrap_or_default();
            if amount_types == "Exclusive" {
                amount += decimal_at(&made, "TaxAmount").unwrap_or_default();
            }
            if amount.is_sign_negative() {
                credits += amount;
            } else {
                debits += amount;
            }
            lines.push(Value::Object(made));
        }
        if !(debits + credits).is_zero() {
            problems.add(
                "journal_unbalanced",
                &[&format!("{debits:.2}"), &format!("{credits:.2}")],
            );
        }
        lines
    }

    fn journal_line(&self, sent: &Body, amount_types: &str, call: &Call, problems: &mut Problems) -> Body {
        let mut line = Body::new();
        let amount = decimal_at(sent, "LineAmount").unwrap_or_default();
        let code = text(sent, "AccountCode");
        let id = text(sent, "AccountID");
        match self.account_named(code, id) {
            None => problems.add("account_invalid", &[code]),
            Some(account) if !is_active(&account.body) => problems.add("account_archived", &[code]),
            Some(account) => {
                let system = matches!(
                    text(&account.body, "SystemAccount"),
                    "DEBTORS" | "CREDITORS" | "RETAINEDEARNINGS"
                );
                let closed = system || matches!(text(&account.body, "Type"), "BANK" | "INVENTORY");
                problems.need(!closed || call.seeding, "journal_account", &[code]);
                line.insert("AccountID".into(), json!(account.id));
                line.insert(
                    "AccountCode".into(),
                    account.body.get("Code").cloned().unwrap_or(json!("")),
                );
            }
        }
        let default = json!("NONE");
        let tax_type = sent
            .get("TaxType")
            .filter(|_| amount_types != "NoTax")
            .unwrap_or(&default);
        let tax_type = tax_type.as_str().unwrap_or("NONE");
        let rate = self
            .get(Kind::TaxRate, tax_type)
            .and_then(|rate| decimal_at(&rate.body, "EffectiveRate"));
        problems.need(rate.is_some(), "tax_unknown", &[tax_type]);
        let tax = decimal_at(sent, "TaxAmount").filter(|_| amount_types != "NoTax");
        let tax = tax.unwrap_or_else(|| self.tax_on(amount, rate.unwrap_or_default(), amount_types));
        line.insert("LineAmount".into(), fixed(amount, 2));
        line.insert("TaxType".into(), json!(tax_type));
        line.insert("TaxAmount".into(), fixed(tax, 2));
        line.insert("Description".into(), json!(text(sent, "Description")));
        let mut tracked = Vec::new();
        for one in list(sent, "Tracking") {
            match self.tracked(&one) {
                Some(found) => tracked.push(found),
                None => problems.add("tracking_unknown", &[text(&one, "Option")]),
            }
        }
        line.insert("Tracking".into(), Value::Array(tracked));
        line
    }

    fn check_journal_lock(&self, body: &Body, old: Option<&Record>, problems: &mut Problems) {
        let Some((name, locked)) = self.lock() else { return };
        let bound = |body: &Body| {
            let inside = read_day(text(body, "Date")).is_some_and(|date| date <= locked);
            inside && (text(body, "Status") == "POSTED" || !self.switches.drafts_pass_lock)
        };
        if old.is_some_and(|old| bound(&old.body)) {
            problems.add("locked_edit", &[name]);
        } else if bound(body) {
            problems.add("locked_create", &[name, &locked.strftime("%d-%b-%Y").to_string()]);
        }
    }
}

fn check_status(body: &Body, old: Option<&Record>, problems: &mut Problems) {
    let status = text(body, "Status");
    let fits = match old.map(|old| text(&old.body, "Status")) {
        None => matches!(status, "DRAFT" | "POSTED"),
        Some("DRAFT") => matches!(status, "DRAFT" | "POSTED" | "DELETED"),
        Some("POSTED") => matches!(status, "POSTED" | "VOIDED"),
        Some(_) => false,
    };
    let key = if old.is_some() {
        "document_status_change"
    } else {
        "document_status_create"
    };
    if !fits {
        let text = say(key, &["Manual journal"]);
        problems.take::<()>(Err(vec![text]));
    }
}
