//! Intuit's faults in our words: one table, looked up by code and, where the code says nothing, by text.
//!
//! Not here: what becomes of an entry (`classify` asks `Class`). Invariant: a code that is not in the table is a refusal with
//! the ledger's own words, never a success and never silence.

use jiff::civil::Date;
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::wire::{Fault, FaultError, Members};

/// What a fault says about the request.
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
    code: &'static str,
    /// Part of the detail, lower case, where one code has many meanings.
    text: Option<&'static str>,
    error: ErrorCode,
    remedy: Remedy,
    class: Class,
}

const fn row(code: &'static str, error: ErrorCode, recovery: &'static Recovery, class: Class) -> Line {
    Line {
        code,
        text: None,
        error,
        remedy: Remedy::Plain(recovery),
        class,
    }
}

const fn said(
    code: &'static str,
    text: &'static str,
    error: ErrorCode,
    recovery: &'static Recovery,
    class: Class,
) -> Line {
    Line {
        code,
        text: Some(text),
        error,
        remedy: Remedy::Plain(recovery),
        class,
    }
}

const fn closed(code: &'static str, text: Option<&'static str>) -> Line {
    Line {
        code,
        text,
        error: ErrorCode::PeriodClosed,
        remedy: Remedy::OpenPeriod,
        class: Class::Rejected,
    }
}

use Class::{Exists, Gone, Rejected, Throttled, Unauthorised, Unknown};
use ErrorCode as E;
use Recovery as R;

/// First match wins; lines with a text come before the line of the bare code.
const TABLE: &[Line] = &[
    row("100", E::SignInNeeded, &R::Reconnect, Rejected),
    row("110", E::SignInNeeded, &R::Reconnect, Rejected),
    row("120", E::PermissionMissing, &R::Reconnect, Rejected),
    row("130", E::WrongCompany, &R::Reconnect, Rejected),
    row("140", E::LedgerUnavailable, &R::Wait, Throttled),
    row("150", E::LedgerUnavailable, &R::Wait, Throttled),
    row("500", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("600", E::AnswerLost, &R::Wait, Exists),
    row("2130", E::AnswerLost, &R::Wait, Exists),
    said("610", "another user has deleted", E::GoneInLedger, &R::Pull, Gone),
    said("610", "made inactive", E::InactiveInLedger, &R::Match, Gone),
    row("610", E::GoneInLedger, &R::Pull, Gone),
    row("620", E::ReferenceInvalid, &R::Match, Rejected),
    row("630", E::FoundTwice, &R::Compare, Exists),
    row("700", E::ReferenceInvalid, &R::Match, Rejected),
    row("800", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("900", E::ReferenceInvalid, &R::FixSource, Rejected),
    row("1000", E::AnswerUnknown, &R::Wait, Unknown),
    row("1010", E::AnswerUnknown, &R::Wait, Unknown),
    row("1020", E::AnswerUnknown, &R::Wait, Unknown),
    row("1040", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("1050", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("2000", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("2010", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("2020", E::ValueMissing, &R::FixSource, Rejected),
    row("2030", E::ReferenceInvalid, &R::Match, Rejected),
    row("2040", E::ForbiddenCharacter, &R::FixSource, Rejected),
    row("2050", E::TooLong, &R::FixSource, Rejected),
    row("2060", E::DateUnreadable, &R::FixSource, Rejected),
    row("2070", E::DateUnreadable, &R::FixSource, Rejected),
    row("2080", E::AmountUnreadable, &R::FixSource, Rejected),
    row("2090", E::AmountUnreadable, &R::FixSource, Rejected),
    row("2110", E::AmountUnreadable, &R::FixSource, Rejected),
    row("2210", E::InvalidInput, &R::FixSource, Rejected),
    row("2220", E::CurrencyNotAllowed, &R::FixSource, Rejected),
    row("2250", E::ValueMissing, &R::FixSource, Rejected),
    row("2290", E::NegativeTotal, &R::FixSource, Rejected),
    row("2300", E::Unbalanced, &R::FixSource, Rejected),
    row("2410", E::CurrencyNotAllowed, &R::FixSource, Rejected),
    said("2500", "made inactive", E::InactiveInLedger, &R::Match, Rejected),
    row("2500", E::ReferenceInvalid, &R::Match, Rejected),
    row("3001", E::RateLimited, &R::Wait, Throttled),
    row("3100", E::WrongCompany, &R::Reconnect, Rejected),
    row("3200", E::SignInNeeded, &R::Wait, Unauthorised),
    row("3202", E::SignInNeeded, &R::Wait, Unauthorised),
    row("4000", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("4001", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("4002", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("5010", E::ChangedInLedger, &R::PlanAgain, Exists),
    row("5020", E::PermissionMissing, &R::AskAdmin, Rejected),
    row("5030", E::SubscriptionLapsed, &R::ReadHelp, Rejected),
    said("6000", "wait a few minutes", E::LedgerUnavailable, &R::Wait, Unknown),
    said(
        "6000",
        "unexpected internal error",
        E::LedgerUnavailable,
        &R::Wait,
        Unknown,
    ),
    said("6000", "0 or greater", E::NegativeTotal, &R::FixSource, Rejected),
    said(
        "6000",
        "must set a transaction amount",
        E::ZeroTotal,
        &R::FixSource,
        Rejected,
    ),
    said("6000", "gst/hst", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    said("6000", "tax rate", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    said(
        "6000",
        "one foreign currency",
        E::CurrencyNotAllowed,
        &R::FixSource,
        Rejected,
    ),
    said("6000", "choose a customer", E::ReferenceInvalid, &R::Match, Rejected),
    said("6000", "choose a vendor", E::ReferenceInvalid, &R::Match, Rejected),
    said("6000", "two detail lines", E::Unbalanced, &R::FixSource, Rejected),
    said("6000", "does not exist", E::ReferenceInvalid, &R::Match, Rejected),
    said("6000", "account type", E::AccountWrongType, &R::ChangeSetting, Rejected),
    said("6000", "negative", E::NegativeTotal, &R::FixSource, Rejected),
    row("6000", E::RefusedByLedger, &R::FixSource, Rejected),
    row("6010", E::AccountWrongType, &R::ChangeSetting, Rejected),
    row("6070", E::TotalDiffers, &R::FixSource, Rejected),
    row("6080", E::ValueMissing, &R::FixSource, Rejected),
    row("6090", E::DiscountUnmapped, &R::ChangeSetting, Rejected),
    row("6100", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    row("6140", E::NumberTaken, &R::Compare, Exists),
    row("6150", E::ReferenceInvalid, &R::Match, Rejected),
    row("6160", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    row("6170", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    row("6190", E::SubscriptionLapsed, &R::AskAdmin, Rejected),
    closed("6200", None),
    closed("6210", None),
    row("6230", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    row("6240", E::NameTaken, &R::Match, Exists),
    row("6250", E::InactiveInLedger, &R::Match, Rejected),
    row("6270", E::DateUnreadable, &R::FixSource, Rejected),
    row("6430", E::AccountWrongType, &R::ChangeSetting, Rejected),
    row("6440", E::ValueMissing, &R::FixSource, Rejected),
    row("6470", E::TaxCodeUnmapped, &R::ChangeSetting, Rejected),
    row("6520", E::ValueMissing, &R::FixSource, Rejected),
    row("6540", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("10000", E::LedgerUnavailable, &R::Wait, Unknown),
    row("10100", E::RefusedByLedger, &R::ReadHelp, Rejected),
    row("10200", E::WrongCompany, &R::Reconnect, Rejected),
];

/// A fault, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    pub class: Class,
    pub failure: Failure,
}

/// The fault among the members of an answer.
pub fn of_members(members: &Members, closed_through: Option<Date>) -> Option<Understood> {
    Fault::of(members).map(|fault| understand(&fault, closed_through))
}

/// The first error decides; all of them go to the details.
pub fn understand(fault: &Fault, closed_through: Option<Date>) -> Understood {
    let none = FaultError::default();
    let first = fault.errors.first().unwrap_or(&none);
    let code = first.code.as_deref().unwrap_or_default();
    let code = code.trim_start_matches('0');
    let detail = first.detail.as_deref().or(first.message.as_deref()).unwrap_or_default();
    let low = detail.to_lowercase();
    let line = TABLE
        .iter()
        .find(|line| line.code == code && line.text.is_none_or(|text| low.contains(text)));
    let (error, recovery, class) = match line {
        Some(line) => (line.error, remedy(line.remedy, closed_through), line.class),
        None if fault.fault_type.as_deref() == Some("SystemFault") => (E::LedgerUnavailable, R::Wait, Unknown),
        None => (E::RefusedByLedger, R::FixSource, Rejected),
    };
    let mut failure = Failure::new(error, recovery).raw(words(fault));
    if !code.is_empty() {
        failure = failure.param("ledger_code", code);
    }
    if let Some(element) = first.element.as_deref().filter(|element| !element.is_empty()) {
        failure = failure.param("field", element);
    }
    if error == E::NumberTaken {
        for (name, label) in [
            ("remote_id", "TxnId="),
            ("number", "DocNumber="),
            ("taken_by", "TxnType="),
        ] {
            failure = with_labelled(failure, name, label, detail);
        }
    }
    Understood { class, failure }
}

fn with_labelled(failure: Failure, name: &str, label: &str, detail: &str) -> Failure {
    let value = detail
        .split_once(label)
        .and_then(|(_, rest)| rest.split_whitespace().next());
    match value {
        Some(value) => failure.param(name, value),
        None => failure,
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

/// The ledger's own words, for Details; secrets masked.
fn words(fault: &Fault) -> String {
    let one = |error: &FaultError| {
        let code = error.code.as_deref().unwrap_or("?");
        let detail = error
            .detail
            .as_deref()
            .or(error.message.as_deref())
            .unwrap_or("(no text)");
        format!("{code}: {detail}")
    };
    tieout_connect::redact::text(&fault.errors.iter().map(one).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests;
