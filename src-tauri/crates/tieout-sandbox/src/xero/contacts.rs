//! Contacts: customers and suppliers in one list.
//!
//! Not here: what they owe (`book`).
//! Invariant: no two active contacts share a name, no two contacts a number.

use serde_json::{Value, json};

use super::errors::{Problems, Saved, refuse};
use super::json::{Body, flag, list, object, text};
use super::kinds::Kind;
use super::store::{Org, Record, is_active};
use super::terms;
use super::write::Call;

/// Plain members with their greatest length.
const TEXTS: [(&str, usize); 14] = [
    ("Name", 255),
    ("ContactNumber", 50),
    ("AccountNumber", 50),
    ("FirstName", 255),
    ("LastName", 255),
    ("CompanyNumber", 50),
    ("EmailAddress", 255),
    ("TaxNumber", 50),
    ("BankAccountDetails", 4000),
    ("AccountsReceivableTaxType", 50),
    ("AccountsPayableTaxType", 50),
    ("SalesDefaultAccountCode", 10),
    ("PurchasesDefaultAccountCode", 10),
    ("DefaultCurrency", 3),
];

const ADDRESS: [(&str, usize); 10] = [
    ("AddressType", 10),
    ("AddressLine1", 500),
    ("AddressLine2", 500),
    ("AddressLine3", 500),
    ("AddressLine4", 500),
    ("City", 255),
    ("Region", 255),
    ("PostalCode", 50),
    ("Country", 50),
    ("AttentionTo", 255),
];

const PHONE: [(&str, usize); 4] = [
    ("PhoneType", 10),
    ("PhoneNumber", 50),
    ("PhoneAreaCode", 10),
    ("PhoneCountryCode", 20),
];

const PERSONS_MAX: usize = 5;

/// Whom a document is with, and what it says about that contact beside who it is.
#[derive(Debug)]
pub struct Whom {
    pub id: String,
    details: Option<Body>,
}

impl Org {
    pub(super) fn fill_contact(&self, sent: &Body, old: Option<&Record>) -> Saved<Body> {
        let mut problems = Problems::default();
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        texts(sent, &mut body, &TEXTS, &mut problems);
        for name in ["SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType"] {
            if let Some(value) = sent.get(name).filter(|value| !value.is_null()) {
                body.insert(name.to_owned(), value.clone());
            }
        }
        body.entry("ContactStatus").or_insert(json!("ACTIVE"));
        if let Some(status) = sent.get("ContactStatus").and_then(Value::as_str) {
            let known = matches!(status, "ACTIVE" | "ARCHIVED" | "GDPRREQUEST");
            problems.need(known, "status_unknown", &[status]);
            body.insert("ContactStatus".into(), json!(status));
        }
        by_type(sent, &mut body, "Addresses", "AddressType", &ADDRESS, &mut problems);
        by_type(sent, &mut body, "Phones", "PhoneType", &PHONE, &mut problems);
        if sent.contains_key("ContactPersons") {
            let persons = list(sent, "ContactPersons");
            problems.need(persons.len() <= PERSONS_MAX, "contact_persons", &[]);
            body.insert(
                "ContactPersons".into(),
                Value::Array(persons.iter().map(person).collect()),
            );
        }
        payment_terms(sent, &mut body, &mut problems);
        check_name(&body, &mut problems);
        let mail = text(&body, "EmailAddress");
        problems.need(mail.is_empty() || is_mail(mail), "email", &[]);
        self.check_unique(&body, old, &mut problems);
        problems.done()?;
        Ok(body)
    }

    fn check_unique(&self, body: &Body, old: Option<&Record>, problems: &mut Problems) {
        let other = |record: &&Record| old.is_none_or(|old| old.id != record.id);
        let name = text(body, "Name");
        let mut namesakes = self.labelled(Kind::Contact, name).filter(other);
        let taken = is_active(body) && namesakes.any(|record| is_active(&record.body));
        problems.need(!taken, "contact_name_taken", &[name]);
        let number = text(body, "ContactNumber");
        let same = |record: &Record| text(&record.body, "ContactNumber").eq_ignore_ascii_case(number);
        let taken = !number.is_empty() && self.rows(Kind::Contact).filter(other).any(same);
        problems.need(!taken, "contact_number_taken", &[number]);
    }

    /// The contact a POST without an id is about: the one of its number, else the active one of its name.
    pub(super) fn contact_like(&self, sent: &Body) -> Option<&Record> {
        let number = text(sent, "ContactNumber");
        let numbered = |record: &&Record| text(&record.body, "ContactNumber").eq_ignore_ascii_case(number);
        if !number.is_empty()
            && let Some(found) = self.rows(Kind::Contact).find(numbered)
        {
            return Some(found);
        }
        let mut named = self.labelled(Kind::Contact, text(sent, "Name"));
        named
            .find(|record| is_active(&record.body))
            .filter(|_| self.switches.post_matches_names)
    }

    /// Whom a document is with. An unknown name stands for a new contact, except on orders.
    pub(super) fn contact_of(&self, kind: Kind, sent: &Body, old: Option<&Record>) -> Saved<Option<Whom>> {
        let contact = sent.get("Contact").map(object).unwrap_or_default();
        if contact.is_empty() {
            let needed = old.is_none();
            return if needed {
                refuse("contact_missing", &[])
            } else {
                Ok(None)
            };
        }
        let (id, number, name) = (
            text(&contact, "ContactID"),
            text(&contact, "ContactNumber"),
            text(&contact, "Name"),
        );
        if id.is_empty() && number.is_empty() && name.is_empty() {
            return refuse("contact_unnamed", &[]);
        }
        let found = if id.is_empty() {
            self.contact_like(&contact)
        } else {
            self.get(Kind::Contact, id)
        };
        let Some(found) = found else {
            if !id.is_empty() || name.is_empty() || kind == Kind::PurchaseOrder {
                return refuse("contact_missing", &[]);
            }
            let id = uuid::Uuid::new_v4().to_string();
            return Ok(Some(Whom {
                id,
                details: Some(contact),
            }));
        };
        let stays = old.is_some_and(|old| old.body["Contact"]["ContactID"] == found.id);
        if !is_active(&found.body) && !stays {
            return refuse("contact_archived", &[]);
        }
        let identity = ["ContactID", "ContactNumber", "Name"];
        let more = contact
            .keys()
            .any(|name| TEXTS.iter().any(|(known, _)| known == name) && !identity.contains(&name.as_str()));
        let renamed = !id.is_empty() && !name.is_empty() && name != text(&found.body, "Name");
        let details = (more || renamed).then_some(contact.clone());
        Ok(Some(Whom {
            id: found.id.clone(),
            details,
        }))
    }

    /// Keeps what a document said about its contact.
    pub(super) fn keep_contact(&mut self, whom: Option<Whom>, call: &Call) -> Saved<()> {
        let Some(Whom {
            id,
            details: Some(details),
        }) = whom
        else {
            return Ok(());
        };
        let old = self.get(Kind::Contact, &id).cloned();
        let body = self.fill_contact(&details, old.as_ref())?;
        self.commit(Kind::Contact, call.record(id, body, old.as_ref()))
    }

    /// The first document of a side makes a contact customer or supplier; that is no change of the contact.
    pub(super) fn mark_side(&mut self, id: &str, sale: bool) {
        let member = if sale { "IsCustomer" } else { "IsSupplier" };
        let Some(mut record) = self.get(Kind::Contact, id).cloned() else {
            return;
        };
        if record.body.get(member) == Some(&json!(true)) {
            return;
        }
        record.body.insert(member.to_owned(), json!(true));
        if let Err(texts) = self.commit(Kind::Contact, record) {
            tracing::warn!(?texts, "a contact could not be marked");
        }
    }
}

/// Takes plain members over; an empty text clears one.
pub(super) fn texts(sent: &Body, body: &mut Body, known: &[(&str, usize)], problems: &mut Problems) {
    for (name, max) in known {
        let Some(value) = sent.get(*name).filter(|value| !value.is_null()) else {
            continue;
        };
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if value.chars().count() > *max {
            problems.add("too_long", &[name, &max.to_string()]);
        }
        body.insert((*name).to_owned(), json!(value));
    }
}

/// Addresses and phones: one of each type, those sent over those kept.
fn by_type(sent: &Body, body: &mut Body, member: &str, type_: &str, known: &[(&str, usize)], problems: &mut Problems) {
    let mut kept = list(body, member);
    for one in list(sent, member) {
        let mut clean = Body::new();
        texts(&one, &mut clean, known, problems);
        let which = text(&clean, type_).to_owned();
        match kept.iter_mut().find(|old| text(old, type_) == which) {
            Some(old) => old.extend(clean),
            None => kept.push(clean),
        }
    }
    body.insert(
        member.to_owned(),
        Value::Array(kept.into_iter().map(Value::Object).collect()),
    );
}

fn person(sent: &Body) -> Value {
    json!({
        "FirstName": text(sent, "FirstName"), "LastName": text(sent, "LastName"),
        "EmailAddress": text(sent, "EmailAddress"), "IncludeInEmails": flag(sent.get("IncludeInEmails"))
    })
}

fn payment_terms(sent: &Body, body: &mut Body, problems: &mut Problems) {
    let Some(terms) = sent.get("PaymentTerms").filter(|terms| terms.is_object()) else {
        return;
    };
    let mut kept = body.get("PaymentTerms").map(object).unwrap_or_default();
    for side in ["Sales", "Bills"] {
        if let Some(term) = terms
            .get(side)
            .filter(|term| term.as_object().is_some_and(|term| !term.is_empty()))
        {
            problems.need(terms::rule(term).is_some(), "term_unknown", &[]);
            kept.insert(side.to_owned(), term.clone());
        }
    }
    body.insert("PaymentTerms".into(), Value::Object(kept));
}

fn check_name(body: &Body, problems: &mut Problems) {
    let name = text(body, "Name");
    problems.need(!name.is_empty(), "contact_name_missing", &[]);
    problems.need(!name.contains(['<', '>']), "contact_name_letters", &[]);
    let blanks = name.trim() != name || name.contains("  ");
    problems.need(!blanks, "contact_name_blanks", &[]);
}

/// One at sign with something on both sides, a dot behind it, plain letters only.
fn is_mail(text: &str) -> bool {
    let plain = text.is_ascii() && !text.contains([' ', ',', ';']);
    let parts: Vec<&str> = text.split('@').collect();
    plain && parts.len() == 2 && !parts[0].is_empty() && parts[1].contains('.') && !parts[1].ends_with('.')
}
