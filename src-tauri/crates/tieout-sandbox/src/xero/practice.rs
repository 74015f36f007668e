//! Looking into the organisation from outside and changing it behind its clients' backs.
//!
//! Not here: anything the real vendor has.
//! Invariant: a record changed here counts as changed, like any other.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Xero;
use super::json::{Body, decimal_at, merge, object, text};
use super::kinds::Kind;
use super::seed;
use super::store::{Org, Record};
use super::switches::Switches;
use super::write::Call;
use crate::book::Side;

impl Org {
    /// Counts and sums per kind, and each document on one line. `kind` narrows the list.
    fn summed(&self, filter: &[(String, String)]) -> Value {
        let wanted = filter
            .iter()
            .find(|(name, _)| name == "kind")
            .map(|(_, value)| value.to_lowercase());
        let mut kinds = serde_json::Map::new();
        let mut lists = serde_json::Map::new();
        for kind in Kind::ALL {
            let rows: Vec<&Record> = self.rows(kind).collect();
            let sum: Decimal = rows.iter().map(|record| worth(kind, &record.body)).sum();
            let entry = if kind.is_txn() {
                json!({"count": rows.len(), "sum": sum.to_string()})
            } else {
                json!({"count": rows.len()})
            };
            kinds.insert(kind.name().to_owned(), entry);
            let named = |wanted: &String| kind.name().to_lowercase() == *wanted;
            if wanted.as_ref().map_or(kind.is_txn(), named) {
                let lines = rows.iter().map(|record| self.summary_line(kind, record));
                lists.insert(kind.name().to_owned(), Value::Array(lines.collect()));
            }
        }
        let end = jiff::civil::date(9000, 12, 31);
        let open = |side: Side| {
            self.book
                .open_items(side, end)
                .iter()
                .map(|item| item.open)
                .sum::<Decimal>()
        };
        json!({
            "company": self.info["Name"], "realm": self.tenant, "kinds": kinds, "documents": lists,
            "accounts": self.account_lines(), "postings_sum": self.postings_sum().normalize().to_string(),
            "receivable_open": open(Side::Receivable).to_string(), "payable_open": open(Side::Payable).to_string(),
            "closed_through": self.lock().map(|(_, date)| date.to_string())
        })
    }

    fn summary_line(&self, kind: Kind, record: &Record) -> Value {
        let body = &record.body;
        let number = self.number_of(kind, &record.id).unwrap_or(0);
        let status = self.status(kind, record);
        json!({
            "Id": record.id, "Name": text(body, kind.label()), "Type": body.get("Type"),
            "DocNumber": kind.number().and_then(|member| body.get(member)), "TxnDate": body.get("Date"),
            "Reference": body.get("Reference"), "Status": status, "TotalAmt": worth(kind, body).to_string(),
            "Balance": if kind.is_txn() { self.book.open_amount(number).to_string() } else { String::new() },
            "Party": body.get("Contact").and_then(|contact| contact.get("ContactID")),
            "voided": matches!(status, "VOIDED" | "DELETED"), "updated": record.updated.to_string()
        })
    }
}

fn worth(kind: Kind, body: &Body) -> Decimal {
    let member = if kind == Kind::Payment { "Amount" } else { "Total" };
    decimal_at(body, member).unwrap_or_default()
}

impl Xero {
    pub(super) fn summed(&self, filter: &[(String, String)]) -> Value {
        let tenant = filter
            .iter()
            .find(|(name, _)| name == "tenant")
            .map(|(_, value)| value.to_lowercase());
        let org = tenant
            .and_then(|tenant| self.orgs.get(&tenant))
            .unwrap_or_else(|| self.main_org());
        org.summed(filter)
    }

    /// Reads `{"switches":{},"period_lock_date":..,"organisation":{},"revoke_tokens":true,...}`.
    pub(super) fn change_settings(&mut self, change: &Value, now: Timestamp) -> Result<Value, String> {
        let mut done = Vec::new();
        for (name, value) in change.as_object().into_iter().flatten() {
            let answer = self.change_one(name, value, now)?;
            done.push(json!({name: answer}));
        }
        Ok(json!({"changed": done, "switches": self.switches()}))
    }

    fn change_one(&mut self, name: &str, value: &Value, now: Timestamp) -> Result<Value, String> {
        match name {
            "switches" => {
                let mut all = serde_json::to_value(self.switches()).map_err(|error| error.to_string())?;
                merge(&mut all, value);
                let all = serde_json::from_value::<Switches>(all).map_err(|error| error.to_string())?;
                self.orgs.values_mut().for_each(|org| org.switches = all.clone());
            }
            "close_date" | "period_lock_date" => self.set_info(&json!({"PeriodLockDate": value})),
            "end_of_year_lock_date" => self.set_info(&json!({"EndOfYearLockDate": value})),
            "organisation" | "company" => self.set_info(value),
            "base_currency" => self.set_info(&json!({"BaseCurrency": value})),
            "auto_consent" => self.auto_consent = value.as_bool().unwrap_or(false),
            "revoke_tokens" => self.grants.revoke_all(),
            "expire_access_tokens" => self.grants.expire_access(now),
            "forget_request_ids" => self.once.forget(),
            "disconnect" => {
                let tenant = value.as_str().map_or_else(|| self.main.clone(), str::to_owned);
                self.connections.close_tenant(&tenant);
                self.grants.changed = true;
            }
            "add_tenant" => return self.add_tenant(value.as_str().unwrap_or("Second Practice Company"), now),
            "create" | "update" | "delete" | "void" | "archive" | "deactivate" => return self.act(name, value, now),
            other => return Err(format!("unknown setting: {other}")),
        }
        Ok(json!(true))
    }

    fn set_info(&mut self, over: &Value) {
        let org = self.main_org_mut();
        let mut info = org.info.clone();
        merge(&mut info, over);
        org.set_info(info);
    }

    /// One more organisation of the same user; the next consent opens it.
    fn add_tenant(&mut self, name: &str, now: Timestamp) -> Result<Value, String> {
        let tenant = uuid::Uuid::new_v4().to_string();
        let mut org = Org::new(&tenant);
        org.switches = self.switches().clone();
        seed::plant(&mut org, crate::BookName::Empty)?;
        org.info["Name"] = json!(name);
        if self.journal.is_some() {
            org.lines = org.everything();
            org.journaled = true;
        }
        self.orgs.insert(tenant.clone(), org);
        self.grants.changed = true;
        let _ = now;
        Ok(json!(tenant))
    }

    /// `{"update": {"Invoice": {"InvoiceID": "…", ...members}}}`: as a person would in the vendor's own screens.
    fn act(&mut self, action: &str, value: &Value, now: Timestamp) -> Result<Value, String> {
        let mut answers = Vec::new();
        for (name, body) in value.as_object().into_iter().flatten() {
            let kind = Kind::named(name).ok_or_else(|| format!("unknown entity: {name}"))?;
            let bodies: Vec<&Value> = body
                .as_array()
                .map_or_else(|| vec![body], |bodies| bodies.iter().collect());
            for body in bodies {
                let id = self
                    .act_on(action, kind, object(body), now)
                    .map_err(|texts| texts.join("; "))?;
                let shown = self.main_org().shown(kind, &id, &super::render::View::whole(4));
                answers.push(shown);
            }
        }
        Ok(Value::Array(answers))
    }

    fn act_on(&mut self, action: &str, kind: Kind, mut body: Body, now: Timestamp) -> Result<String, Vec<String>> {
        let org = self.main_org_mut();
        let id = text(&body, &kind.id()).to_owned();
        let known = org.find(kind, &id).cloned();
        if action != "create" && known.is_none() {
            return Err(vec![format!("no such {}: {id}", kind.name())]);
        }
        let posted = known
            .as_ref()
            .is_some_and(|record| matches!(text(&record.body, "Status"), "AUTHORISED" | "POSTED"));
        let status = match (action, kind) {
            ("delete", Kind::Item | Kind::Account | Kind::TrackingCategory) => {
                org.drop_record(kind, &id);
                return Ok(id);
            }
            ("void" | "delete", Kind::Invoice | Kind::CreditNote | Kind::ManualJournal) if posted => "VOIDED",
            ("void" | "delete", _) => "DELETED",
            ("archive" | "deactivate", _) => "ARCHIVED",
            _ => "",
        };
        if !status.is_empty() {
            let member = if kind == Kind::Contact {
                "ContactStatus"
            } else {
                "Status"
            };
            body.insert(member.to_owned(), json!(status));
        }
        let call = Call {
            creates: action == "create" && id.is_empty(),
            ..Call::by_hand(now)
        };
        org.save(kind, &body, None, &call)
    }
}
