//! The states of a document and its ways between them.
//!
//! Not here: what else a change must keep to (`documents`, `settled`).
//! Invariant: PAID is never written; it follows from what is open.

use super::errors::Problems;
use super::json::{decimal_at, text};
use super::kinds::Kind;
use super::store::{Org, Record};

impl Org {
    /// What a settled or spent document shows: nothing is open any more.
    pub(super) fn status<'a>(&self, kind: Kind, record: &'a Record) -> &'a str {
        let status = text(&record.body, "Status");
        let settles = matches!(
            kind,
            Kind::Invoice | Kind::CreditNote | Kind::Overpayment | Kind::Prepayment
        );
        if !settles || status != "AUTHORISED" {
            return status;
        }
        let number = self.number_of(kind, &record.id);
        let open = number.map(|number| self.book.open_amount(number)).unwrap_or_default();
        let worth = decimal_at(&record.body, "Total").unwrap_or_default();
        let nothing = worth.is_zero() && !self.switches.zero_total_paid;
        if open.is_zero() && !nothing { "PAID" } else { status }
    }

    /// Moves of a status that the vendor lets pass.
    pub(super) fn check_status(&self, kind: Kind, was: Option<&str>, status: &str, problems: &mut Problems) {
        let name = match kind {
            Kind::CreditNote => "Credit note",
            Kind::PurchaseOrder => "Order",
            Kind::BankTransaction => "Bank transaction",
            _ => "Invoice",
        };
        if !statuses(kind).contains(&status) {
            problems.add("status_unknown", &[status]);
            return;
        }
        let Some(was) = was else {
            let key = if kind == Kind::Invoice {
                "status_create"
            } else {
                "document_status_create"
            };
            problems.need(can_start(kind, status), key, &[name]);
            return;
        };
        // A settled document shows PAID but is asked to stay AUTHORISED.
        let stays = was == "PAID" && status == "AUTHORISED";
        let key = if kind == Kind::Invoice {
            "status_change"
        } else {
            "document_status_change"
        };
        problems.need(stays || can_move(kind, was, status), key, &[name]);
    }
}

const fn statuses(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::PurchaseOrder => &["DRAFT", "SUBMITTED", "AUTHORISED", "BILLED", "DELETED"],
        Kind::BankTransaction => &["AUTHORISED", "DELETED", "VOIDED"],
        _ => &["DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"],
    }
}

fn can_start(kind: Kind, status: &str) -> bool {
    match kind {
        Kind::BankTransaction => status == "AUTHORISED",
        _ => matches!(status, "DRAFT" | "SUBMITTED" | "AUTHORISED"),
    }
}

fn can_move(kind: Kind, was: &str, status: &str) -> bool {
    match (kind, was) {
        (Kind::BankTransaction, "AUTHORISED") => matches!(status, "AUTHORISED" | "DELETED"),
        (Kind::PurchaseOrder, "AUTHORISED") => matches!(status, "AUTHORISED" | "BILLED" | "DELETED"),
        (Kind::PurchaseOrder, "BILLED") => matches!(status, "BILLED" | "AUTHORISED"),
        (_, "DRAFT" | "SUBMITTED") => matches!(status, "DRAFT" | "SUBMITTED" | "AUTHORISED" | "DELETED"),
        (_, "AUTHORISED") => matches!(status, "AUTHORISED" | "VOIDED"),
        (_, "PAID") => matches!(status, "PAID" | "VOIDED" | "DELETED"),
        _ => false,
    }
}
