//! What the server around it asks of this face.
//!
//! Not here: the API itself (`mod`).
//! Invariant: whatever is answered, the journal is written first.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::{self, gateway, refuse};
use super::oauth::Desk;
use super::{CLIENT_ID, CLIENT_SECRET, QuickBooks, batch, expired};
use crate::face::{Access, BatchEdit, Face, Vocabulary};
use crate::faults::FaultRule;
use crate::limits::{Breach, Lane, Quotas};
use crate::wire::{Reply, Request};

impl Face for QuickBooks {
    fn handle(&mut self, request: &Request, now: Timestamp) -> Reply {
        if request.method == "GET" && request.path.starts_with("/practice-files/") {
            return self.file(request);
        }
        let desk = Desk {
            base_url: &self.company.base_url,
            realm: &self.company.realm,
            auto_consent: self.auto_consent,
            switches: &self.company.switches,
        };
        let reply = match self.grants.answer(request, &desk, now) {
            Some(reply) => reply,
            None if request.path.starts_with("/v3/company/") => self.api(request, now),
            None => Reply::new(404, "text/plain", "not found"),
        };
        if let Err(error) = self.save_state() {
            tracing::error!(%error, "the practice book could not be saved");
            return self.server_error(500, now);
        }
        self.dressed(reply, now)
    }

    fn lane(&self, request: &Request) -> Option<Lane> {
        let path = request.path.strip_prefix("/v3/company/")?;
        let entity = path.split('/').nth(1).unwrap_or("");
        Some(match entity {
            "batch" => Lane::Batch,
            "reports" => Lane::Report,
            _ => Lane::Plain,
        })
    }

    fn access(&self) -> Access {
        let at = |path: &str| format!("{}{path}", self.company.base_url);
        Access {
            discovery_url: at("/.well-known/openid_sandbox_configuration"),
            authorize_url: at("/connect/oauth2"),
            token_url: at("/oauth2/v1/tokens/bearer"),
            revoke_url: at("/v2/oauth2/tokens/revoke"),
            userinfo_url: at("/v1/openid_connect/userinfo"),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            company: self.company.realm.clone(),
            api_url: at(&format!("/v3/company/{}", self.company.realm)),
        }
    }

    fn vocabulary(&self) -> Vocabulary {
        Vocabulary {
            needed: &["TotalAmt", "Amount", "Balance", "SyncToken", "MetaData", "Active"],
            closed: |name| {
                let listed = name.ends_with("Status") || name.ends_with("Type") || name == "Classification";
                listed && name != "DetailType"
            },
            stranger: json!({"CompanyCurrency": {"Code": "EUR", "Id": "1"}, "time": "2026-03-04T06:58:50.262-08:00"}),
        }
    }

    fn entities(&self, request: &Request) -> Vec<String> {
        batch::entities(request)
    }

    fn quotas(&self) -> Quotas {
        self.company.switches.quotas()
    }

    fn throttled(&self, _breach: Option<Breach>, rule: Option<&FaultRule>, now: Timestamp) -> Reply {
        let message = "message=ThrottleExceeded; errorCode=003001; statusCode=429";
        let detail = "The request limit was reached.  Try again later";
        let reply = if self.company.switches.throttle_lower_case {
            gateway(429, "SERVICE", "3001", message, detail, now.as_millisecond())
        } else {
            let error = json!({"Message": message, "Detail": detail, "code": "3001"});
            let fault = json!({"Error": [error], "type": "SERVICE"});
            Reply::json(429, &json!({"Fault": fault, "time": self.company.stamp_ms(now)}))
        };
        let reply = reply.with("intuit_tid", "1-practice-429");
        let retry_after = rule.and_then(|rule| rule.retry_after.as_deref());
        match retry_after.or(self.company.switches.throttle_retry_after.as_deref()) {
            Some(wait) => reply.with("Retry-After", wait),
            None => reply,
        }
    }

    fn server_error(&self, status: u16, now: Timestamp) -> Reply {
        let text = "An unexpected error occurred while accessing or saving your data.";
        refuse("10000", &[text])
            .system(status)
            .reply(&self.company.stamp_ms(now))
            .with("intuit_tid", "1-practice-5xx")
    }

    fn token_expired(&self, request: &Request, now: Timestamp) -> Reply {
        expired(request, now.as_millisecond()).with("intuit_tid", "1-practice-401")
    }

    fn forbidden(&self, now: Timestamp) -> Reply {
        let mut refusal = refuse("120", &[]);
        refusal.status = 403;
        refusal.kind = "AuthorizationFault";
        refusal
            .reply(&self.company.stamp_ms(now))
            .with("intuit_tid", "1-practice-403")
    }

    fn refused(&self, status: u16, code: Option<&str>, now: Timestamp) -> Reply {
        const UNSAID: &str =
            "An unexpected error occurred while accessing or saving your data. Please wait a few minutes and try again";
        let mut refusal = code.map_or_else(|| errors::business(UNSAID), |code| refuse(code, &["Line"]));
        refusal.status = status;
        refusal
            .reply(&self.company.stamp_ms(now))
            .with("intuit_tid", "1-practice-400")
    }

    fn edit_batch(&self, reply: Reply, edit: BatchEdit) -> Reply {
        batch::edit(reply, edit)
    }

    fn grant(&mut self, now: Timestamp) -> Value {
        let desk = Desk {
            base_url: &self.company.base_url,
            realm: &self.company.realm,
            auto_consent: self.auto_consent,
            switches: &self.company.switches,
        };
        let answer = self.grants.grant(&desk, now).value();
        match self.save_state() {
            Ok(()) => answer,
            Err(_) => Value::Null,
        }
    }

    fn summary(&self, filter: &[(String, String)]) -> Value {
        self.company.summary(filter)
    }

    fn settings(&mut self, change: &Value, now: Timestamp) -> Result<Value, String> {
        let answer = self.change_settings(change, now)?;
        self.save_state()?;
        Ok(answer)
    }
}
