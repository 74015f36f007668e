//! Change data capture: what changed since an instant, deletions included.
//!
//! Not here: paging, which the vendor does not offer.
//! Invariant: an entity without changes answers an empty object.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::QuickBooks;
use super::errors::{Answer, refuse, required};
use super::kinds::{Kind, UNSERVED};
use super::switches::TaxChanges;
use crate::wire::{Reply, Request};

const ROWS_MAX: usize = 1000;

impl QuickBooks {
    pub(super) fn change_data(&self, request: &Request, now: Timestamp) -> Answer<Reply> {
        let wanted = request
            .param("entities")
            .filter(|list| !list.is_empty())
            .ok_or_else(|| required("entities"))?;
        let since = request.param("changedSince").unwrap_or("");
        let since = self
            .company
            .instant(since)
            .ok_or_else(|| refuse("2060", &[since]).at("changedSince"))?;
        let oldest = now.checked_sub(SignedDuration::from_hours(30 * 24)).unwrap_or(now);
        if self.company.switches.cdc_refuses_old && since < oldest {
            return Err(refuse("4002", &["changedSince is more than 30 days ago"]));
        }
        let tax = self.company.switches.cdc_tax_lists;
        let mut answers = Vec::new();
        for name in wanted.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match Kind::find(name) {
                Some(Kind::TaxCode | Kind::TaxRate | Kind::TaxAgency) if tax == TaxChanges::Silent => {
                    answers.push(json!({}));
                }
                Some(Kind::TaxCode | Kind::TaxRate | Kind::TaxAgency) if tax == TaxChanges::Refused => {
                    return Err(refuse("2000", &[name]));
                }
                Some(kind) => answers.push(self.changes(kind, since)),
                None if UNSERVED.iter().any(|known| known.eq_ignore_ascii_case(name)) => answers.push(json!({})),
                None => return Err(refuse("2000", &[name])),
            }
        }
        let body = json!({
            "CDCResponse": [{"QueryResponse": answers}], "time": self.company.stamp_ms(now)
        });
        Ok(Reply::json(200, &body))
    }

    fn changes(&self, kind: Kind, since: Timestamp) -> Value {
        let mut rows: Vec<Value> = self
            .company
            .changed_since(kind, since)
            .into_iter()
            .map(|id| self.company.render(kind, id))
            .collect();
        for tomb in self
            .company
            .tombs
            .iter()
            .filter(|tomb| tomb.kind == kind && tomb.at >= since)
        {
            rows.push(json!({
                "domain": "QBO", "status": "Deleted", "Id": tomb.id.to_string(),
                "MetaData": {"LastUpdatedTime": self.company.stamp(tomb.at)}
            }));
        }
        rows.truncate(ROWS_MAX);
        if rows.is_empty() {
            return json!({});
        }
        let count = rows.len();
        json!({kind.name(): rows, "startPosition": 1, "maxResults": count})
    }
}
