//! Identifiers. Each is its own type, so that an outbox id cannot be passed where a run id is meant.
//!
//! Not here: names and numbers people read. Invariant: an id never changes and is never re-used.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! text_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => { $(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }
    )+ };
}

macro_rules! row_id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => { $(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        pub struct $name(#[ts(type = "number")] pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+ };
}

text_id! {
    /// A system's own id of one record: the remote id in a ledger, the external id in a source. Never a name or number.
    RecordId,
    /// One set of accounts in a ledger, as `<system>:<realm or tenant>`.
    BookId,
}

row_id! {
    /// Authorised access to one ledger book or one source.
    ConnectionId,
    /// One user-started pull, push or sync.
    RunId,
    /// One list of intended writes with reasons.
    PlanId,
    /// One intended write in the durable queue.
    OutboxId,
    /// One HTTP write (single or batch) with its exact bytes.
    SendId,
}
