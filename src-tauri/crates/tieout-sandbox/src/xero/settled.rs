//! What may still be said about a document that money or a credit was set against.
//!
//! Not here: documents that nothing was set against (`documents`).
//! Invariant: amounts stay as they were settled.

use serde_json::{Value, json};

use super::documents::MEMBERS;
use super::errors::{Saved, refuse, say};
use super::json::{Body, decimal_at, list, text};
use super::kinds::Kind;
use super::store::{Org, Record};

/// What is left open to change once money was set against a document.
const EDITABLE_WHEN_SETTLED: [&str; 6] = [
    "Reference",
    "DueDate",
    "InvoiceNumber",
    "BrandingThemeID",
    "Url",
    "SentToContact",
];

impl Org {
    /// What may still be said about a document that money was set against.
    pub(super) fn fill_settled(&self, kind: Kind, sent: &Body, old: &Record, body: &mut Body) -> Saved<()> {
        if matches!(text(body, "Status"), "VOIDED" | "DELETED") {
            return refuse("settled_void", &[]);
        }
        let same = |name: &str| {
            let before = old.body.get(name);
            match (decimal_at(body, name), decimal_at(&old.body, name)) {
                (Some(now), Some(before)) => now == before,
                _ => body.get(name) == before,
            }
        };
        let changed = MEMBERS.iter().filter(|name| !same(name));
        if kind != Kind::Invoice
            || changed
                .clone()
                .any(|name| !EDITABLE_WHEN_SETTLED.contains(name) && *name != "Status")
        {
            return refuse("settled_edit", &[]);
        }
        let mut lines = list(&old.body, "LineItems");
        if sent.contains_key("LineItems") {
            self.relabel(&mut lines, &list(sent, "LineItems"))?;
        }
        body.insert(
            "LineItems".into(),
            Value::Array(lines.into_iter().map(Value::Object).collect()),
        );
        body.insert("Status".into(), json!("AUTHORISED"));
        Ok(())
    }

    /// Descriptions, accounts and tracking of lines that are otherwise settled.
    fn relabel(&self, lines: &mut [Body], sent: &[Body]) -> Saved<()> {
        if sent.len() != lines.len() {
            return refuse("settled_edit", &[]);
        }
        for line in sent {
            let id = text(line, "LineItemID");
            let Some(kept) = lines
                .iter_mut()
                .find(|kept| text(kept, "LineItemID").eq_ignore_ascii_case(id))
            else {
                return refuse("settled_edit", &[]);
            };
            for name in ["Quantity", "UnitAmount", "LineAmount", "TaxAmount"] {
                let same = decimal_at(line, name).is_none_or(|sent| decimal_at(kept, name) == Some(sent));
                if !same {
                    return refuse("settled_edit", &[]);
                }
            }
            if let Some(code) = line.get("AccountCode").and_then(Value::as_str) {
                let account = self
                    .account_named(code, "")
                    .ok_or_else(|| vec![say("account_invalid", &[code])])?;
                kept.insert("AccountCode".into(), json!(code));
                kept.insert("AccountID".into(), json!(account.id));
            }
            if let Some(description) = line.get("Description") {
                kept.insert("Description".into(), description.clone());
            }
            if line.contains_key("Tracking") {
                let tracked = list(line, "Tracking");
                let found: Vec<Value> = tracked.iter().filter_map(|one| self.tracked(one)).collect();
                kept.insert("Tracking".into(), Value::Array(found));
            }
        }
        Ok(())
    }

    /// Whether money or credits were set against a document, or it against others.
    pub(super) fn is_settled(&self, kind: Kind, id: &str) -> bool {
        let Some(number) = self.number_of(kind, id) else {
            return false;
        };
        let spent = self
            .book
            .document(number)
            .is_some_and(|document| !document.applications.is_empty());
        spent || self.book.settled_by(number).next().is_some()
    }
}
