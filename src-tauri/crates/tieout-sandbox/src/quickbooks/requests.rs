//! Request ids: the same id brings the same answer.
//!
//! Not here: the ids of batch items, which the vendor treats alone too but no client of ours sends.
//! Invariant: a remembered request is never carried out again within its window.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::QuickBooks;
use super::errors::{Answer, refuse};
use super::switches::OtherBody;
use crate::wire::{Reply, Request};

const LENGTH_MAX: usize = 50;

#[derive(Debug, Clone)]
struct Memory {
    print: String,
    status: u16,
    body: Vec<u8>,
    at: Timestamp,
}

#[derive(Debug, Default)]
pub struct Seen {
    answers: BTreeMap<String, Memory>,
}

impl Seen {
    /// Takes a journal line back in.
    pub fn replay(&mut self, line: &Value) {
        let text = |name: &str| line[name].as_str().unwrap_or("").to_owned();
        let status = line["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(200);
        let at = text("at").parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let memory = Memory {
            print: text("print"),
            status,
            body: text("body").into_bytes(),
            at,
        };
        self.answers.insert(text("id"), memory);
    }

    pub fn forget(&mut self) {
        self.answers.clear();
    }
}

impl QuickBooks {
    /// Carries a write out once per request id.
    pub(super) fn once(
        &mut self,
        request: &Request,
        now: Timestamp,
        write: impl FnOnce(&mut Self, &Request, Timestamp) -> Answer<Reply>,
    ) -> Answer<Reply> {
        let id = request.param("requestid").unwrap_or("").to_owned();
        if id.is_empty() || !self.company.switches.requestid_honoured {
            return write(self, request, now);
        }
        if id.chars().count() > LENGTH_MAX {
            return Err(refuse("2130", &[&id]));
        }
        let print = fingerprint(request);
        if let Some(reply) = self.remembered(&id, &print, now)? {
            return Ok(reply);
        }
        let reply = match write(self, request, now) {
            Ok(reply) => reply,
            Err(refusal) if self.company.switches.requestid_replays_errors => {
                refusal.reply(&self.company.stamp_ms(now))
            }
            Err(refusal) => return Err(refusal),
        };
        self.remember(id, print, &reply, now);
        Ok(reply)
    }

    fn remembered(&self, id: &str, print: &str, now: Timestamp) -> Answer<Option<Reply>> {
        let Some(memory) = self.seen.answers.get(id) else {
            return Ok(None);
        };
        let age = now.as_second() - memory.at.as_second();
        let window = self.company.switches.requestid_window_s;
        if window.is_some_and(|window| age > i64::try_from(window).unwrap_or(i64::MAX)) {
            return Ok(None);
        }
        if memory.print != print && self.company.switches.requestid_other_body == OtherBody::Refuse {
            return Err(refuse("600", &[id]));
        }
        Ok(Some(Reply::new(memory.status, "application/json", memory.body.clone())))
    }

    fn remember(&mut self, id: String, print: String, reply: &Reply, now: Timestamp) {
        if self.company.journal.is_some() {
            self.company.journal_line(&json!({"seen": {
                "id": id, "print": print, "status": reply.status, "at": now.to_string(),
                "body": String::from_utf8_lossy(&reply.body)
            }}));
        }
        self.seen.answers.insert(
            id,
            Memory {
                print,
                status: reply.status,
                body: reply.body.clone(),
                at: now,
            },
        );
    }
}

fn fingerprint(request: &Request) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(request.path.to_lowercase().as_bytes());
    hasher.update(request.param("operation").unwrap_or("").as_bytes());
    hasher.update(&request.body);
    hasher.finalize().to_hex().to_string()
}
