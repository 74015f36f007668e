//! Preparing and sending writes.
//!
//! Not here: bodies (`body`), the reading of answers (`classify`). Invariant: `prepare` is pure and complete: what it returns
//! is sent byte for byte, once, and nothing secret is in it.

use serde_json::{Value, json};
use tieout_connect::ledger::{Operation, Outcome, Prepared, PreparedEntry, Reply, Write};
use tieout_connect::redact;
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::body::{self, Facts};
use super::classify::{self, Evidence};
use super::client::{self, Client, MINOR_VERSION, Sent};
use super::map::Entity;
use super::profile::BATCH_MAX;
use crate::compare::{all, lost};

/// Longest `requestid` of a single write; of a batch, whose items add their own.
const KEY_MAX: usize = 50;
const KEY_MAX_BATCH: usize = 36;

/// Stored text of an answer.
const REPLY_BYTES_MAX: usize = 1024 * 1024;

pub fn prepare(key: &str, writes: &[Write], facts: &Facts) -> Result<Prepared, Failure> {
    let key_max = if writes.len() > 1 { KEY_MAX_BATCH } else { KEY_MAX };
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if key.is_empty() || key.len() > key_max || !plain {
        return Err(Failure::internal("a key this ledger cannot take"));
    }
    let (path, body) = match writes {
        [] => return Err(Failure::internal("nothing to write")),
        [write] => single(write, facts)?,
        several if several.len() <= BATCH_MAX => ("batch".to_owned(), batch(several, facts)?),
        _ => return Err(Failure::internal(format!("more than {BATCH_MAX} writes in one batch"))),
    };
    let joint = if path.contains('?') { '&' } else { '?' };
    let entry = |(write, at): (&Write, usize)| PreparedEntry {
        entry: write.entry,
        handle: at.to_string(),
        write: write.clone(),
    };
    Ok(Prepared {
        key: key.to_owned(),
        method: "POST".to_owned(),
        path: format!("{path}{joint}{MINOR_VERSION}&requestid={key}"),
        headers: vec![("accept".to_owned(), "application/json".to_owned())],
        content_type: "application/json".to_owned(),
        body: body.to_string().into_bytes(),
        entries: writes.iter().zip(1..).map(entry).collect(),
    })
}

fn single(write: &Write, facts: &Facts) -> Result<(String, Value), Failure> {
    let path = Entity::of(write.document.kind())?.path();
    let path = match write.operation {
        Operation::Void => format!("{path}?operation=void"),
        Operation::Delete => format!("{path}?operation=delete"),
        Operation::Create | Operation::Update | Operation::Deactivate => path,
    };
    Ok((path, body::of(write, facts)?))
}

fn batch(writes: &[Write], facts: &Facts) -> Result<Value, Failure> {
    let mut items = Vec::with_capacity(writes.len());
    for (write, at) in writes.iter().zip(1usize..) {
        let operation = match write.operation {
            Operation::Create => "create",
            Operation::Update | Operation::Deactivate => "update",
            Operation::Delete => "delete",
            Operation::Void => "void",
        };
        let name = Entity::of(write.document.kind())?.name;
        items.push(json!({"bId": at.to_string(), "operation": operation, name: body::of(write, facts)?}));
    }
    Ok(json!({"BatchItemRequest": items}))
}

pub async fn send(client: &Client, prepared: &Prepared, facts: &Facts) -> Reply {
    match client.send(prepared).await {
        Sent::Stopped(left) => {
            let retry_after_ms = u64::try_from(left.as_millis()).ok();
            all(
                prepared,
                &Outcome::Refused {
                    failure: client::throttled(left),
                    retry_after_ms,
                },
            )
        }
        Sent::NoToken(failure) => all(prepared, &Outcome::NotSent(failure)),
        Sent::Failed(failure) => {
            // A head with the application's trace id proves that it ended.
            let head = failure.head.as_ref();
            let ended = head.is_some_and(|head| client::exchange_id(&head.headers).is_some());
            all(prepared, &lost(&failure, ended))
        }
        Sent::TokenRefused(renewed, exchange) => {
            let failure = match renewed {
                // Nothing happened, and the next try has a fresh token.
                Ok(()) => Failure::new(ErrorCode::SignInNeeded, Recovery::Wait)
                    .context("the access had ended; it was renewed"),
                Err(failure) => failure,
            };
            let reply = all(prepared, &Outcome::NotSent(failure));
            Reply {
                status: Some(exchange.status),
                body: Some(redact::body(&exchange.body, REPLY_BYTES_MAX)),
                exchange_id: client::exchange_id(&exchange.headers),
                ..reply
            }
        }
        Sent::Answered(exchange) => {
            let exchange_id = client::exchange_id(&exchange.headers);
            let evidence = Evidence {
                from_application: exchange_id.is_some(),
                retry_after: (exchange.status == 429
                    || exchange.status == 503 && exchange.header("retry-after").is_some())
                .then(|| client.throttle(&exchange)),
            };
            let text = exchange.text();
            Reply {
                outcomes: classify::answer(prepared, exchange.status, &text, evidence, facts),
                status: Some(exchange.status),
                body: Some(redact::body(&exchange.body, REPLY_BYTES_MAX)),
                exchange_id,
            }
        }
    }
}
