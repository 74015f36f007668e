//! The `/_practice/…` addresses: what tests, demos and checkers use beside the ledger's own API.
//!
//! | address | what |
//! | --- | --- |
//! | `GET, POST /_practice/faults` | the rules in force with how often each struck; a JSON list replaces them |
//! | `GET, DELETE /_practice/requests?path=&method=` | requests met so far, counted by path and status |
//! | `GET /_practice/book?kind=invoice` | counts and sums per kind, one line per document, account balances |
//! | `POST /_practice/settings` | `{"switches":{..}}`, `close_date`, `preferences`, `company`, `base_currency`, `auto_consent`, `revoke_tokens`, `expire_access_tokens`, `forget_request_ids`, `advance_seconds`, and what one face has alone (its `practice.rs`); `{"create"\|"update"\|"delete"\|"void"\|"deactivate": {"Invoice": {..} or [..]}}` acts as a person in the vendor's own screens would |
//! | `GET /_practice/health` | whether it is up and what time it believes it is |
//!
//! Not here: anything a real ledger offers; connectors must never call these.
//! Invariant: reading here changes nothing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::faults::{FaultDesk, FaultRule};
use crate::server::{App, lock};
use crate::wire::{Reply, Request};

pub fn answer(app: &App, request: &Request) -> Reply {
    match (request.method.as_str(), request.path.trim_end_matches('/')) {
        ("GET", "/_practice/faults") => Reply::json(200, &lock(&app.faults).list()),
        ("POST" | "PUT", "/_practice/faults") => replace_faults(app, request),
        ("GET", "/_practice/requests") => Reply::json(200, &requests(app, request)),
        ("DELETE", "/_practice/requests") => {
            lock(&app.log).clear();
            Reply::json(200, &json!({"cleared": true}))
        }
        ("GET", "/_practice/book") => Reply::json(200, &lock(&app.face).summary(&request.query)),
        ("POST" | "PUT", "/_practice/settings") => change_settings(app, request),
        ("GET", "/_practice/health") => Reply::json(200, &json!({"ok": true, "now": app.clock.now().to_string()})),
        _ => Reply::json(404, &json!({"error": "unknown practice address"})),
    }
}

fn replace_faults(app: &App, request: &Request) -> Reply {
    match serde_json::from_slice::<Vec<FaultRule>>(&request.body) {
        Ok(rules) => {
            *lock(&app.faults) = FaultDesk::new(rules);
            Reply::json(200, &lock(&app.faults).list())
        }
        Err(error) => Reply::json(400, &json!({"error": error.to_string()})),
    }
}

fn change_settings(app: &App, request: &Request) -> Reply {
    let change = serde_json::from_slice::<Value>(&request.body).unwrap_or_default();
    match self::change(app, &change) {
        Ok(value) => Reply::json(200, &value),
        Err(error) => Reply::json(400, &json!({"error": error})),
    }
}

/// Moves the clock (`advance_seconds`) and hands the rest to the face.
pub fn change(app: &App, change: &Value) -> Result<Value, String> {
    let mut change = change.as_object().cloned().ok_or("settings are a JSON object")?;
    if let Some(seconds) = change.remove("advance_seconds") {
        let seconds = seconds.as_u64().and_then(|seconds| u32::try_from(seconds).ok());
        app.clock.advance(seconds.ok_or("advance_seconds is a whole number")?);
    }
    lock(&app.face).settings(&Value::Object(change), app.clock.now())
}

pub fn requests(app: &App, request: &Request) -> Value {
    let wanted = request.param("path").unwrap_or("").to_lowercase();
    let method = request.param("method").unwrap_or("").to_uppercase();
    let mut list = Vec::new();
    let mut by_path: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for line in lock(&app.log).iter() {
        let about = line.path.to_lowercase().contains(&wanted) && (method.is_empty() || line.method == method);
        if !about {
            continue;
        }
        let statuses = by_path.entry(format!("{} {}", line.method, line.path)).or_default();
        *statuses.entry(line.status.to_string()).or_default() += 1;
        list.push(json!({
            "method": line.method, "path": line.path, "query": line.query, "status": line.status,
            "entities": line.entities, "at_ms": line.at_ms, "fault": line.fault, "carried_out": line.carried_out
        }));
    }
    json!({"count": list.len(), "by_path": by_path, "list": list})
}
