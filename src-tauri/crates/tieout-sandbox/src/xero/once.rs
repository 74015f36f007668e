//! The `Idempotency-Key`: the first answer is kept a few minutes and given again.
//!
//! Not here: whether the key came too late; the clock of the practice ledger decides.
//! Invariant: a refusal is kept like any other answer, so a key can only repeat what it first did.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::say_used_key;
use crate::wire::{Reply, Request};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    print: String,
    status: u16,
    kind: String,
    body: String,
    at: i64,
}

impl Kept {
    fn reply(&self) -> Reply {
        Reply::new(self.status, &self.kind, self.body.clone())
    }
}

/// Answers by key.
#[derive(Debug, Default)]
pub struct Once(BTreeMap<String, Kept>);

/// What a key says about a request.
pub enum Seen {
    /// Nothing: carry it out and keep the answer.
    Never(String),
    /// No key, or a request that needs none.
    Free,
    Before(Reply),
    Refused(Reply),
}

impl Once {
    pub fn look(&mut self, request: &Request, now: Timestamp, seconds: u64, max: usize) -> Seen {
        let key = request.header("idempotency-key").to_owned();
        if key.is_empty() || !matches!(request.method.as_str(), "PUT" | "POST" | "DELETE") {
            return Seen::Free;
        }
        if key.chars().count() > max {
            return Seen::Refused(Reply::new(
                400,
                "text/plain",
                format!("Idempotency Key: at most {max} characters"),
            ));
        }
        let oldest = now.as_second() - i64::try_from(seconds).unwrap_or(i64::MAX / 4);
        self.0.retain(|_, kept| kept.at > oldest);
        match self.0.get(&key) {
            None => Seen::Never(key),
            Some(kept) if kept.print == print(request) => Seen::Before(kept.reply()),
            Some(_) => Seen::Refused(Reply::new(400, "text/plain", say_used_key(&key))),
        }
    }

    /// Keeps an answer; what is returned brings it back from the journal.
    pub fn keep(&mut self, key: String, request: &Request, reply: &Reply, now: Timestamp) -> Value {
        let kind = reply.headers.iter().find(|(name, _)| name == "Content-Type");
        let kept = Kept {
            print: print(request),
            status: reply.status,
            kind: kind.map_or_else(String::new, |(_, kind)| kind.clone()),
            body: String::from_utf8_lossy(&reply.body).into_owned(),
            at: now.as_second(),
        };
        let line = json!({"key": key, "kept": kept});
        self.0.insert(key, kept);
        line
    }

    /// Takes an answer back in from the journal.
    pub fn replay(&mut self, line: &Value) {
        let kept = serde_json::from_value(line["kept"].clone());
        if let (Some(key), Ok(kept)) = (line["key"].as_str(), kept) {
            self.0.insert(key.to_owned(), kept);
        }
    }

    pub fn forget(&mut self) {
        self.0.clear();
    }
}

/// Method, address and body: what must be the same.
fn print(request: &Request) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(request.method.as_bytes());
    hasher.update(request.path.as_bytes());
    for (name, value) in &request.query {
        hasher.update(name.as_bytes());
        hasher.update(value.as_bytes());
    }
    hasher.update(request.header("xero-tenant-id").as_bytes());
    hasher.update(&request.body);
    hasher.finalize().to_hex().to_string()
}
