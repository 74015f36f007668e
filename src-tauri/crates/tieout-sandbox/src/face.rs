//! What a vendor's face must offer to the server around it.
//!
//! Not here: sockets, faults and quotas, which are the same for every vendor.
//! Invariant: a face answers a request in one step under one lock, so a commit is never half seen.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::faults::FaultRule;
use crate::limits::{Breach, Lane, Quotas};
use crate::wire::{Reply, Request};

/// A vendor's way of speaking about the practice book.
pub trait Face: Send {
    /// Carries the request out and answers it.
    fn handle(&mut self, request: &Request, now: Timestamp) -> Reply;

    /// Which quotas the request counts against; `None` when it is not one to the books.
    fn lane(&self, request: &Request) -> Option<Lane>;

    /// Where clients find it and what they sign in with.
    fn access(&self) -> Access;

    /// What a spoiled answer plays with.
    fn vocabulary(&self) -> Vocabulary;

    /// Names of the entities the request is about.
    fn entities(&self, request: &Request) -> Vec<String>;

    fn quotas(&self) -> Quotas;

    /// The vendor's throttle answer; a fault's wait goes before the one of the breach.
    fn throttled(&self, breach: Option<Breach>, rule: Option<&FaultRule>, now: Timestamp) -> Reply;

    /// Says how many requests each window has room for, where the vendor does.
    fn metered(&self, reply: Reply, _left: &[(Duration, usize)]) -> Reply {
        reply
    }

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

/// Addresses and keys, all complete; what a vendor does not have is empty.
#[derive(Debug, Clone, Default)]
pub struct Access {
    pub discovery_url: String,
    pub authorize_url: String,
    pub token_url: String,
    pub revoke_url: String,
    pub userinfo_url: String,
    pub client_id: String,
    pub client_secret: String,
    /// The vendor's id of the company.
    pub company: String,
    /// Where the company's entities are.
    pub api_url: String,
}

/// The members of a vendor's answers that a careless client trips over.
#[derive(Debug)]
pub struct Vocabulary {
    /// Members without which a client cannot go on.
    pub needed: &'static [&'static str],
    /// Whether a member holds a word of a closed list.
    pub closed: fn(&str) -> bool,
    /// A good answer about something nobody asked for.
    pub stranger: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchEdit {
    DropFirst,
    Reverse,
}
