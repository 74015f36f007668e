//! What the server around it asks of this face.
//!
//! Not here: the API itself (`mod`).
//! Invariant: whatever is answered, the journal is written first.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::{self, ROWS, gate, say};
use super::kinds::Kind;
use super::oauth::CLIENT_ID;
use super::switches::DAY;
use super::{API, Xero};
use crate::face::{Access, BatchEdit, Face, Vocabulary};
use crate::faults::FaultRule;
use crate::limits::{Breach, Lane, Quotas};
use crate::wire::{Reply, Request};

impl Face for Xero {
    fn handle(&mut self, request: &Request, now: Timestamp) -> Reply {
        let reply = self.answer(request, now);
        if let Err(error) = self.save_state(now) {
            tracing::error!(%error, "the practice book could not be saved");
            return self.server_error(500, now);
        }
        dressed(reply)
    }

    fn lane(&self, request: &Request) -> Option<Lane> {
        request.path.starts_with(API).then_some(Lane::Plain)
    }

    fn access(&self) -> Access {
        let at = |path: &str| format!("{}{path}", self.base_url);
        Access {
            discovery_url: at("/.well-known/openid-configuration"),
            authorize_url: at("/identity/connect/authorize"),
            token_url: at("/connect/token"),
            revoke_url: at("/connect/revocation"),
            userinfo_url: at("/connect/userinfo"),
            client_id: CLIENT_ID.to_owned(),
            client_secret: String::new(),
            company: self.main.clone(),
            api_url: at(API),
        }
    }

    fn vocabulary(&self) -> Vocabulary {
        Vocabulary {
            needed: &[
                "Total",
                "TotalTax",
                "AmountDue",
                "UpdatedDateUTC",
                "InvoiceID",
                "ContactID",
                "Status",
                "LineAmount",
            ],
            closed: |name| {
                let listed = name.ends_with("Status") || name.ends_with("Type") || name.ends_with("Types");
                listed || name == "Class"
            },
            stranger: json!({"Id": "0", "Status": "OK", "Currencies": [{"Code": "EUR", "Description": "Euro"}]}),
        }
    }

    fn entities(&self, request: &Request) -> Vec<String> {
        let rest = request.path.strip_prefix(API).unwrap_or("");
        let first = rest.split('/').find(|part| !part.is_empty()).unwrap_or("");
        let kind = Kind::find(first).map(|kind| kind.name().to_owned());
        kind.or_else(|| (!first.is_empty()).then(|| first.to_owned()))
            .into_iter()
            .collect()
    }

    fn quotas(&self) -> Quotas {
        self.switches().quotas()
    }

    fn throttled(&self, breach: Option<Breach>, rule: Option<&FaultRule>, _now: Timestamp) -> Reply {
        let problem = match (
            breach.map(|breach| breach.per),
            rule.and_then(|rule| rule.code.as_deref()),
        ) {
            (_, Some(code)) => code.to_owned(),
            (Some(None), _) => "concurrent".to_owned(),
            (Some(Some(DAY)), _) => "day".to_owned(),
            _ => "minute".to_owned(),
        };
        let wait = breach.map(|breach| (breach.wait.as_secs() + 1).to_string());
        let wait = rule.and_then(|rule| rule.retry_after.clone()).or(wait);
        let reply = Reply::new(429, "text/html", "").with("X-Rate-Limit-Problem", problem.as_str());
        match wait.filter(|_| problem != "concurrent") {
            Some(wait) => reply.with("Retry-After", wait),
            None => reply,
        }
    }

    fn metered(&self, reply: Reply, left: &[(Duration, usize)]) -> Reply {
        let mut reply = reply;
        for (per, left) in left {
            let name = if *per == DAY {
                "X-DayLimit-Remaining"
            } else {
                "X-MinLimit-Remaining"
            };
            reply = reply.with(name, left.to_string());
        }
        let minute = left.iter().find(|(per, _)| *per != DAY).map_or(0, |(_, left)| *left);
        let switches = self.switches();
        let used = switches.per_minute.saturating_sub(minute);
        let app = switches.app_per_minute.saturating_sub(used);
        reply.with("X-AppMinLimit-Remaining", app.to_string())
    }

    fn server_error(&self, status: u16, _now: Timestamp) -> Reply {
        let text = match status {
            503 => "The Xero API is temporarily unavailable",
            _ => "An error occurred",
        };
        Reply::new(status, "text/plain; charset=utf-8", text)
    }

    fn token_expired(&self, _request: &Request, now: Timestamp) -> Reply {
        errors::token_expired(now)
    }

    fn forbidden(&self, _now: Timestamp) -> Reply {
        gate(403, "AuthenticationUnsuccessful")
    }

    fn refused(&self, status: u16, code: Option<&str>, _now: Timestamp) -> Reply {
        let key = code
            .filter(|code| ROWS.iter().any(|row| row.key == *code))
            .unwrap_or("generic");
        let mut reply = errors::invalid_request(&say(key, &["", ""]));
        reply.status = status;
        reply
    }

    fn edit_batch(&self, reply: Reply, edit: BatchEdit) -> Reply {
        let mut value = reply.value();
        let lists = value.as_object_mut().into_iter().flat_map(|map| map.values_mut());
        for items in lists.filter_map(Value::as_array_mut) {
            match edit {
                BatchEdit::DropFirst if !items.is_empty() => {
                    items.remove(0);
                }
                BatchEdit::DropFirst => {}
                BatchEdit::Reverse => items.reverse(),
            }
        }
        if value.is_null() {
            return reply;
        }
        Reply {
            body: value.to_string().into_bytes(),
            ..reply
        }
    }

    fn grant(&mut self, now: Timestamp) -> Value {
        let desk = self.desk();
        let answer = self.grants.grant(&desk.borrowed(), now).value();
        match self.save_state(now) {
            Ok(()) => answer,
            Err(_) => Value::Null,
        }
    }

    fn summary(&self, filter: &[(String, String)]) -> Value {
        self.summed(filter)
    }

    fn settings(&mut self, change: &Value, now: Timestamp) -> Result<Value, String> {
        let answer = self.change_settings(change, now)?;
        self.save_state(now)?;
        Ok(answer)
    }
}

/// Headers that every answer has.
fn dressed(reply: Reply) -> Reply {
    let json = reply
        .headers
        .iter()
        .any(|(name, value)| name == "Content-Type" && value == "application/json");
    let reply = reply
        .with("Xero-Correlation-Id", uuid::Uuid::new_v4().to_string())
        .with("Cache-Control", "no-cache, no-store, must-revalidate");
    if json {
        reply.with("Content-Type", "application/json; charset=utf-8")
    } else {
        reply
    }
}
