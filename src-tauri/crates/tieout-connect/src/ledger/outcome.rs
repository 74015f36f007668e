//! What became of a write (`reliability.md` §3). Not here: what happens next (engine).
//! Invariant: HTTP 200 proves nothing; an answer that cannot be read is unknown, never success and never failure.

use serde::{Deserialize, Serialize};
use tieout_domain::{ErrorCode, Failure, OutboxId, Record, fields::FieldChange};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Failed before the request was complete: nothing happened.
    NotSent(Failure),
    /// Refused before any work was done: quota, throttle, maintenance. The whole book waits.
    Refused {
        failure: Failure,
        retry_after_ms: Option<u64>,
    },
    /// The expected record came back with our values.
    Done(Box<Record>),
    /// The record came back, but amounts or lines differ. Never sent again.
    DoneDiffers {
        record: Box<Record>,
        differences: Vec<FieldChange>,
    },
    /// The ledger said no; nothing was written.
    Rejected(Failure),
    /// It said no to a request of several entries without saying whose fault it is; nothing was written.
    RefusedWhole(Failure),
    /// It says that such a record exists or has changed: look now. The failure holds what a person would be told.
    Exists(Failure),
    /// The ledger's application ended the request; whether it wrote is unknown.
    UnknownEnded(Failure),
    /// We lost sight of the request; it may still be running.
    UnknownMaybeRunning(Failure),
}

impl Outcome {
    /// A request of `entries` writes was refused in one sentence. What concerns the whole book is everybody's refusal; anything
    /// else may be the fault of a single entry, and then the others have not been judged.
    pub fn refused_together(failure: Failure, entries: usize) -> Self {
        if entries > 1 && !concerns_book(failure.code) {
            Self::RefusedWhole(failure)
        } else {
            Self::Rejected(failure)
        }
    }

    /// The word stored with the attempt.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotSent(_) => "not_sent",
            Self::Refused { .. } => "refused",
            Self::Done(_) => "done",
            Self::DoneDiffers { .. } => "done_differs",
            Self::Rejected(_) => "rejected",
            Self::RefusedWhole(_) => "refused_whole",
            Self::Exists(_) => "exists",
            Self::UnknownEnded(_) => "unknown_ended",
            Self::UnknownMaybeRunning(_) => "unknown_maybe_running",
        }
    }
}

/// No change of the request can help: sign-in, rights, subscription, pace.
const fn concerns_book(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Offline
            | ErrorCode::LedgerUnavailable
            | ErrorCode::RateLimited
            | ErrorCode::SignInNeeded
            | ErrorCode::WrongCompany
            | ErrorCode::PermissionMissing
            | ErrorCode::SubscriptionLapsed
            | ErrorCode::ConnectionSettings
    )
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryOutcome {
    pub entry: OutboxId,
    pub outcome: Outcome,
}

/// Everything one `send` brought back: one outcome for each entry of the prepared write, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub outcomes: Vec<EntryOutcome>,
    /// HTTP status, where there was one.
    pub status: Option<u16>,
    /// The answer as text, secrets masked, for Details.
    pub body: Option<String>,
    /// The ledger's own id of the exchange (e.g. `intuit_tid`), for its support.
    pub exchange_id: Option<String>,
}
