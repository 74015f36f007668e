//! Reading: companies, pages and cursors. Not here: storing them (store).
//! Invariant: a cursor is the server's time when the pull *started*, minus an overlap; never our clock.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tieout_domain::{BookId, Currency, ObjectKind, Record, RecordId};

use super::profile::NumberPolicy;

/// The connected book, as the ledger describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    pub book: BookId,
    /// The ledger's own id of the book (realm, tenant), as shown.
    pub book_number: String,
    pub name: String,
    pub legal_name: Option<String>,
    pub country: Option<String>,
    /// Time zone name, where the ledger says.
    pub time_zone: Option<String>,
    /// E-mail of the person who authorised, where the ledger tells.
    pub email: Option<String>,
    pub base_currency: Currency,
    pub multi_currency: bool,
    /// Nothing dated on or before this day may be written.
    pub closed_through: Option<Date>,
    pub uses_sales_tax: bool,
    /// Whether a line must carry a tax code, and which one means "no tax".
    pub untaxed_code: Option<RecordId>,
    pub numbers: NumberPolicy,
    /// Whether lines may carry a class.
    pub uses_classes: bool,
    pub plan: Option<String>,
    /// A practice company: marked on every screen and report.
    pub practice: bool,
}

/// Opaque to the engine; made and read by the ledger that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PullScope {
    /// Every record, inactive ones included.
    Full,
    /// What changed since the cursor of an earlier pull, deletions included where the ledger tells.
    ChangesSince(Cursor),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    pub kind: ObjectKind,
    pub scope: PullScope,
    /// `next` of the page before; `None` for the first page.
    pub page: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullPage {
    pub records: Vec<Record>,
    /// Records the ledger says were deleted.
    pub deleted: Vec<RecordId>,
    /// Total number of records in the scope, where the ledger gives a count.
    pub total: Option<u64>,
    /// Whether the pages list every record of the kind, so that what none of them mentions is gone. So for every full pull, and
    /// where the list of changes may leave deletions out and the whole list came in its place.
    pub whole: bool,
    /// Token of the next page; `None` on the last.
    pub next: Option<String>,
    /// Where the next `ChangesSince` starts. Stored only with the last page.
    pub cursor: Cursor,
}
