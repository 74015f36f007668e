//! What every ledger's answers are judged by: whether the record says what was sent, and whose failure it is.
//!
//! Not here: what an answer says (each ledger's `classify`). Invariant: pure; what matters for the books is compared exactly, what a
//! ledger may tidy up is not.

use tieout_connect::ledger::{EntryOutcome, Outcome, Prepared, PreparedEntry, Reply};
use tieout_domain::fields::{self, FieldChange};
use tieout_domain::{ErrorCode, Failure, Object, Recovery};

use tieout_connect::http::{Stage, TransportFailure};

/// Differences that matter for the books: names, parties, amounts, accounts. Addresses and texts a ledger may tidy up.
pub fn differences(wanted: &Object, found: &Object) -> Vec<FieldChange> {
    let mut changes = fields::changes(wanted, Some(found), None);
    changes.retain(|change| counts(&change.field));
    if let (Object::Invoice(wanted), Object::Invoice(found)) = (wanted, found)
        && wanted.lines.len() != found.lines.len()
    {
        changes.push(FieldChange {
            field: "lines".to_owned(),
            last_pushed: None,
            wanted: Some(wanted.lines.len().to_string()),
            ledger: Some(found.lines.len().to_string()),
        });
    }
    changes
}

fn counts(field: &str) -> bool {
    const WHOLE: [&str; 13] = [
        "name",
        "number",
        "date",
        "customer",
        "currency",
        "total",
        "tax_total",
        "item_type",
        "unit_price",
        "purchase_cost",
        "income_account",
        "expense_account",
        "asset_account",
    ];
    const OF_LINE: [&str; 6] = [".kind", ".item", ".amount", ".quantity", ".unit_price", ".account"];
    WHOLE.contains(&field) || (field.starts_with("lines.") && OF_LINE.iter().any(|member| field.ends_with(member)))
}

/// The outcome with what its sentence needs to name the record.
pub fn named(outcome: Outcome, entry: &PreparedEntry) -> Outcome {
    match outcome {
        Outcome::NotSent(failure) => Outcome::NotSent(named_failure(failure, entry)),
        Outcome::Rejected(failure) => Outcome::Rejected(named_failure(failure, entry)),
        Outcome::RefusedWhole(failure) => Outcome::RefusedWhole(named_failure(failure, entry)),
        Outcome::Exists(failure) => Outcome::Exists(named_failure(failure, entry)),
        Outcome::UnknownEnded(failure) => Outcome::UnknownEnded(named_failure(failure, entry)),
        Outcome::UnknownMaybeRunning(failure) => Outcome::UnknownMaybeRunning(named_failure(failure, entry)),
        other @ (Outcome::Refused { .. } | Outcome::Done(_) | Outcome::DoneDiffers { .. }) => other,
    }
}

/// The failure with what the sentence on the screen needs to name the record.
pub fn named_failure(failure: Failure, entry: &PreparedEntry) -> Failure {
    let document = &entry.write.document;
    failure.param("kind", document.kind()).param("record", document.name())
}

/// No whole answer. `ended`: its head proves that the application had finished.
pub fn lost(failure: &TransportFailure, ended: bool) -> Outcome {
    let mut said = failure.as_failure();
    if failure.stage == Stage::MaybeSent {
        said.code = ErrorCode::AnswerLost;
        said.recovery = Recovery::Wait;
    }
    match (failure.stage, ended) {
        (Stage::NotSent, _) => Outcome::NotSent(said),
        (Stage::MaybeSent, true) => Outcome::UnknownEnded(said),
        (Stage::MaybeSent, false) => Outcome::UnknownMaybeRunning(said),
    }
}

/// The same fate for every entry.
pub fn all(prepared: &Prepared, outcome: &Outcome) -> Reply {
    let each = |entry: &PreparedEntry| EntryOutcome {
        entry: entry.entry,
        outcome: outcome.clone(),
    };
    Reply {
        outcomes: prepared.entries.iter().map(each).collect(),
        status: None,
        body: None,
        exchange_id: None,
    }
}
