//! Preparing and sending writes.
//!
//! Not here: bodies (`body`), the reading of answers (`classify`). Invariant: `prepare` is pure and complete: what it returns is sent
//! byte for byte, once, and nothing secret is in it.

use serde_json::{Map, Value};
use tieout_connect::ledger::{Operation, Outcome, Prepared, PreparedEntry, Reply, Write};
use tieout_connect::redact;
use tieout_domain::{ErrorCode, Failure, ObjectKind, Recovery};

use super::body::{self, Facts};
use super::classify::{self, Evidence};
use super::client::{self, Client, Sent};
use super::map::Entity;
use super::profile::BATCH_MAX;
use crate::compare::{all, lost};

const KEY_MAX: usize = 128;

/// Stay under what the ledger advises for one request.
const BODY_BYTES_MAX: usize = 3_500_000;

/// Stored text of an answer.
const REPLY_BYTES_MAX: usize = 1024 * 1024;

pub fn prepare(key: &str, writes: &[Write], facts: &Facts) -> Result<Prepared, Failure> {
    let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if key.is_empty() || key.len() > KEY_MAX || !plain {
        return Err(Failure::internal("a key this ledger cannot take"));
    }
    let (kind, operation) = together(writes)?;
    let plural = Entity::of(kind)?.plural;
    let elements = writes
        .iter()
        .map(|write| body::of(write, facts))
        .collect::<Result<Vec<_>, _>>()?;
    let envelope = Map::from_iter([(plural.to_owned(), Value::Array(elements))]);
    let body = Value::Object(envelope).to_string().into_bytes();
    if body.len() > BODY_BYTES_MAX && writes.len() > 1 {
        return Err(Failure::internal("more than one request can hold"));
    }
    let entry = |(write, at): (&Write, usize)| PreparedEntry {
        entry: write.entry,
        handle: at.to_string(),
        write: write.clone(),
    };
    Ok(Prepared {
        key: key.to_owned(),
        // Only a PUT never changes what is there.
        method: if operation == Operation::Create { "PUT" } else { "POST" }.to_owned(),
        path: format!("{plural}?summarizeErrors=false{}", digits(kind)),
        headers: vec![("idempotency-key".to_owned(), key.to_owned())],
        content_type: "application/json".to_owned(),
        body,
        entries: writes.iter().zip(1..).map(entry).collect(),
    })
}

/// One request holds one kind and one operation: method and path say which.
fn together(writes: &[Write]) -> Result<(ObjectKind, Operation), Failure> {
    let what = |write: &Write| (write.document.kind(), write.operation == Operation::Create);
    let first = writes.first().ok_or_else(|| Failure::internal("nothing to write"))?;
    if writes.len() > BATCH_MAX {
        return Err(Failure::internal(format!(
            "more than {BATCH_MAX} writes in one request"
        )));
    }
    if writes.iter().any(|write| what(write) != what(first)) {
        return Err(Failure::internal("writes that cannot share one request"));
    }
    Ok((first.document.kind(), first.operation))
}

/// Without it prices are rounded to cents on their way in and out.
const fn digits(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Item | ObjectKind::Invoice => "&unitdp=4",
        _ => "",
    }
}

pub async fn send(client: &Client, prepared: &Prepared, facts: &Facts) -> Reply {
    match client.send(prepared).await {
        Sent::Stopped(left) => {
            let retry_after_ms = u64::try_from(left.as_millis()).ok();
            let failure = client::throttled(left);
            all(
                prepared,
                &Outcome::Refused {
                    failure,
                    retry_after_ms,
                },
            )
        }
        Sent::NoToken(failure) => all(prepared, &Outcome::NotSent(failure)),
        Sent::Failed(failure) => {
            let head = failure.head.as_ref();
            let ended = head.is_some_and(|head| client::from_application(&head.headers));
            all(prepared, &lost(&failure, ended))
        }
        Sent::TokenRefused(renewed, exchange) => {
            let failure = match renewed {
                // Nothing happened, and the next try has a fresh token.
                Ok(()) => Failure::new(ErrorCode::SignInNeeded, Recovery::Wait)
                    .context("the access had ended; it was renewed"),
                Err(failure) => failure,
            };
            told(all(prepared, &Outcome::NotSent(failure)), &exchange)
        }
        Sent::Answered(exchange) => {
            let throttled = matches!(exchange.status, 429 | 503);
            let evidence = Evidence {
                from_application: client::from_application(&exchange.headers),
                retry_after: throttled.then(|| client.throttle(&exchange)),
            };
            let outcomes = classify::answer(prepared, exchange.status, &exchange.text(), evidence, facts);
            let reply = Reply {
                outcomes,
                status: None,
                body: None,
                exchange_id: None,
            };
            told(reply, &exchange)
        }
    }
}

/// With what is kept of the exchange for Details.
fn told(reply: Reply, exchange: &tieout_connect::http::Exchange) -> Reply {
    Reply {
        status: Some(exchange.status),
        body: Some(redact::body(&exchange.body, REPLY_BYTES_MAX)),
        exchange_id: client::exchange_id(&exchange.headers),
        ..reply
    }
}
