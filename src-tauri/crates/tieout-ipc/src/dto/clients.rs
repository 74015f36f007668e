//! The Clients page: how each client stands, the open one and those that are not.

use super::{ConnectionBadge, FailureView};
use crate::wire;

wire! {
    /// Which client.
    struct ClientHealthReq { id: String }

    /// How a client stands, read without opening its file for work.
    struct ClientHealth {
        id: String,
        source_name: Option<String>,
        ledger_name: Option<String>,
        company_name: Option<String>,
        connection: ConnectionBadge,
        /// `None`: the file was last used by an earlier version; opening it brings it up to date.
        counts: Option<ClientCounts>,
        /// Why the file cannot be looked at: open in another window, newer, damaged.
        trouble: Option<FailureView>,
    }

    struct ClientCounts {
        failed: u32,
        /// Pairs that somebody must decide.
        unmatched: u32,
        /// Staged, approved or being verified.
        to_review: u32,
        in_doubt: u32,
        currency: Option<String>,
        /// Source minus ledger; `None` before there is something to compare.
        difference: Option<String>,
        /// When the last run ended.
        last_sync_at: Option<String>,
        /// A run is under way, or was interrupted.
        run_open: bool,
    }
}
