//! Looking into the company from outside and changing it behind its clients' backs.
//!
//! Not here: anything the real vendor has.
//! Invariant: a record changed here moves its version like any other change.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::QuickBooks;
use super::json::{Body, decimal_at, merge, object, ref_text, text};
use super::kinds::Kind;
use super::store::{Company, Record};
use super::switches::Switches;
use super::write::Call;
use crate::book::Side;

impl Company {
    /// Counts and sums per kind, and each document on one line. `kind` narrows the list.
    pub fn summary(&self, filter: &[(String, String)]) -> Value {
        let wanted = filter
            .iter()
            .find(|(name, _)| name == "kind")
            .map(|(_, value)| value.to_lowercase());
        let mut kinds = serde_json::Map::new();
        let mut lists = serde_json::Map::new();
        for kind in Kind::ALL {
            let rows: Vec<(u64, &Record)> = self.rows(kind).collect();
            let amount = |record: &Record| decimal_at(&record.body, "TotalAmt").unwrap_or_default();
            let sum: Decimal = rows.iter().map(|(_, record)| amount(record)).sum();
            let entry = if kind.is_txn() {
                json!({"count": rows.len(), "sum": sum.to_string()})
            } else {
                json!({"count": rows.len()})
            };
            kinds.insert(kind.name().to_owned(), entry);
            let listed = wanted
                .as_ref()
                .map_or(kind.is_txn(), |wanted| kind.name().to_lowercase() == *wanted);
            if listed {
                let lines = rows.iter().map(|(id, record)| self.line(kind, *id, record));
                lists.insert(kind.name().to_owned(), Value::Array(lines.collect()));
            }
        }
        let end = jiff::civil::date(9000, 12, 31);
        let lines = self.book.lines(None, None);
        let postings: Decimal = lines.iter().map(|line| line.posting.amount).sum();
        let open = |side: Side| {
            self.book
                .open_items(side, end)
                .iter()
                .map(|item| item.open)
                .sum::<Decimal>()
        };
        let accounts = self.book.accounts().map(|account| {
            json!({"id": account.id.to_string(), "name": account.name,
                   "balance": self.book.balance(account.id).to_string()})
        });
        json!({
            "company": self.info["CompanyName"], "realm": self.realm, "kinds": kinds, "documents": lists,
            "accounts": accounts.collect::<Vec<_>>(), "postings_sum": postings.normalize().to_string(),
            "receivable_open": open(Side::Receivable).to_string(), "payable_open": open(Side::Payable).to_string(),
            "closed_through": self.book.closed_through().map(|date| date.to_string())
        })
    }

    fn line(&self, kind: Kind, id: u64, record: &Record) -> Value {
        let body = &record.body;
        json!({
            "Id": id.to_string(), "SyncToken": record.token.to_string(), "Name": text(body, kind.label()),
            "DocNumber": body.get("DocNumber"), "TxnDate": body.get("TxnDate"),
            "TotalAmt": decimal_at(body, "TotalAmt").unwrap_or_default().to_string(),
            "Balance": if kind.is_txn() { self.book.open_amount(id).to_string() } else { String::new() },
            "PrivateNote": body.get("PrivateNote"),
            "Party": ref_text(body, "CustomerRef").or_else(|| ref_text(body, "VendorRef")),
            "voided": record.voided, "updated": record.updated.to_string()
        })
    }
}

impl QuickBooks {
    /// Reads `{"switches":{},"close_date":..,"company":{},"preferences":{},"revoke_tokens":true,...}`.
    pub(super) fn change_settings(&mut self, change: &Value, now: Timestamp) -> Result<Value, String> {
        let mut done = Vec::new();
        for (name, value) in change.as_object().into_iter().flatten() {
            let answer = self.change_one(name, value, now)?;
            done.push(json!({name: answer}));
        }
        Ok(json!({"changed": done, "switches": self.company.switches}))
    }

    fn change_one(&mut self, name: &str, value: &Value, now: Timestamp) -> Result<Value, String> {
        match name {
            "switches" => {
                let mut all = serde_json::to_value(&self.company.switches).map_err(|error| error.to_string())?;
                merge(&mut all, value);
                self.company.switches = serde_json::from_value::<Switches>(all).map_err(|error| error.to_string())?;
            }
            "close_date" => {
                self.company.prefs["AccountingInfoPrefs"]["BookCloseDate"] = value.clone();
                if value.is_null()
                    && let Some(group) = self.company.prefs["AccountingInfoPrefs"].as_object_mut()
                {
                    group.remove("BookCloseDate");
                }
                self.preferences_changed();
            }
            "base_currency" => {
                self.company.prefs["CurrencyPrefs"]["HomeCurrency"] = json!({"value": value});
                self.preferences_changed();
            }
            "preferences" => {
                merge(&mut self.company.prefs, value);
                self.preferences_changed();
            }
            "company" => {
                merge(&mut self.company.info, value);
                let line = json!({"company": self.company.info});
                self.company.journal_line(&line);
                self.company.settle_zone();
            }
            "auto_consent" => self.auto_consent = value.as_bool().unwrap_or(false),
            "revoke_tokens" => self.grants.revoke_all(),
            "expire_access_tokens" => self.grants.expire_access(),
            "forget_request_ids" => self.seen.forget(),
            "create" | "update" | "delete" | "void" | "deactivate" => return self.act(name, value, now),
            other => return Err(format!("unknown setting: {other}")),
        }
        Ok(json!(true))
    }

    fn preferences_changed(&mut self) {
        let line = json!({"preferences": self.company.prefs});
        self.company.journal_line(&line);
        self.company.settle_zone();
    }

    /// `{"update": {"Invoice": {"Id": "12", ...members}}}`: as a person would in the vendor's own screens.
    fn act(&mut self, action: &str, value: &Value, now: Timestamp) -> Result<Value, String> {
        let mut answers = Vec::new();
        for (name, body) in value.as_object().into_iter().flatten() {
            let kind = Kind::find(name).ok_or_else(|| format!("unknown entity: {name}"))?;
            let bodies: Vec<&Value> = body
                .as_array()
                .map_or_else(|| vec![body], |bodies| bodies.iter().collect());
            for body in bodies {
                let answer = self.act_on(action, kind, object(body), now);
                answers.push(answer.map_err(|refusal| refusal.fault().to_string())?);
            }
        }
        Ok(Value::Array(answers))
    }

    fn act_on(&mut self, action: &str, kind: Kind, mut body: Body, now: Timestamp) -> super::errors::Answer<Value> {
        let call = Call {
            now,
            include: "allowduplicatedocnum",
            seeding: false,
        };
        if action == "create" {
            return self.company.save(kind, &Value::Object(body), &call);
        }
        let id = text(&body, "Id").parse::<u64>().unwrap_or(0);
        let record = self.company.get(kind, id).ok_or_else(super::errors::not_found)?;
        body.insert("SyncToken".into(), json!(record.token.to_string()));
        body.insert("sparse".into(), json!(true));
        if kind == Kind::Bill && action == "update" {
            let vendor = record.body.get("VendorRef").cloned().unwrap_or_default();
            body.entry("VendorRef").or_insert(vendor);
        }
        match action {
            "delete" => self.company.delete(kind, &Value::Object(body), &call),
            "void" => self.company.void(kind, &Value::Object(body), &call),
            "deactivate" => {
                body.insert("Active".into(), json!(false));
                self.company.save(kind, &Value::Object(body), &call)
            }
            _ => self.company.save(kind, &Value::Object(body), &call),
        }
    }
}
