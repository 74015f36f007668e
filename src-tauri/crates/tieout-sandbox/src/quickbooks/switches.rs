//! One switch for each thing nobody could confirm, and the knobs tests turn.
//!
//! Not here: the faults of the network (`faults`).
//! Invariant: the defaults are the likelier behaviour according to the fact sheet.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limits::{Lane, Quotas, Window};

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

/// What change data capture says about the lists it may not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxChanges {
    Told,
    /// An empty answer, whatever changed.
    Silent,
    Refused,
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
    pub cdc_tax_lists: TaxChanges,
    /// Code for a change without its version: `2020` or `5010`.
    pub missing_token_code: String,
    /// Whether an account's detail type must be one of its type.
    pub subtypes_grouped: bool,
    /// Whether the vendor works out sales tax itself and replaces the code that was sent.
    pub automatic_tax: bool,
    /// Whether sales receipts and vendor payments can be voided by an update.
    pub void_by_update: bool,
    /// Most characters of a custom field's value.
    pub custom_field_max: usize,
    /// Whether a journal entry may touch receivables or payables only once.
    pub one_personal_line: bool,
    /// Longest answer to a question in bytes; zero is no limit.
    pub answer_bytes_max: usize,
    /// Most cells of a report; zero is no limit.
    pub report_cells_max: usize,
    /// Whether the keys are those of a published application: sign-in returns to named hosts over HTTPS only.
    pub production_keys: bool,
    /// Whether the user who consented has left the company.
    pub user_removed: bool,
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
    /// Reports have a limit of their own that nobody states.
    pub reports_per_minute: usize,
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
            cdc_tax_lists: TaxChanges::Refused,
            missing_token_code: "2020".to_owned(),
            subtypes_grouped: true,
            automatic_tax: false,
            void_by_update: true,
            custom_field_max: 31,
            one_personal_line: false,
            answer_bytes_max: 0,
            report_cells_max: 400_000,
            production_keys: false,
            user_removed: false,
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
            reports_per_minute: 200,
            newer_members: false,
            lookup_lag_s: 0,
        }
    }
}

impl Switches {
    #[must_use]
    pub fn quotas(&self) -> Quotas {
        let window = |lane, limit, seconds| Window {
            lane,
            limit,
            per: Duration::from_secs(seconds),
        };
        Quotas {
            windows: vec![
                window(None, self.per_minute, 60),
                window(None, self.per_second, 1),
                window(Some(Lane::Batch), self.batches_per_minute, 60),
                window(Some(Lane::Report), self.reports_per_minute, 60),
            ],
            concurrent: self.concurrent,
        }
    }

    /// Lets a client ask as fast as it can.
    pub const fn lift_quotas(&mut self) {
        (self.per_minute, self.per_second) = (0, 0);
        (self.batches_per_minute, self.reports_per_minute) = (0, 0);
        self.concurrent = 0;
    }
}
