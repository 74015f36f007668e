//! The organisation itself, what its user may do, and the parts of lists that have addresses of their own.
//!
//! Not here: lists as a whole.
//! Invariant: a lock date that is not set is not shown.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::dates::{day_ms, moment_ms, read_day};
use super::errors::{self, Answer};
use super::groups;
use super::json::{Body, list, object, text};
use super::kinds::Kind;
use super::lists::tracking_option;
use super::render::View;
use super::store::{Org, Record};
use super::write::{Call, envelope, named_elements};
use crate::wire::{Reply, Request};

impl Org {
    #[must_use]
    pub fn organisation(&self, now: Timestamp) -> Value {
        let mut info = object(&self.info);
        info.retain(|name, value| !name.starts_with('_') && !value.is_null());
        for name in ["PeriodLockDate", "EndOfYearLockDate"] {
            if let Some(day) = info.get(name).and_then(Value::as_str).and_then(read_day) {
                info.insert(name.to_owned(), json!(day_ms(day)));
            }
        }
        let created = self.info["_created"].as_str().and_then(|at| at.parse().ok());
        info.insert("CreatedDateUTC".into(), json!(moment_ms(created.unwrap_or(now))));
        info.insert("OrganisationID".into(), json!(self.tenant));
        Value::Object(info)
    }

    pub(super) fn actions(&self) -> Value {
        let locked = !self.switches.user_is_adviser;
        let actions = [
            ("CreateSentInvoice", true),
            ("CreateDraftInvoice", true),
            ("CreateApprovedInvoice", true),
            ("CreateApprovedBill", true),
            ("CreateDraftBill", true),
            ("CreateRepeatingInvoice", false),
            ("CreatePurchaseOrder", true),
            ("CreateManualJournal", true),
            ("UseMulticurrency", self.switches.multicurrency),
            ("ApproveTransactionsBeforePeriodLockDate", !locked),
        ];
        let shown = actions
            .iter()
            .map(|(name, may)| json!({"Name": name, "Status": if *may { "ALLOWED" } else { "NOT-ALLOWED" }}));
        Value::Array(shown.collect())
    }

    /// Deletes what the vendor deletes: items, accounts nobody used, tracking categories.
    pub(super) fn delete(&mut self, kind: Kind, id: &str, now: Timestamp) -> Answer {
        let record = self.find(kind, id).cloned().ok_or_else(errors::not_found)?;
        match kind {
            Kind::Item => {
                self.drop_record(kind, &record.id);
                Ok(Reply::new(204, "application/json", ""))
            }
            Kind::Account if self.account_in_use(&record.id) || record.body.contains_key("SystemAccount") => {
                Err(errors::invalid_request(&errors::say("account_in_use", &[])))
            }
            Kind::Account | Kind::TrackingCategory => {
                let shown = self.render(kind, &record, &View::whole(2));
                self.drop_record(kind, &record.id);
                let mut shown = object(&shown);
                shown.insert("Status".into(), json!("DELETED"));
                Ok(envelope(&kind.plural(), json!([shown]), now))
            }
            _ => Err(errors::not_implemented()),
        }
    }

    /// Options of a tracking category, contacts of a group.
    pub(super) fn parts(&mut self, kind: Kind, request: &Request, rest: &[&str], now: Timestamp) -> Answer {
        let record = rest
            .first()
            .and_then(|id| self.find(kind, id))
            .cloned()
            .ok_or_else(errors::not_found)?;
        match (kind, request.method.as_str(), rest) {
            (Kind::TrackingCategory, "PUT", [_, _]) => self.add_options(record, request, now),
            (Kind::TrackingCategory, "POST" | "DELETE", [_, _, option]) => {
                self.change_option(record, option, request, now)
            }
            (Kind::ContactGroup, "PUT", [_, _]) => {
                let sent = named_elements(&request.body, "Contacts")?;
                let ids: Vec<String> = sent.iter().map(|one| text(one, "ContactID").to_owned()).collect();
                if ids.iter().any(|id| self.get(Kind::Contact, id).is_none()) {
                    return Err(errors::not_found());
                }
                let body = groups::joined(&record.body, &ids);
                self.keep_part(kind, record, body, now)?;
                let members = ids.iter().map(|id| json!({"ContactID": id}));
                Ok(envelope("Contacts", Value::Array(members.collect()), now))
            }
            (Kind::ContactGroup, "DELETE", [_, _, rest @ ..]) => {
                let body = groups::left(&record.body, rest.first().copied());
                self.keep_part(kind, record, body, now)?;
                Ok(Reply::new(204, "application/json", ""))
            }
            _ => Err(errors::not_implemented()),
        }
    }

    fn add_options(&mut self, record: Record, request: &Request, now: Timestamp) -> Answer {
        let sent = named_elements(&request.body, "Options")?;
        let mut options: Vec<Value> = list(&record.body, "Options").into_iter().map(Value::Object).collect();
        let before = options.len();
        for option in &sent {
            let made = tracking_option(option, &options);
            options.push(made.map_err(|texts| errors::invalid_request(&texts.join("; ")))?);
        }
        let added = options[before..].to_vec();
        let body = with_options(&record.body, options);
        self.keep_part(Kind::TrackingCategory, record, body, now)?;
        Ok(envelope("Options", Value::Array(added), now))
    }

    fn change_option(&mut self, record: Record, id: &str, request: &Request, now: Timestamp) -> Answer {
        let mut options: Vec<Value> = list(&record.body, "Options").into_iter().map(Value::Object).collect();
        let fits = |option: &Value| {
            option["TrackingOptionID"]
                .as_str()
                .is_some_and(|known| known.eq_ignore_ascii_case(id))
        };
        let at = options.iter().position(fits).ok_or_else(errors::not_found)?;
        let shown = if request.method == "DELETE" {
            let mut gone = options.remove(at);
            gone["Status"] = json!("DELETED");
            gone
        } else {
            let sent = named_elements(&request.body, "Options")?;
            for name in ["Name", "Status"] {
                if let Some(value) = sent.first().and_then(|sent| sent.get(name)) {
                    options[at][name] = value.clone();
                }
            }
            options[at].clone()
        };
        let body = with_options(&record.body, options);
        self.keep_part(Kind::TrackingCategory, record, body, now)?;
        Ok(envelope("Options", json!([shown]), now))
    }

    fn keep_part(&mut self, kind: Kind, record: Record, body: Body, now: Timestamp) -> Result<(), Reply> {
        let kept = Record {
            body,
            updated: now,
            ..record
        };
        let kept = self.commit(kind, kept);
        kept.map_err(|texts| errors::invalid_request(&texts.join("; ")))
    }

    /// The address where a customer sees an invoice; ours leads nowhere.
    pub(super) fn online(&self, id: &str, now: Timestamp) -> Answer {
        let record = self.find(Kind::Invoice, id).ok_or_else(errors::not_found)?;
        let address = format!("https://in.practice.example/{}", record.id);
        Ok(envelope("OnlineInvoices", json!([{"OnlineInvoiceUrl": address}]), now))
    }

    /// Mail is never sent from here; the invoice is marked as if it were.
    pub(super) fn mail(&mut self, id: &str, now: Timestamp) -> Answer {
        let record = self.find(Kind::Invoice, id).cloned().ok_or_else(errors::not_found)?;
        let sent: Body = [("SentToContact".to_owned(), json!(true))].into_iter().collect();
        let call = Call::by_hand(now);
        let saved = self.save(Kind::Invoice, &sent, Some(&record.id), &call);
        saved.map_err(|texts| errors::invalid_request(&texts.join("; ")))?;
        Ok(Reply::new(204, "application/json", ""))
    }
}

fn with_options(category: &Body, options: Vec<Value>) -> Body {
    let mut body = category.clone();
    body.insert("Options".into(), Value::Array(options));
    body
}
