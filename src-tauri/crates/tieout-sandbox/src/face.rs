//! What a vendor's face must offer to the server around it.
//!
//! Not here: sockets, faults and quotas, which are the same for every vendor.
//! Invariant: a face answers a request in one step under one lock, so a commit is never half seen.

use jiff::Timestamp;
use serde_json::Value;

use crate::limits::Quotas;
use crate::wire::{Reply, Request};

/// A vendor's way of speaking about the practice book.
pub trait Face: Send {
    /// Carries the request out and answers it.
    fn handle(&mut self, request: &Request, now: Timestamp) -> Reply;

    /// Whether quotas and API faults count for this path, and whether it is a batch.
    fn is_api(&self, request: &Request) -> Option<IsBatch>;

    /// Names of the entities the request is about.
    fn entities(&self, request: &Request) -> Vec<String>;

    fn quotas(&self) -> Quotas;

    /// The vendor's throttle answer.
    fn throttled(&self, retry_after: Option<&str>, now: Timestamp) -> Reply;

    /// The vendor's own shape for trouble on its side.
    fn server_error(&self, status: u16, now: Timestamp) -> Reply;

    fn token_expired(&self, request: &Request, now: Timestamp) -> Reply;

    fn forbidden(&self, now: Timestamp) -> Reply;

    /// A business fault in the vendor's shape: the one of `code`, or one that does not say whether anything was written.
    fn refused(&self, status: u16, code: Option<&str>, now: Timestamp) -> Reply;

    /// Changes the items of a batch answer; anything else passes unchanged.
    fn edit_batch(&self, reply: Reply, edit: BatchEdit) -> Reply;

    /// Tokens as the vendor would answer them after consent.
    fn grant(&mut self, now: Timestamp) -> Value;

    /// The book in neutral words, for checkers outside.
    fn summary(&self, filter: &[(String, String)]) -> Value;

    /// Changes settings or records behind the clients' backs.
    fn settings(&mut self, change: &Value, now: Timestamp) -> Result<Value, String>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsBatch {
    Yes,
    No,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchEdit {
    DropFirst,
    Reverse,
}
