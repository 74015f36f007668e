//! The ledger connection.

use std::collections::BTreeMap;

use super::{ConnectionBadge, FailureView};
use crate::{wire, words};

wire! {
    struct ConnectionView {
        state: ConnectionBadge,
        practice: bool,
        /// Ledger products this program can connect.
        systems: Vec<LedgerChoice>,
        system: Option<String>,
        /// Product name, e.g. `QuickBooks Online`.
        ledger_name: Option<String>,
        company_name: Option<String>,
        /// What the id is called there, and the id.
        book_words: Option<String>,
        book_number: Option<String>,
        /// E-mail of the person who connected; `None`: not provided by this ledger.
        email: Option<String>,
        currency: Option<String>,
        country: Option<String>,
        time_zone: Option<String>,
        plan: Option<String>,
        closed_through: Option<String>,
        connected_at: Option<String>,
        last_success_at: Option<String>,
        values: Vec<ConnectionValue>,
        trouble: Option<FailureView>,
    }

    struct LedgerChoice { system: String, name: String }

    struct ConnectionValue {
        key: String,
        label: String,
        secret: bool,
        /// Never a secret: for those only whether one is stored.
        value: Option<String>,
        stored: bool,
        /// `None`: not checked yet.
        ok: Option<bool>,
        /// Why not, as a word of the UI's table.
        reason: Option<String>,
    }

    /// A secret that is left out stays as stored.
    struct ConnectionValuesReq { system: String, values: BTreeMap<String, String> }

    /// What moving to another ledger would leave behind, and the ledgers that were left before.
    struct MoveView {
        ledger_name: Option<String>,
        company_name: Option<String>,
        /// Ledgers this client can move to.
        systems: Vec<LedgerChoice>,
        /// Whether the ledger may be left now; if not, a run is open or something is in doubt.
        ready: bool,
        run_open: bool,
        /// Goes back to review when the ledger is left.
        approved: u32,
        in_doubt: u32,
        failed: u32,
        staged: u32,
        /// Stays in the ledger that is left and is not sent again.
        posted: u32,
        /// The day after the newest document that was sent: where the new ledger would begin.
        first_day: Option<String>,
        left: Vec<LeftLedger>,
    }

    /// A ledger the client moved away from; its links, history and settings are kept.
    struct LeftLedger {
        id: u32,
        ledger_name: String,
        company_name: Option<String>,
        book_number: Option<String>,
        state: ConnectionBadge,
        last_success_at: Option<String>,
        posted: u32,
    }

    /// `first_day`: documents before it are not sent to the new ledger.
    struct MoveStartReq { system: String, first_day: Option<String> }

    struct MoveBackReq { id: u32 }

    struct SignInStarted {
        /// Shown beside "Open it again", and opened by the backend in the system browser.
        authorize_url: String,
        /// Whether the answer comes back by itself (loopback) or must be pasted.
        comes_back: bool,
    }

    /// Waits at most `seconds` (≤ 20) and answers with the state then.
    struct SignInWaitReq { seconds: u32 }

    struct SignInPasteReq { address: String }

    struct SignInState { state: SignInWord, connection: ConnectionView, trouble: Option<FailureView> }
}

words! {
    enum SignInWord {
        None,
        Waiting,
        /// A company came; nothing is tied before it is confirmed as the right one.
        Arrived,
        Done,
        Failed,
        Cancelled,
    }
}
