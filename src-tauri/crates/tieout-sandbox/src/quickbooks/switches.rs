//! One switch for each thing nobody could confirm, and the knobs tests turn.
//!
//! Not here: the faults of the network (`faults`).
//! Invariant: the defaults are the likelier behaviour according to the fact sheet.

use serde::{Deserialize, Serialize};

use crate::limits::Quotas;

/// What happens when a request id comes again with another body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherBody {
    Replay,
    Refuse,
}

/// When a document number that is taken is refused on sales forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    Always,
    WhenNumbersAreCustom,
    Never,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    pub zero_total_refused: bool,
    /// Seconds a request id is remembered; `None` is for ever.
    pub requestid_window_s: Option<u64>,
    pub requestid_other_body: OtherBody,
    /// Whether a refusal is replayed under its request id too.
    pub requestid_replays_errors: bool,
    /// Whether request ids do anything at all.
    pub requestid_honoured: bool,
    /// `6210` or `6200`.
    pub closed_code: String,
    /// `2300` or `6000`.
    pub unbalanced_code: String,
    /// `2040` or `6000`.
    pub forbidden_character_code: String,
    pub sales_duplicates: Duplicates,
    /// Value of `Retry-After` on our own 429s.
    pub throttle_retry_after: Option<String>,
    /// Whether the throttle answer has the lower-case shape.
    pub throttle_lower_case: bool,
    pub lines_max: usize,
    /// Whether change data capture refuses dates more than 30 days back.
    pub cdc_refuses_old: bool,
    pub payment_bumps_sync_token: bool,
    pub access_token_s: u64,
    pub refresh_token_s: u64,
    /// How long the previous refresh token stays good after a rotation.
    pub refresh_grace_s: u64,
    /// Whether each refresh gives a new refresh token (the vendor does so about daily).
    pub refresh_rotates: bool,
    pub code_s: u64,
    /// Whether an authorization request with a code challenge is refused.
    pub pkce_refused: bool,
    pub per_minute: usize,
    pub per_second: usize,
    pub batches_per_minute: usize,
    pub concurrent: usize,
    /// Whether answers carry the members that newer minor versions add.
    pub newer_members: bool,
    /// Seconds by which queries on documents lag behind writes.
    pub lookup_lag_s: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            zero_total_refused: false,
            requestid_window_s: None,
            requestid_other_body: OtherBody::Replay,
            requestid_replays_errors: false,
            requestid_honoured: true,
            closed_code: "6210".to_owned(),
            unbalanced_code: "2300".to_owned(),
            forbidden_character_code: "2040".to_owned(),
            sales_duplicates: Duplicates::WhenNumbersAreCustom,
            throttle_retry_after: None,
            throttle_lower_case: false,
            lines_max: 750,
            cdc_refuses_old: false,
            payment_bumps_sync_token: false,
            access_token_s: 3600,
            refresh_token_s: 8_726_400,
            refresh_grace_s: 86_400,
            refresh_rotates: true,
            code_s: 300,
            pkce_refused: false,
            per_minute: 500,
            per_second: 10,
            batches_per_minute: 40,
            concurrent: 10,
            newer_members: false,
            lookup_lag_s: 0,
        }
    }
}

impl Switches {
    #[must_use]
    pub const fn quotas(&self) -> Quotas {
        Quotas {
            per_minute: self.per_minute,
            per_second: self.per_second,
            batches_per_minute: self.batches_per_minute,
            concurrent: self.concurrent,
        }
    }
}
