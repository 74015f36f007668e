//! Writing records: what a request holds, which record each element is about, and what is answered.
//!
//! Not here: the rules of each kind.
//! Invariant: an element is kept whole or not at all; unless told otherwise, a request too.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::{self, Answer, Saved, refuse, say};
use super::json::{Body, flag, object, text};
use super::kinds::Kind;
use super::project::is_sale;
use super::render::View;
use super::store::{Org, Record};
use crate::wire::{Reply, Request};

/// How a write was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    pub now: Timestamp,
    /// Decimals of unit amounts.
    pub unit_places: u32,
    /// Whether it may only create.
    pub creates: bool,
    pub by_app: bool,
    /// Whether one bad element spoils the request.
    pub summarize: bool,
    /// Whether it is what the book began with: balances brought forward go where journals may not.
    pub seeding: bool,
}

impl Call {
    #[must_use]
    pub fn of(request: &Request, now: Timestamp) -> Self {
        let four = request.param("unitdp") == Some("4");
        let summarize = request
            .param("summarizeErrors")
            .is_none_or(|value| !value.eq_ignore_ascii_case("false"));
        Self {
            now,
            unit_places: if four { 4 } else { 2 },
            creates: request.method == "PUT",
            by_app: true,
            summarize,
            seeding: false,
        }
    }

    /// As a person does in the vendor's own screens.
    #[must_use]
    pub const fn by_hand(now: Timestamp) -> Self {
        Self {
            now,
            unit_places: 4,
            creates: false,
            by_app: false,
            summarize: true,
            seeding: false,
        }
    }

    /// The record to keep for a body.
    #[must_use]
    pub fn record(&self, id: String, body: Body, old: Option<&Record>) -> Record {
        Record {
            id,
            created: old.map_or(self.now, |old| old.created),
            updated: self.now,
            by_app: old.map_or(self.by_app, |old| old.by_app),
            body,
        }
    }
}

/// Whether nothing but the due date or the sent flag changed, which the vendor does not count on settled documents.
fn is_quiet(old: &Body, new: &Body) -> bool {
    let quiet = |name: &str| matches!(name, "DueDate" | "SentToContact");
    let names = || old.keys().chain(new.keys());
    let changed = |name: &&String| old.get(*name) != new.get(*name);
    let mut all = names().filter(changed).peekable();
    all.peek().is_some() && all.all(|name| quiet(name))
}

impl Org {
    /// Keeps one record; the id of what was kept.
    pub(super) fn save(&mut self, kind: Kind, sent: &Body, id: Option<&str>, call: &Call) -> Saved<String> {
        let old = self.subject(kind, sent, id, call)?;
        let mut body = match kind {
            Kind::Contact => self.fill_contact(sent, old.as_ref())?,
            Kind::Item => self.fill_item(sent, old.as_ref(), call)?,
            Kind::Account => self.fill_account(sent, old.as_ref())?,
            Kind::TaxRate => self.fill_tax_rate(sent, old.as_ref())?,
            Kind::TrackingCategory => self.fill_tracking(sent, old.as_ref())?,
            Kind::Currency => self.fill_currency(sent)?,
            Kind::Payment => self.fill_payment(sent, old.as_ref(), call)?,
            Kind::ManualJournal => self.fill_journal(sent, old.as_ref(), call)?,
            Kind::ContactGroup => super::groups::fill(sent, old.as_ref())?,
            Kind::Invoice | Kind::CreditNote | Kind::PurchaseOrder | Kind::BankTransaction => {
                self.fill_document(kind, sent, old.as_ref(), call)?
            }
            _ => return refuse("read_only", &[kind.name()]),
        };
        let id = match &old {
            Some(old) => old.id.clone(),
            None => self.new_id(kind, &body, sent, call),
        };
        if kind == Kind::TaxRate || kind == Kind::Currency {
            body.insert(kind.id(), json!(id));
        }
        if kind == Kind::BankTransaction {
            self.keep_advance(&id, &mut body, call)?;
        }
        let mut record = call.record(id.clone(), body, old.as_ref());
        if let Some(old) = old.filter(|old| is_quiet(&old.body, &record.body) && self.is_settled(kind, &id)) {
            record.updated = old.updated;
        }
        self.commit(kind, record)?;
        self.after(kind, &id, call);
        Ok(id)
    }

    /// The record a write is about; `None` when it makes a new one.
    fn subject(&self, kind: Kind, sent: &Body, id: Option<&str>, call: &Call) -> Saved<Option<Record>> {
        let named = id.or_else(|| sent.get(&kind.id()).and_then(Value::as_str));
        if call.creates {
            return Ok(None);
        }
        if let Some(named) = named.filter(|named| !named.is_empty() && *named != uuid::Uuid::nil().to_string()) {
            if let Some(found) = self.find(kind, named) {
                return Ok(Some(found.clone()));
            }
            // By hand and in seeds an id may be chosen.
            if !call.by_app || kind.has_word_id() {
                return Ok(None);
            }
            return refuse(
                if kind == Kind::Invoice {
                    "invoice_unknown"
                } else {
                    "document_unknown"
                },
                &[],
            );
        }
        let found = match kind {
            Kind::Contact => self.contact_like(sent),
            Kind::Invoice if !is_sale(sent) => None,
            _ => kind.number().and_then(|member| {
                let number = text(sent, member);
                let same = |record: &&Record| text(&record.body, "Status") != "DELETED";
                (!number.is_empty()).then(|| self.labelled(kind, number).find(same))?
            }),
        };
        Ok(found.filter(|_| kind != Kind::Account).cloned())
    }

    fn new_id(&self, kind: Kind, body: &Body, sent: &Body, call: &Call) -> String {
        match kind {
            Kind::TaxRate if text(sent, "TaxType").is_empty() => {
                let mut place = 1;
                while self.get(Kind::TaxRate, &format!("TAX{place:03}")).is_some() {
                    place += 1;
                }
                format!("TAX{place:03}")
            }
            Kind::TaxRate => text(sent, "TaxType").to_owned(),
            Kind::Currency => text(body, "Code").to_owned(),
            _ if !call.by_app && !text(sent, &kind.id()).is_empty() => text(sent, &kind.id()).to_owned(),
            _ => uuid::Uuid::new_v4().to_string(),
        }
    }

    /// What a kept record does to others.
    fn after(&mut self, kind: Kind, id: &str, call: &Call) {
        let Some(record) = self.get(kind, id).cloned() else {
            return;
        };
        let sided = matches!(kind, Kind::Invoice | Kind::CreditNote | Kind::BankTransaction);
        if let Some(contact) = record
            .body
            .get("Contact")
            .and_then(|contact| contact["ContactID"].as_str())
            && sided
        {
            self.mark_side(contact, is_sale(&record.body));
        }
        if kind == Kind::Payment {
            for target in [Kind::Invoice, Kind::CreditNote, Kind::Overpayment, Kind::Prepayment] {
                let id = record
                    .body
                    .get(target.name())
                    .and_then(|named| named[target.id()].as_str());
                if let Some(id) = id {
                    self.touch(target, id, call.now);
                }
            }
        }
    }

    /// Writes every element of a request and answers what became of them.
    pub(super) fn write(&mut self, kind: Kind, id: Option<&str>, request: &Request, now: Timestamp) -> Answer {
        let call = Call::of(request, now);
        let elements = elements(&request.body, kind)?;
        let max = self.switches.elements_max;
        if elements.len() > max {
            return Err(errors::invalid_request(&say(
                "many",
                &[&max.to_string(), &kind.plural()],
            )));
        }
        if kind.one_per_request() && elements.len() > 1 {
            return Err(errors::invalid_request(&say("one_only", &[kind.name()])));
        }
        let before = (elements.len() > 1 && call.summarize && !self.switches.keeps_good_ones).then(|| self.clone());
        let saved: Vec<Saved<String>> = elements.iter().map(|sent| self.save(kind, sent, id, &call)).collect();
        if call.summarize && saved.iter().any(Result::is_err) {
            if let Some(before) = before {
                *self = before;
            }
            return Err(errors::invalid(refused(kind, elements, &saved)));
        }
        Ok(self.written(kind, elements, saved, &call))
    }

    /// The answer to a write: each kept record, and each refused element as it was sent.
    fn written(&self, kind: Kind, elements: Vec<Body>, saved: Vec<Saved<String>>, call: &Call) -> Reply {
        let view = View::whole(call.unit_places);
        let shown = elements.into_iter().zip(saved).map(|(sent, saved)| match saved {
            Ok(id) => {
                let mut shown = self.shown(kind, &id, &view);
                if !call.summarize {
                    shown["StatusAttributeString"] = json!("OK");
                }
                self.tell_warnings(kind, &id, &mut shown);
                shown
            }
            Err(texts) => errors::refused_element(sent, &kind.id(), &texts),
        });
        let list = Value::Array(shown.collect());
        envelope(&kind.plural(), list, call.now)
    }
}

impl Org {
    /// What the vendor dropped from a record that it kept.
    fn tell_warnings(&self, kind: Kind, id: &str, shown: &mut Value) {
        let warnings = self.get(kind, id).and_then(|record| record.body.get("_warnings"));
        if let Some(warnings) = warnings.filter(|list| list.as_array().is_some_and(|list| !list.is_empty())) {
            shown["Warnings"] = warnings.clone();
            shown["StatusAttributeString"] = json!("WARNING");
        }
    }
}

/// Refused elements as they were sent, each with its texts.
fn refused(kind: Kind, elements: Vec<Body>, saved: &[Saved<String>]) -> Vec<Value> {
    let pairs = elements.into_iter().zip(saved);
    let bad = pairs.filter_map(|(sent, saved)| Some((sent, saved.as_ref().err()?)));
    bad.map(|(mut sent, texts)| {
        sent.entry(kind.id())
            .or_insert_with(|| json!(uuid::Uuid::nil().to_string()));
        sent.insert("ValidationErrors".into(), errors::listed(texts));
        Value::Object(sent)
    })
    .collect()
}

/// What a request holds: one object, or a list under the kind's plural.
pub(super) fn elements(body: &[u8], kind: Kind) -> Result<Vec<Body>, Reply> {
    named_elements(body, &kind.plural())
}

pub(super) fn named_elements(body: &[u8], plural: &str) -> Result<Vec<Body>, Reply> {
    let sent: Value = serde_json::from_slice(body).map_err(|_| {
        let text = "The request body is not valid JSON.";
        Reply::json(
            400,
            &json!({"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": text}),
        )
    })?;
    let list = sent.as_object().and_then(|map| {
        let under = map.iter().find(|(name, _)| name.eq_ignore_ascii_case(plural));
        under.map(|(_, list)| list.clone())
    });
    let elements: Vec<Body> = match list.unwrap_or(sent) {
        Value::Array(items) => items.iter().map(object).collect(),
        Value::Object(one) => vec![one],
        _ => Vec::new(),
    };
    if elements.is_empty() || elements.iter().all(Body::is_empty) {
        let text = "The request body holds nothing to write.";
        let body = json!({"ErrorNumber": 17, "Type": "NoDataProcessedException", "Message": text});
        return Err(Reply::json(400, &body));
    }
    Ok(elements)
}

/// The frame of every answer.
#[must_use]
pub fn frame(now: Timestamp) -> Value {
    json!({
        "Id": uuid::Uuid::new_v4().to_string(), "Status": "OK", "ProviderName": "Tieout practice ledger",
        "DateTimeUTC": format!("/Date({})/", now.as_millisecond())
    })
}

#[must_use]
pub fn envelope(plural: &str, list: Value, now: Timestamp) -> Reply {
    let mut body = frame(now);
    body[plural] = list;
    Reply::json(200, &body)
}

/// A flag among a query's parameters, in any case of letters.
#[must_use]
pub fn asked(request: &Request, name: &str) -> bool {
    request.param(name).is_some_and(|value| flag(Some(&json!(value))))
}
