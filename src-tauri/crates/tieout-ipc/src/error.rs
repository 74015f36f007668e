//! A failure as it crosses to the UI. Not here: sentences. Invariant: internal text stays in the log under `report_id`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tieout_domain::{ErrorCode, Failure, Recovery};
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IpcError {
    pub code: ErrorCode,
    pub params: BTreeMap<String, String>,
    pub recovery: Recovery,
    /// The other system's own words, for Details only.
    pub message: Option<String>,
    /// Finds the log entry with the internal text.
    pub report_id: String,
}

impl From<Failure> for IpcError {
    fn from(failure: Failure) -> Self {
        let report_id = uuid::Uuid::now_v7().simple().to_string();
        tracing::warn!(report_id, code = failure.code.word(), context = ?failure.context, "command failed");
        Self {
            code: failure.code,
            params: failure.params,
            recovery: failure.recovery,
            message: failure.raw,
            report_id,
        }
    }
}
