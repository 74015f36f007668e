//! What an answer says became of each entry (`reliability.md` §3).
//!
//! Not here: sending. Invariant: pure; HTTP 200 proves nothing: an entry is done only when its own record came back with our amounts
//! and nothing was dropped on the way. What cannot be read is unknown.

use std::time::Duration;

use serde_json::value::RawValue;
use tieout_connect::ledger::{EntryOutcome, Operation, Outcome, Prepared, PreparedEntry, Write};
use tieout_domain::fields::FieldChange;
use tieout_domain::objects::DocumentState;
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, Record, Recovery};

use super::body::Facts;
use super::failure::{self, Class, Understood};
use super::map::{self, Context, Entity, Row, code_of};
use super::wire::{self, Fate, Members};
use crate::compare::{differences, named, named_failure};

/// What the exchange shows besides status and body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The application's own headers were there.
    pub from_application: bool,
    /// The server asked us to wait.
    pub retry_after: Option<Duration>,
}

pub fn answer(prepared: &Prepared, status: u16, body: &str, evidence: Evidence, facts: &Facts) -> Vec<EntryOutcome> {
    let elements = Elements::of(prepared, status, body);
    let whole = match (&elements, status) {
        (Some(_), _) => None,
        _ => Some(judged(whole(status, body, evidence, facts), prepared.entries.len())),
    };
    let one = |(at, entry): (usize, &PreparedEntry)| match (&whole, &elements) {
        (None, Some(elements)) => match elements.of_entry(at, entry) {
            Some(element) => of_element(entry, element, elements.refused, facts),
            None => lost(entry, "the answer leaves this entry out"),
        },
        (Some(outcome), _) => named(outcome.clone(), entry),
        (None, None) => lost(entry, "the answer cannot be read"),
    };
    let outcomes = prepared.entries.iter().enumerate().map(|entry| EntryOutcome {
        entry: entry.1.entry,
        outcome: one(entry),
    });
    outcomes.collect()
}

/// The elements of an answer, in its order.
struct Elements {
    list: Vec<Element>,
    /// The request as a whole was refused (400): nothing says that the elements without errors were written.
    refused: bool,
}

struct Element {
    raw: Box<RawValue>,
    fate: Fate,
    head: Head,
}

/// What an element is recognised by.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Head {
    #[serde(rename = "ContactID")]
    contact: Option<String>,
    #[serde(rename = "InvoiceID")]
    invoice: Option<String>,
    #[serde(rename = "ContactNumber")]
    contact_number: Option<String>,
    #[serde(rename = "Code")]
    code: Option<String>,
    #[serde(rename = "Reference")]
    reference: Option<String>,
}

impl Elements {
    fn of(prepared: &Prepared, status: u16, body: &str) -> Option<Self> {
        let kind = prepared.entries.first()?.write.document.kind();
        let members: Members = serde_json::from_str(body).ok()?;
        let (name, refused) = match status {
            200..=299 => (Entity::of(kind).ok()?.plural, false),
            400 => ("Elements", true),
            _ => return None,
        };
        let rows: Vec<Box<RawValue>> = serde_json::from_str(members.get(name)?.get()).ok()?;
        let list: Vec<Element> = rows.into_iter().filter_map(Element::of).collect();
        // A refusal of several that shows fewer says nothing about the others: then its words are about all of them.
        (!list.is_empty() && (!refused || list.len() == prepared.entries.len())).then_some(Self { list, refused })
    }

    /// By position and by what it is; where the two disagree, by what it is.
    fn of_entry(&self, at: usize, entry: &PreparedEntry) -> Option<&Element> {
        let ours = |element: &&Element| element.is_of(&entry.write);
        let placed = self.list.get(at).filter(ours);
        // A refused element may have been emptied of everything it could be known by; its place is all there is then.
        let emptied = || {
            self.list
                .get(at)
                .filter(|element| element.fate.failed() && element.is_nobodys())
        };
        placed.or_else(|| self.list.iter().find(ours)).or_else(emptied)
    }
}

impl Element {
    fn of(raw: Box<RawValue>) -> Option<Self> {
        let fate = serde_json::from_str(raw.get()).ok()?;
        let head = serde_json::from_str(raw.get()).ok()?;
        Some(Self { raw, fate, head })
    }

    fn is_of(&self, write: &Write) -> bool {
        let remote = write.remote.as_ref().map(|remote| remote.id.as_str());
        let same = |own: &Option<String>, wanted: Option<&str>| wanted.is_some() && own.as_deref() == wanted;
        match (&write.document, remote) {
            (Object::Customer(_) | Object::Vendor(_), Some(id)) => same(&self.head.contact, Some(id)),
            (Object::Customer(_) | Object::Vendor(_), None) => {
                same(&self.head.contact_number, Some(write.marker.as_str()))
            }
            (Object::Item(_), Some(id)) => same(&self.head.code, Some(id)),
            (Object::Item(item), None) => same(&self.head.code, Some(&code_of(&item.name, item.sku.as_deref()))),
            (Object::Invoice(_), Some(id)) => same(&self.head.invoice, Some(id)),
            (Object::Invoice(invoice), None) => same(&self.head.reference, invoice.reference.as_deref()),
            _ => false,
        }
    }

    fn is_nobodys(&self) -> bool {
        let head = &self.head;
        [&head.contact_number, &head.code, &head.reference]
            .iter()
            .all(|member| member.is_none())
            && [&head.contact, &head.invoice]
                .iter()
                .all(|id| id.as_deref().is_none_or(is_zero))
    }

    /// What refused documents have instead of an id.
    fn has_no_id(&self, kind: ObjectKind) -> bool {
        let id = match kind {
            ObjectKind::Invoice => &self.head.invoice,
            ObjectKind::Item => &self.head.code,
            _ => &self.head.contact,
        };
        id.as_deref().is_none_or(is_zero)
    }
}

fn is_zero(id: &str) -> bool {
    id.chars().all(|letter| matches!(letter, '0' | '-'))
}

/// What the answer says about all entries at once.
fn whole(status: u16, body: &str, evidence: Evidence, facts: &Facts) -> Outcome {
    match failure::of_status(status, body, facts.closed_through) {
        Some(understood) => of_refusal(understood, evidence),
        None => unknown(status, body, evidence),
    }
}

/// One sentence about several entries: it is not known about which.
fn judged(outcome: Outcome, entries: usize) -> Outcome {
    match outcome {
        Outcome::Rejected(failure) => Outcome::refused_together(failure, entries),
        // Something is there already, but whose? Nobody's refusal; each is looked up, and then sent in smaller company.
        Outcome::Exists(failure) if entries > 1 => Outcome::UnknownEnded(failure),
        other => other,
    }
}

fn of_refusal(understood: Understood, evidence: Evidence) -> Outcome {
    match understood.class {
        Class::Rejected | Class::Gone => Outcome::Rejected(understood.failure),
        Class::Exists => Outcome::Exists(understood.failure),
        Class::Throttled => Outcome::Refused {
            failure: understood.failure,
            retry_after_ms: evidence.retry_after.map(ms),
        },
        Class::Unauthorised => Outcome::NotSent(understood.failure),
        Class::Unknown => Outcome::UnknownEnded(understood.failure),
    }
}

/// An answer nobody can read. The work may go on behind a gateway; it has ended when the application itself spoke.
fn unknown(status: u16, body: &str, evidence: Evidence) -> Outcome {
    let gateway = matches!(status, 502 | 504) || body.trim_start().starts_with('<');
    let json = body.trim_start().starts_with('{');
    let failure = unread("the answer cannot be read")
        .param("status", status)
        .raw(tieout_connect::redact::body(body.as_bytes(), 2000));
    if !gateway && (json || evidence.from_application) {
        Outcome::UnknownEnded(failure)
    } else {
        Outcome::UnknownMaybeRunning(failure)
    }
}

fn of_element(entry: &PreparedEntry, element: &Element, refused: bool, facts: &Facts) -> Outcome {
    let kind = entry.write.document.kind();
    if element.fate.failed() {
        let understood = failure::of_messages(&wire::words(&element.fate.validation_errors), facts.closed_through);
        return named(
            already(of_refusal(understood, Evidence::default()), &entry.write),
            entry,
        );
    }
    if refused {
        // Whether the good ones of a refused request are saved is not documented.
        return lost(entry, "the request was refused for another entry");
    }
    if element.has_no_id(kind) {
        return lost(entry, "the record came back without an id");
    }
    match read(entry, element, facts) {
        Ok(Row::Record(record)) => compare(entry, with_marker(*record, &entry.write), &element.fate),
        Ok(Row::Deleted(_)) if ends(&entry.write) => Outcome::Done(Box::new(gone(&entry.write, element))),
        Ok(Row::Deleted(_)) => lost(entry, "the record came back as deleted"),
        Err(failure) => Outcome::UnknownEnded(named_failure(failure, entry)),
    }
}

fn read(entry: &PreparedEntry, element: &Element, facts: &Facts) -> Result<Row, Failure> {
    let entity = Entity::of(entry.write.document.kind())?;
    let sent = entry
        .write
        .document
        .as_invoice()
        .map(|invoice| invoice.currency.clone());
    let context = Context {
        base_currency: facts.base_currency.clone().or(sent),
    };
    let rows = map::rows(entity, element.raw.get(), &context)?;
    rows.into_iter()
        .next()
        .ok_or_else(|| unread("a record of another kind came back"))
}

/// Items and documents have no member that holds it; that they are ours is known here.
fn with_marker(mut record: Record, write: &Write) -> Record {
    if write.operation == Operation::Create {
        record.marker = Some(write.marker.clone());
    }
    record
}

/// What was asked for is there already, or what was to end has ended: look.
fn already(outcome: Outcome, write: &Write) -> Outcome {
    match outcome {
        Outcome::Rejected(failure) if failure.code == ErrorCode::GoneInLedger && ends(write) => {
            Outcome::Exists(failure)
        }
        outcome => outcome,
    }
}

const fn ends(write: &Write) -> bool {
    matches!(write.operation, Operation::Void | Operation::Delete)
}

/// A draft that was to end is deleted; as far as the books go that is a void.
fn gone(write: &Write, element: &Element) -> Record {
    let mut object = write.document.clone();
    if let Object::Invoice(invoice) = &mut object {
        invoice.state = DocumentState::Void;
    }
    let remote = write.remote.as_ref();
    Record {
        id: remote.map_or_else(|| tieout_domain::RecordId::new(""), |remote| remote.id.clone()),
        version: None,
        active: false,
        updated_at: None,
        marker: Some(write.marker.clone()),
        object,
        raw: element.raw.get().to_owned(),
    }
}

fn compare(entry: &PreparedEntry, record: Record, fate: &Fate) -> Outcome {
    let write = &entry.write;
    let mut differences = match write.operation {
        Operation::Create | Operation::Update => differences(&write.document, &record.object),
        Operation::Deactivate if record.active => return not_done(entry),
        Operation::Void | Operation::Delete if !is_void(&record.object) => return not_done(entry),
        Operation::Deactivate | Operation::Void | Operation::Delete => Vec::new(),
    };
    differences.extend(dropped(fate));
    if differences.is_empty() {
        Outcome::Done(Box::new(record))
    } else {
        Outcome::DoneDiffers {
            record: Box::new(record),
            differences,
        }
    }
}

fn is_void(object: &Object) -> bool {
    object
        .as_invoice()
        .is_some_and(|invoice| invoice.state == DocumentState::Void)
}

/// A warning means that something we sent was left out, and the answer may not show what.
fn dropped(fate: &Fate) -> Vec<FieldChange> {
    let mut said = wire::words(&fate.warnings);
    if said.is_empty() && fate.status_attribute_string.as_deref() == Some("WARNING") {
        said.push("(a warning without words)".to_owned());
    }
    let change = |words: String| FieldChange {
        field: "warning".to_owned(),
        last_pushed: None,
        wanted: None,
        ledger: Some(words),
    };
    said.into_iter().map(change).collect()
}

/// Answered with success, yet the record says otherwise: nothing was done.
fn not_done(entry: &PreparedEntry) -> Outcome {
    let failure = Failure::new(ErrorCode::RefusedByLedger, Recovery::ReadHelp);
    Outcome::Rejected(named_failure(
        failure.context("the ledger answered, but left the record as it was"),
        entry,
    ))
}

fn lost(entry: &PreparedEntry, what: &str) -> Outcome {
    Outcome::UnknownEnded(named_failure(unread(what), entry))
}

fn unread(what: &str) -> Failure {
    Failure::new(ErrorCode::AnswerUnknown, Recovery::Wait).context(what)
}

fn ms(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
