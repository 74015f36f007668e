//! Xero's refusals in our words: one table of texts (a refusal has no code of its own), one of statuses.
//!
//! Not here: what becomes of an entry (`classify` asks `Class`). Invariant: a text that is not in the table is a refusal with the
//! ledger's own words, never a success and never silence.

use jiff::civil::Date;
use serde_json::Value;
use tieout_domain::{ErrorCode, Failure, Recovery};

/// What a refusal says about the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Nothing was written; saying it again changes nothing.
    Rejected,
    /// Something is there already, or has changed: look.
    Exists,
    /// Refused before any work: the whole book waits.
    Throttled,
    /// Refused at the gate for its token.
    Unauthorised,
    /// The application gave up; it may have written.
    Unknown,
    /// The record does not exist (any more).
    Gone,
}

/// `Recovery` without its data, so that the table can be constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remedy {
    Plain(&'static Recovery),
    OpenPeriod,
}

struct Line {
    /// Parts of the text, lower case; all must be there.
    text: &'static [&'static str],
    error: ErrorCode,
    remedy: Remedy,
    class: Class,
}

const fn row(text: &'static [&'static str], error: ErrorCode, recovery: &'static Recovery, class: Class) -> Line {
    Line {
        text,
        error,
        remedy: Remedy::Plain(recovery),
        class,
    }
}

const fn closed(text: &'static [&'static str]) -> Line {
    Line {
        text,
        error: ErrorCode::PeriodClosed,
        remedy: Remedy::OpenPeriod,
        class: Class::Rejected,
    }
}

use Class::{Exists, Gone, Rejected, Throttled, Unauthorised, Unknown};
use ErrorCode as E;
use Recovery as R;

/// First match wins (fact sheet §4).
static TABLE: &[Line] = &[
    row(
        &["contact name", "already assigned to another contact"],
        E::NameTaken,
        &R::Match,
        Exists,
    ),
    // Our own reference: an earlier request of ours was heard after all.
    row(
        &["contact number", "already assigned to another contact"],
        E::FoundTwice,
        &R::Compare,
        Exists,
    ),
    row(
        &["another contact has this contact number"],
        E::FoundTwice,
        &R::Compare,
        Exists,
    ),
    row(
        &["contact", "has been archived"],
        E::InactiveInLedger,
        &R::Match,
        Rejected,
    ),
    row(
        &["a contact must be specified"],
        E::ReferenceInvalid,
        &R::Match,
        Rejected,
    ),
    row(&["to identify the contact"], E::ReferenceInvalid, &R::Match, Rejected),
    row(
        &["email address must be valid"],
        E::InvalidInput,
        &R::FixSource,
        Rejected,
    ),
    row(&["website must be valid"], E::InvalidInput, &R::FixSource, Rejected),
    row(
        &["one or more line items must be specified"],
        E::ValueMissing,
        &R::FixSource,
        Rejected,
    ),
    row(
        &["account code", "is not a valid code for this document"],
        E::AccountWrongType,
        &R::ChangeSetting,
        Rejected,
    ),
    row(
        &["account code", "has been archived, or has been deleted"],
        E::AccountMissing,
        &R::ChangeSetting,
        Rejected,
    ),
    row(
        &["taxtype code", "cannot be used with account code"],
        E::TaxCodeUnmapped,
        &R::ChangeSetting,
        Rejected,
    ),
    row(
        &["tax rate must be active"],
        E::TaxCodeUnmapped,
        &R::ChangeSetting,
        Rejected,
    ),
    row(
        &["tax amount cannot be greater than the line amount"],
        E::TaxDiffers,
        &R::ChangeSetting,
        Rejected,
    ),
    row(
        &["does not match the expected line total"],
        E::TotalDiffers,
        &R::FixSource,
        Rejected,
    ),
    row(
        &["quantity must not be less than zero"],
        E::InvalidInput,
        &R::FixSource,
        Rejected,
    ),
    row(&["invoice # must be unique"], E::NumberTaken, &R::FixSource, Exists),
    row(&["order number must be unique"], E::NumberTaken, &R::FixSource, Exists),
    row(
        &["price list item with code", "already exists"],
        E::NameTaken,
        &R::Match,
        Exists,
    ),
    row(&["please enter a unique name"], E::NameTaken, &R::Match, Exists),
    row(
        &["not of valid status for modification"],
        E::ChangedInLedger,
        &R::PlanAgain,
        Exists,
    ),
    row(
        &["not of valid status for creation"],
        E::InvalidInput,
        &R::ReadHelp,
        Rejected,
    ),
    row(
        &["cannot be edited as it has a payment or credit note"],
        E::RefusedByLedger,
        &R::ReadHelp,
        Rejected,
    ),
    row(
        &["because it has payments or credit notes allocated"],
        E::RefusedByLedger,
        &R::ReadHelp,
        Rejected,
    ),
    closed(&["cannot be before the end of year lock date"]),
    closed(&["cannot be before the period lock date"]),
    closed(&["cannot be edited as it is currently dated before"]),
    row(
        &["not subscribed to currency"],
        E::CurrencyNotAllowed,
        &R::FixSource,
        Rejected,
    ),
    row(
        &["payment amount exceeds the amount outstanding"],
        E::RefusedByLedger,
        &R::FixSource,
        Rejected,
    ),
    row(
        &["payments can only be made against authorised"],
        E::RefusedByLedger,
        &R::ReadHelp,
        Rejected,
    ),
    row(
        &["payments within a batch cannot be deleted"],
        E::RefusedByLedger,
        &R::ReadHelp,
        Rejected,
    ),
    row(
        &["total debits", "must equal total credits"],
        E::Unbalanced,
        &R::FixSource,
        Rejected,
    ),
    row(&["could not be found"], E::GoneInLedger, &R::Pull, Gone),
    row(&["was not found for this endpoint"], E::GoneInLedger, &R::Pull, Gone),
    row(
        &["reached the limit of invoices"],
        E::SubscriptionLapsed,
        &R::AskAdmin,
        Rejected,
    ),
    row(
        &["may have senttocontact updated"],
        E::RefusedByLedger,
        &R::ReadHelp,
        Rejected,
    ),
    // The key stands for an earlier request of ours, and its fate is what has to be found out.
    row(
        &["idempotency key", "is used with a different request"],
        E::AnswerLost,
        &R::Wait,
        Exists,
    ),
];

/// A refusal, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    pub class: Class,
    pub failure: Failure,
}

/// The first message decides; all of them go to the details.
pub fn of_messages(messages: &[String], closed_through: Option<Date>) -> Understood {
    let first = messages
        .first()
        .map(|message| message.to_lowercase())
        .unwrap_or_default();
    let line = TABLE
        .iter()
        .find(|line| line.text.iter().all(|text| first.contains(text)));
    let (error, recovery, class) = match line {
        Some(line) => (line.error, remedy(line.remedy, closed_through), line.class),
        None => (E::RefusedByLedger, R::FixSource, Rejected),
    };
    let words = if messages.is_empty() {
        "(no text)".to_owned()
    } else {
        messages.join("\n")
    };
    Understood {
        class,
        failure: Failure::new(error, recovery).raw(tieout_connect::redact::text(&words)),
    }
}

fn remedy(remedy: Remedy, closed_through: Option<Date>) -> Recovery {
    match (remedy, closed_through) {
        (Remedy::Plain(recovery), _) => recovery.clone(),
        (Remedy::OpenPeriod, Some(closed_through)) => R::OpenPeriod { closed_through },
        // The ledger has closed a period since we last asked it for the date.
        (Remedy::OpenPeriod, None) => R::Pull,
    }
}

/// What a status says of the whole request; `None` for success, and for what cannot be understood.
pub fn of_status(status: u16, body: &str, closed_through: Option<Date>) -> Option<Understood> {
    let is = |class, error, recovery| Some(understood(class, error, recovery, body));
    match status {
        400 => Some(of_messages(
            &messages(body).or_else(|| known_text(body))?,
            closed_through,
        )),
        401 if lacks_right(body) => is(Rejected, E::PermissionMissing, R::Reconnect),
        401 => is(Unauthorised, E::SignInNeeded, R::Wait),
        // The organisation was disconnected, or the person lacks a right in it: the ledger says the same to both.
        403 => is(Rejected, E::PermissionMissing, R::Reconnect),
        404 => is(Gone, E::GoneInLedger, R::Pull),
        412 | 501 => is(Rejected, E::RefusedByLedger, R::ReadHelp),
        429 => is(Throttled, E::RateLimited, R::Wait),
        500 if json(body).is_some() => is(Unknown, E::LedgerUnavailable, R::Wait),
        503 if resting(body) => is(Throttled, E::LedgerUnavailable, R::Wait),
        _ => None,
    }
}

fn understood(class: Class, error: ErrorCode, recovery: Recovery, body: &str) -> Understood {
    let words = tieout_connect::redact::body(body.as_bytes(), 2000);
    Understood {
        class,
        failure: Failure::new(error, recovery).raw(words),
    }
}

/// A permission without the scope or the plan for this; a fresh token would change nothing.
fn lacks_right(body: &str) -> bool {
    let low = body.to_lowercase();
    ["authorizationunsuccessful", "insufficient_scope", "insufficent_scope"]
        .iter()
        .any(|word| low.contains(word))
}

/// The application's own words for "not now", which a gateway's page is not.
fn resting(body: &str) -> bool {
    let low = body.to_lowercase();
    [
        "offline for maintenance",
        "temporarily unavailable",
        "organisation is offline",
    ]
    .iter()
    .any(|words| low.contains(words))
}

fn json(body: &str) -> Option<Value> {
    serde_json::from_str(body).ok().filter(Value::is_object)
}

/// Some refusals are bare text; only one that is in the table is believed to be the ledger's own.
fn known_text(body: &str) -> Option<Vec<String>> {
    let low = body.to_lowercase();
    let bare = !body.trim_start().starts_with(['<', '{', '[']);
    let known = TABLE.iter().any(|line| line.text.iter().all(|text| low.contains(text)));
    (bare && known).then(|| vec![body.trim().to_owned()])
}

/// The texts of a refused request: those of its elements, else its own; `None` for a body that is no refusal.
fn messages(body: &str) -> Option<Vec<String>> {
    let value = json(body)?;
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let elements = value.get("Elements").and_then(Value::as_array).into_iter().flatten();
    let errors = elements.flat_map(|element| {
        element
            .get("ValidationErrors")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    });
    let said: Vec<String> = errors.filter_map(|error| text(error, "Message")).collect();
    if !said.is_empty() {
        return Some(said);
    }
    ["Message", "Detail", "detail", "Title", "title", "error"]
        .iter()
        .find_map(|name| text(&value, name))
        .map(|own| vec![own])
}

#[cfg(test)]
mod tests;
