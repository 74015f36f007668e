//! One switch for each thing nobody could confirm, and the knobs tests turn.
//!
//! Not here: the faults of the network (`faults`).
//! Invariant: the defaults are the likelier behaviour according to the fact sheet.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limits::{Quotas, Window};

/// What becomes of a status SUBMITTED or AUTHORISED without a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingDue {
    Refuse,
    /// Fill it from the contact's terms, else the organisation's, else the date itself.
    Fill,
}

/// What a request without a scope it needs is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingScope {
    Unauthorized,
    Forbidden,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    pub missing_due: MissingDue,
    pub missing_scope: MissingScope,
    /// Whether drafts dated in a locked period can still be written.
    pub drafts_pass_lock: bool,
    /// Whether a lock date binds the signed-in user; advisers pass the period lock.
    pub user_is_adviser: bool,
    /// Whether good elements are kept when another one of the same request fails and errors are not summarised.
    pub keeps_good_ones: bool,
    /// Whether a draft loses an account that is not good, with a warning, instead of being refused.
    pub drops_bad_accounts: bool,
    /// Whether bills keep a `Reference` of their own.
    pub reference_on_bills: bool,
    /// Whether a POST of a contact without an id updates the one of that name.
    pub post_matches_names: bool,
    /// Whether an invoice of nothing turns PAID at once.
    pub zero_total_paid: bool,
    /// Whether negative tax is rounded away from zero, as positive tax is.
    pub negative_tax_mirrored: bool,
    /// Whether revoking needs the client's id in the form.
    pub revoke_needs_client: bool,
    /// Ports of this computer that the application was registered with; none stands for any, which no real vendor allows.
    pub redirect_ports: Vec<u16>,
    /// Whether addresses of this computer by number are refused for redirects.
    pub localhost_by_name_only: bool,
    /// Whether answers with nothing new are 304.
    pub not_modified: bool,
    /// Whether `page` may be left out for whole lists; newer vendors may always page.
    pub unpaged_lists: bool,
    pub multicurrency: bool,
    /// Approved sales invoices a month on the smallest plan; zero is no limit.
    pub invoices_per_month: usize,
    /// Approved bills a month on the smallest plan; zero is no limit.
    pub bills_per_month: usize,
    /// Whether the consenting user lost the right to the organisation.
    pub user_removed: bool,
    /// Whether the consenting user lacks the right to reports.
    pub reports_forbidden: bool,
    /// Whether the vendor is down for maintenance.
    pub offline: bool,
    /// Seconds by which lists lag behind writes.
    pub lookup_lag_s: u64,
    pub idempotency_s: u64,
    pub idempotency_max: usize,
    pub code_s: u64,
    pub access_token_s: u64,
    pub refresh_token_s: u64,
    /// How long the previous refresh token stays good after a rotation.
    pub refresh_grace_s: u64,
    pub elements_max: usize,
    pub per_minute: usize,
    pub per_day: usize,
    pub concurrent: usize,
    /// Requests of all organisations of the application.
    pub app_per_minute: usize,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            missing_due: MissingDue::Refuse,
            missing_scope: MissingScope::Unauthorized,
            drafts_pass_lock: true,
            user_is_adviser: false,
            keeps_good_ones: false,
            drops_bad_accounts: false,
            reference_on_bills: true,
            post_matches_names: true,
            zero_total_paid: true,
            negative_tax_mirrored: true,
            revoke_needs_client: false,
            redirect_ports: super::oauth::REDIRECT_PORTS.to_vec(),
            localhost_by_name_only: true,
            not_modified: false,
            unpaged_lists: true,
            multicurrency: false,
            invoices_per_month: 0,
            bills_per_month: 0,
            user_removed: false,
            reports_forbidden: false,
            offline: false,
            lookup_lag_s: 0,
            idempotency_s: 360,
            idempotency_max: 128,
            code_s: 300,
            access_token_s: 1800,
            refresh_token_s: 5_184_000,
            refresh_grace_s: 1800,
            elements_max: 500,
            per_minute: 60,
            per_day: 1000,
            concurrent: 5,
            app_per_minute: 10_000,
        }
    }
}

impl Switches {
    pub const fn lift_quotas(&mut self) {
        self.per_minute = 0;
        self.per_day = 0;
        self.concurrent = 0;
    }

    #[must_use]
    pub fn quotas(&self) -> Quotas {
        let window = |limit, per| Window { lane: None, limit, per };
        Quotas {
            windows: vec![
                window(self.per_minute, Duration::from_mins(1)),
                window(self.per_day, DAY),
            ],
            concurrent: self.concurrent,
        }
    }
}

pub const DAY: Duration = Duration::from_hours(24);
