//! The audit trail.

use super::ObjectKind;
use crate::wire;

wire! {
    struct AuditListReq { search: String, action: Option<String>, offset: u32, limit: u32 }

    struct AuditRow {
        seq: u32,
        at: String,
        who: String,
        action: String,
        kind: Option<ObjectKind>,
        record: Option<String>,
        name: Option<String>,
        before: Option<String>,
        after: Option<String>,
        run_id: Option<u32>,
        ledger_id: Option<String>,
        reference: Option<String>,
        why: Option<String>,
    }

    struct AuditVerdict { entries: u32, intact: bool, broken_at: Option<u32>, head: String, verified_at: String }
}
