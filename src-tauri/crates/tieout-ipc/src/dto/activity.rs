//! Activity: transactions one by one and by cause.

use super::{ErrorCode, FailureView, FieldChange, ObjectKind, OutboxState};
use crate::{wire, words};

wire! {
    struct TransactionsReq {
        /// Documents of any of these tiles; none or `total`: all.
        tiles: Vec<TileWord>,
        /// Only those stopped by this cause.
        cause: Option<ErrorCode>,
        search: String,
        /// Customers and items in place of documents.
        lists: bool,
        sort: TransactionSort,
        descending: bool,
        offset: u32,
        limit: u32,
    }

    struct TransactionRow {
        id: u32,
        kind: ObjectKind,
        number: String,
        /// The ledger's own number, where it has another.
        ledger_number: Option<String>,
        /// Our number as it goes with the document where the ledger numbers it itself, e.g. `TTA-INV0007`.
        reference: Option<String>,
        party: Option<String>,
        date: Option<String>,
        amount: Option<String>,
        currency: Option<String>,
        state: OutboxState,
        /// Why it is held or failed.
        failure: Option<FailureView>,
        ignored_by: Option<String>,
        staged_at: String,
        posted_at: Option<String>,
    }

    /// `amount` is the sum of the whole filtered list, not of this window.
    struct TransactionsPage { rows: Vec<TransactionRow>, offset: u32, total: u32, amount: String, currency: Option<String> }

    struct TransactionGetReq { id: u32 }

    struct TransactionView {
        row: TransactionRow,
        reference: String,
        ledger_id: Option<String>,
        lines: Vec<TransactionLine>,
        /// What the ledger saved otherwise.
        drift: Vec<FieldChange>,
        attempts: Vec<AttemptView>,
        history: Vec<super::AuditRow>,
        /// Raw rows of the source, with their places.
        source_rows: Vec<SourceRow>,
    }

    struct TransactionLine { words: String, quantity: Option<String>, unit_price: Option<String>, discount_percent: Option<String>, amount: String }

    struct AttemptView { at: String, outcome: String, status: Option<u32>, exchange_id: Option<String>, failure: Option<FailureView>, reply: Option<String> }

    struct SourceRow { file: String, line: u32, text: String }

    /// Failed and held transactions by cause.
    struct CauseGroup { failure: FailureView, held: bool, count: u32, amount: String }

    /// Empty `ids` with a `cause`: all of that cause.
    struct TransactionsIdsReq { ids: Vec<u32>, cause: Option<ErrorCode> }

    struct TransactionsIgnoreReq { ids: Vec<u32>, reason: super::IgnoreReason }
}

words! {
    enum TileWord { Total, Completed, PreSync, Failed, Ignored, InDoubt, Held }
    enum TransactionSort { Date, Number, Party, Amount, State }
}
