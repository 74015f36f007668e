//! Program, client files, Home.

use super::{CauseGroup, ConnectionView, FailureView, LedgerChoice, ReportMailView, RunStatus};
use crate::{wire, words};

wire! {
    /// What the window shows around every page.
    struct AppStatus {
        version: String,
        /// `None`: show the first-start page.
        client: Option<ClientView>,
        /// Client files this machine knows, the open one included.
        clients: Vec<ClientFile>,
        /// Ledgers whose practice company can be opened, the usual one first.
        practices: Vec<LedgerChoice>,
        /// Work waiting for a person, for the sidebar's badges.
        badges: Badges,
        /// A run that is under way or was interrupted.
        run: Option<RunStatus>,
        /// Why a client file could not be opened, when that was tried; its params name the `client`, and the `backup` that can be.
        trouble: Option<FailureView>,
    }

    struct ClientView { id: String, name: String, practice: bool, source_name: Option<String>, ledger_name: Option<String>, company_name: Option<String>, connection: ConnectionBadge }

    struct ClientFile { id: String, name: String, practice: bool, opened_at: Option<String> }

    struct Badges { unmatched: u32, failed: u32, held: u32 }

    struct ClientCreateReq { name: String }

    struct ClientOpenReq { id: String }

    /// Which ledger's practice company; left out: the usual one.
    struct PracticeOpenReq { system: Option<String> }

    /// Opens the newest sound backup of a client whose damaged file was moved aside.
    struct ClientRestoreReq { id: String }

    struct Tiles5 {
        total: u32,
        completed: u32,
        pre_sync: u32,
        failed: u32,
        ignored: u32,
        /// Part of `pre_sync`: sent, being verified.
        in_doubt: u32,
        /// Part of `pre_sync`: cannot go yet, each with a reason.
        held: u32,
    }

    struct SideTotals { invoices: u32, amount: String }

    /// Totals of both sides over the same invoices, and what explains the rest.
    struct TieOut {
        currency: String,
        source: SideTotals,
        ledger: SideTotals,
        difference: String,
        /// Lines that explain `source - ledger`; they sum to it.
        bridge: Vec<BridgeLine>,
        as_of: String,
    }

    struct BridgeLine {
        /// held | failed | ignored | not_sent | being_verified | amount_differs
        cause: String,
        invoices: u32,
        amount: String,
    }

    struct HomeView {
        connection: ConnectionView,
        currency: Option<String>,
        tiles: Tiles5,
        /// The tiles as the newest ended runs left them, oldest first.
        trend: Vec<TilesThen>,
        tie_out: Option<TieOut>,
        needs_you: Vec<NeedsYou>,
        causes: Vec<CauseGroup>,
        last_run: Option<RunStatus>,
        last_import_at: Option<String>,
        last_pull_at: Option<String>,
        /// What is still missing before the first sync, in order.
        setup: Vec<SetupStep>,
        /// The newest report that was to be mailed and was not, or may not have been.
        not_mailed: Option<ReportMailView>,
    }

    struct TilesThen { run_id: u32, ended_at: String, tiles: Tiles5 }

    struct SetupStep { step: SetupWord, done: bool }

    struct NeedsYou { what: NeedsWord, count: u32 }
}

words! {
    enum ConnectionBadge { New, Connected, SignInNeeded, Paused, Removed }
    enum SetupWord { Import, Connect, Pull, Accounts, CurrencyAndTax, Match, FirstSync }
    enum NeedsWord { SignIn, Match, MapAccounts, Failed, Held, ImportProblems, Verify, InterruptedRun, Waiting, FailedRecords }
}
