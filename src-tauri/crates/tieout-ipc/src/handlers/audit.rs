//! The audit trail: thin handlers.
//!
//! Not here: decisions (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::sync::Arc;

use serde_json::Value;
use tieout_domain::{Failure, ObjectKind as Kind};
use tieout_store::table::audit::{self, AuditRow as Stored};

use super::shared;
use crate::app::App;
use crate::dto::*;

pub async fn audit_list(app: &Arc<App>, request: AuditListReq) -> Result<Page<AuditRow>, Failure> {
    let (offset, limit) = (request.offset, request.limit.min(shared::ROWS_MAX));
    let (rows, total) = app
        .client()?
        .with_store(move |store| {
            store.read(|view| audit::page(view, &request.search, request.action.as_deref(), offset, limit))
        })
        .await?;
    Ok(Page {
        rows: rows.into_iter().map(audit_row).collect(),
        offset,
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}

pub async fn audit_verify(app: &Arc<App>, _request: Nothing) -> Result<AuditVerdict, Failure> {
    let verdict = app.client()?.with_store(|store| store.read(audit::verify)).await?;
    Ok(AuditVerdict {
        entries: u32::try_from(verdict.entries).unwrap_or(u32::MAX),
        intact: verdict.broken_at.is_none(),
        broken_at: verdict.broken_at.and_then(|seq| u32::try_from(seq).ok()),
        head: verdict.head,
        verified_at: app.host.clock.instant().to_string(),
    })
}

/// A member of the entry as text; anything but a text as its JSON.
fn member(entry: &Value, name: &str) -> Option<String> {
    match entry.get(name)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

pub(super) fn audit_row(row: Stored) -> AuditRow {
    let entry: Value = serde_json::from_str(&row.entry).unwrap_or(Value::Null);
    AuditRow {
        seq: u32::try_from(row.seq).unwrap_or(0),
        at: row.at,
        who: row.who,
        action: row.action,
        kind: row.kind.as_deref().and_then(Kind::from_word),
        record: row.record_id,
        name: member(&entry, "name"),
        before: member(&entry, "before"),
        after: member(&entry, "after"),
        run_id: member(&entry, "run_id").and_then(|id| id.parse().ok()),
        ledger_id: member(&entry, "ledger_id"),
        reference: member(&entry, "reference"),
        why: member(&entry, "why"),
    }
}
