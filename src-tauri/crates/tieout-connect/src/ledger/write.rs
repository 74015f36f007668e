//! Writing: what the engine hands over, and what a ledger makes of it before anything is sent.
//!
//! Not here: outcomes. Invariant: references in a `Write` are remote ids; nothing is resolved by name.

use serde::{Deserialize, Serialize};
use tieout_domain::{Instant, Marker, Object, ObjectKind, OutboxId, Record, RecordId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Create,
    Update,
    Void,
    /// Lists: make inactive. Documents are voided instead.
    Deactivate,
    Delete,
}

impl Operation {
    pub const ALL: [Self; 5] = [Self::Create, Self::Update, Self::Void, Self::Deactivate, Self::Delete];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Void => "void",
            Self::Deactivate => "deactivate",
            Self::Delete => "delete",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.word() == word)
    }
}

/// The record an update is meant for, as last read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteVersion {
    pub id: RecordId,
    pub version: Option<String>,
}

/// One intended write, frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    pub entry: OutboxId,
    pub operation: Operation,
    pub marker: Marker,
    /// A document that `fit` returned, all references remote.
    pub document: Object,
    /// Set for everything but creates.
    pub remote: Option<RemoteVersion>,
}

/// A change of form that a ledger needs, said to the user before approval (C-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub field: String,
    pub from: String,
    pub to: String,
    /// Why, as an error code word such as `too_long`.
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fitted {
    pub document: Object,
    pub notes: Vec<Note>,
}

/// One HTTP write, ready: stored as it is before the first byte leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    pub key: String,
    pub method: String,
    /// Path and query below the book's base address; holds the key where the ledger takes one there.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub content_type: String,
    pub body: Vec<u8>,
    /// The writes in the order of the body, with the handle the answer will name them by.
    pub entries: Vec<PreparedEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedEntry {
    pub entry: OutboxId,
    pub handle: String,
    pub write: Write,
}

/// Markers to look for: one call serves all open doubts of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeRequest {
    pub kind: ObjectKind,
    /// The earliest moment any of them may have been written, server time allowed for.
    pub since: Instant,
    pub wanted: Vec<Probed>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    pub marker: Marker,
    /// Its document number (the reference where the ledger numbers by itself) or unique name, as a second handle.
    pub name: String,
    /// Its code, where people give it one besides the name.
    pub code: Option<String>,
    /// For updates and voids: the record to read back.
    pub remote: Option<RecordId>,
}

/// All records found per marker; a marker without a record is absent from the map's values, never from its keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProbeAnswer {
    pub found: Vec<(Marker, Vec<Record>)>,
}
