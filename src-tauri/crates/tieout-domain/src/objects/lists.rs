//! Small lists: terms, tax codes, classes. Not here: how a term's words are understood (matching).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::RecordRef;

/// When a document falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueRule {
    /// Days after the document's date; 0 is "on receipt".
    NetDays(u16),
    /// On this day of the month; documents dated within `grace_days` before it fall due a month later.
    DayOfMonth { day: u8, grace_days: u16 },
    /// The system gives no rule we can read.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub name: String,
    pub due: DueRule,
    pub discount_percent: Option<Decimal>,
    pub discount_days: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxCode {
    pub name: String,
    pub description: Option<String>,
    /// Whether lines with this code are taxed.
    pub taxable: bool,
    /// Sum of the sales rates, in percent, where the ledger says.
    pub rate_percent: Option<Decimal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    pub name: String,
    pub full_name: Option<String>,
    pub parent: Option<RecordRef>,
}
