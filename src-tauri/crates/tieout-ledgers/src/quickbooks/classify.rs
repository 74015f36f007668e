//! What an answer says became of each entry (`reliability.md` §3).
//!
//! Not here: sending. Invariant: pure; HTTP 200 proves nothing: an entry is done only when its own record came back with our
//! amounts, and what cannot be read is unknown.

use std::time::Duration;

use tieout_connect::ledger::{EntryOutcome, Operation, Outcome, Prepared, PreparedEntry, Write};
use tieout_domain::{ErrorCode, Failure, Record, Recovery};

use super::body::Facts;
use super::client::members;
use super::failure::{self, Class, Understood};
use super::map::{self, Context, Entity, Row};
use super::wire::Members;
use crate::compare::{differences, named, named_failure};

/// What the exchange shows besides status and body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The application's own trace id was in the head.
    pub from_application: bool,
    /// The server asked us to wait.
    pub retry_after: Option<Duration>,
}

pub fn answer(prepared: &Prepared, status: u16, body: &str, evidence: Evidence, facts: &Facts) -> Vec<EntryOutcome> {
    let answered = members(body.as_bytes());
    let whole =
        whole(status, body, answered.as_ref(), evidence, facts).map(|outcome| judged(outcome, prepared.entries.len()));
    let single = !prepared.path.starts_with("batch");
    let items = answered.as_ref().map(batch_items).unwrap_or_default();
    let one = |entry: &PreparedEntry| match (&whole, &answered) {
        (Some(outcome), _) => named(outcome.clone(), entry),
        (None, Some(members)) if single => of_members(entry, members, facts),
        (None, _) => match items.iter().find(|item| item.handle == entry.handle) {
            Some(item) => of_members(entry, &item.members, facts),
            None => Outcome::UnknownEnded(named_failure(unread("the answer leaves this entry out"), entry)),
        },
    };
    prepared
        .entries
        .iter()
        .map(|entry| EntryOutcome {
            entry: entry.entry,
            outcome: one(entry),
        })
        .collect()
}

/// What the answer says about all entries at once, if it does.
fn whole(status: u16, body: &str, answered: Option<&Members>, evidence: Evidence, facts: &Facts) -> Option<Outcome> {
    let fault = answered.and_then(|members| failure::of_members(members, facts.closed_through));
    if status == 429 || evidence.retry_after.is_some() {
        let told = fault
            .map(|fault| fault.failure)
            .filter(|failure| failure.code == ErrorCode::RateLimited);
        let failure = told.unwrap_or_else(|| Failure::new(ErrorCode::RateLimited, Recovery::Wait));
        return Some(Outcome::Refused {
            failure,
            retry_after_ms: evidence.retry_after.map(ms),
        });
    }
    if let Some(fault) = fault {
        return Some(of_fault(fault, evidence));
    }
    match (status, answered) {
        (200..=299, Some(_)) => None,
        _ => Some(unknown(status, body, evidence)),
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

fn of_fault(fault: Understood, evidence: Evidence) -> Outcome {
    match fault.class {
        Class::Rejected | Class::Gone => Outcome::Rejected(fault.failure),
        Class::Exists => Outcome::Exists(fault.failure),
        Class::Throttled => Outcome::Refused {
            failure: fault.failure,
            retry_after_ms: evidence.retry_after.map(ms),
        },
        Class::Unauthorised => Outcome::NotSent(fault.failure),
        Class::Unknown => Outcome::UnknownEnded(fault.failure),
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

struct Item {
    handle: String,
    members: Members,
}

fn batch_items(answered: &Members) -> Vec<Item> {
    let list = answered
        .get("BatchItemResponse")
        .and_then(|raw| serde_json::from_str::<Vec<Members>>(raw.get()).ok());
    let item = |members: Members| {
        let handle = serde_json::from_str::<String>(members.get("bId")?.get()).ok()?;
        Some(Item { handle, members })
    };
    list.unwrap_or_default().into_iter().filter_map(item).collect()
}

fn of_members(entry: &PreparedEntry, members: &Members, facts: &Facts) -> Outcome {
    if let Some(fault) = failure::of_members(members, facts.closed_through) {
        return named(already(of_fault(fault, Evidence::default()), &entry.write), entry);
    }
    let lost = |failure: Failure| Outcome::UnknownEnded(named_failure(failure, entry));
    let Ok(entity) = Entity::of(entry.write.document.kind()) else {
        return lost(unread("an unknown kind"));
    };
    let Some(raw) = members.get(entity.name) else {
        return lost(unread(&format!("the answer holds no {}", entity.name)));
    };
    let context = Context {
        home_currency: home(&entry.write, facts),
        ..Context::default()
    };
    match map::row(entity, raw.get(), &context) {
        Ok(Row::Record(record)) => compare(entry, *record),
        Ok(Row::Deleted(id)) if entry.write.operation == Operation::Delete => {
            Outcome::Done(Box::new(deleted(&entry.write, id, raw.get())))
        }
        Ok(Row::Deleted(_)) => lost(unread("the record came back as deleted")),
        Err(failure) => lost(failure),
    }
}

/// A document without a currency is in the home currency; where we do not know that one, it is the one we sent.
fn home(write: &Write, facts: &Facts) -> Option<tieout_domain::Currency> {
    let sent = write.document.as_invoice().map(|invoice| invoice.currency.clone());
    facts.home_currency.clone().or(sent)
}

/// A delete of what is gone is what was wanted, but we hold no record of it: look.
fn already(outcome: Outcome, write: &Write) -> Outcome {
    match (outcome, write.operation) {
        (Outcome::Rejected(failure), Operation::Delete) if failure.code == ErrorCode::GoneInLedger => {
            Outcome::Exists(failure)
        }
        (outcome, _) => outcome,
    }
}

fn deleted(write: &Write, id: tieout_domain::RecordId, raw: &str) -> Record {
    Record {
        id,
        version: None,
        active: false,
        updated_at: None,
        marker: Some(write.marker.clone()),
        object: write.document.clone(),
        raw: raw.to_owned(),
    }
}

fn compare(entry: &PreparedEntry, record: Record) -> Outcome {
    let write = &entry.write;
    if write.remote.as_ref().is_some_and(|remote| remote.id != record.id) {
        return Outcome::UnknownEnded(named_failure(unread("another record came back"), entry));
    }
    let differences = match write.operation {
        Operation::Create | Operation::Update => differences(&write.document, &record.object),
        Operation::Deactivate if record.active => return not_done(entry),
        Operation::Void if record.object.total().is_some_and(|total| !total.is_zero()) => return not_done(entry),
        Operation::Delete => return not_done(entry),
        Operation::Deactivate | Operation::Void => Vec::new(),
    };
    if differences.is_empty() {
        Outcome::Done(Box::new(record))
    } else {
        Outcome::DoneDiffers {
            record: Box::new(record),
            differences,
        }
    }
}

/// Answered with success, yet the record says otherwise: nothing was done.
fn not_done(entry: &PreparedEntry) -> Outcome {
    let failure = Failure::new(ErrorCode::RefusedByLedger, Recovery::ReadHelp);
    Outcome::Rejected(named_failure(
        failure.context("the ledger answered, but left the record as it was"),
        entry,
    ))
}

fn unread(what: &str) -> Failure {
    Failure::new(ErrorCode::AnswerUnknown, Recovery::Wait).context(what)
}

fn ms(wait: Duration) -> u64 {
    u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
