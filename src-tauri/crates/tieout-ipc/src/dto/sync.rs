//! Sync wizard: check, plan, run, report.

use super::{FailureView, FieldChange, ObjectKind, RunState, Side, TieOut, Tiles5};
use crate::{wire, words};

wire! {
    struct SyncCheckReq { step: SyncStep }

    struct CheckReport {
        step: SyncStep,
        items: Vec<CheckItem>,
        blocked: bool,
        /// What the step would do, as the plan counts it; empty also where the ledger does not answer.
        changes: Vec<PlanGroup>,
        /// What was handed over before and did not come with an import yet.
        waiting_files: Vec<WaitingFile>,
        /// A sync came to its end before: the setup steps can be skipped.
        setup_done: bool,
    }

    /// Records in a file that waits to be imported into the source.
    struct WaitingFile {
        kind: ObjectKind,
        records: u32,
        file_name: String,
        written_at: Option<String>,
        /// Of them, those that an import since did not show.
        missed: u32,
        /// To open it; none once the program was started anew and the file is not where it was written.
        handle: Option<String>,
    }

    struct CheckItem {
        check: CheckWord,
        level: CheckLevel,
        count: u32,
        params: std::collections::BTreeMap<String, String>,
    }

    struct PlanMakeReq { step: SyncStep }

    struct PlanIdReq { plan_id: u32 }

    struct PlanView {
        plan_id: u32,
        step: SyncStep,
        state: PlanWord,
        hash: String,
        made_at: String,
        /// Where the writes go, for the button and the title.
        ledger_name: String,
        company_name: String,
        currency: String,
        groups: Vec<PlanGroup>,
        /// Writes that the approval would send.
        to_send: u32,
        /// Sum of the documents among them.
        amount: String,
        held: u32,
        /// HTTP writes and share of a minute's quota this needs.
        requests: u32,
        requests_per_minute: u32,
        /// Where the ledger counts days.
        calls: Option<CallBudget>,
        /// Above this many, or across go-live, the word `send` must be typed.
        typed_word: Option<String>,
        /// Effect per account, where the plan has documents.
        accounts: Vec<AccountEffect>,
        /// Files that the approval would write, to be imported into the source.
        write_back: Vec<PlanFile>,
        waiting_files: Vec<WaitingFile>,
        /// Where the writes to the source go, for titles.
        source_name: String,
    }

    /// Calls that sending takes, with the looks before and after, and how many the ledger still gives today.
    struct CallBudget { needed: u32, left_today: u32, per_day: u32 }

    /// A file that would be written.
    struct PlanFile { kind: ObjectKind, records: u32, file_name: String }

    struct PlanGroup {
        kind: ObjectKind,
        action: PlanAction,
        target: Side,
        count: u32,
        ticked: u32,
        amount: Option<String>,
        /// Both sides changed them since they last agreed.
        conflicts: u32,
    }

    struct AccountEffect { account: String, month: String, change: String }

    struct PlanRowsReq {
        plan_id: u32,
        kind: Option<ObjectKind>,
        action: Option<PlanAction>,
        #[ts(optional)]
        target: Option<Side>,
        offset: u32,
        limit: u32,
    }

    struct PlanRow {
        entry_id: u32,
        action: PlanAction,
        kind: ObjectKind,
        name: String,
        date: Option<String>,
        amount: Option<String>,
        party: Option<String>,
        ticked: bool,
        /// The side it writes to.
        target: Side,
        /// Whose value is taken, where both sides have the record and differ.
        wins: Option<Side>,
        /// Both changed since they last agreed.
        conflict: bool,
        /// Field diff by side, whichever the target is: `last_pushed` last agreed, `wanted` the source, `ledger` the ledger.
        changes: Vec<FieldChange>,
        notes: Vec<PlanNote>,
        /// Why it is held.
        failures: Vec<FailureView>,
    }

    struct PlanNote { field: String, from: String, to: String, reason: String }

    /// Unticking a record holds what depends on it as well.
    struct PlanTickReq { plan_id: u32, entry_ids: Vec<u32>, ticked: bool }

    /// `hash` as shown; refused with `plan_outdated` when it is another.
    struct PlanApproveReq { plan_id: u32, hash: String, typed: Option<String> }

    struct RunIdReq { run_id: u32 }

    struct RunPauseReq { run_id: u32, paused: bool }

    struct RunStatus {
        run_id: u32,
        action: RunAction,
        step: Option<SyncStep>,
        state: RunState,
        paused: bool,
        /// Ended by a crash and not yet looked after.
        interrupted: bool,
        done: u32,
        total: Option<u32>,
        /// Per kind: what happened so far.
        kinds: Vec<RunKind>,
        /// Last lines of the log, newest first, at most 5.
        log: Vec<RunLine>,
        /// The ledger asked us to wait until then.
        waiting_until: Option<String>,
        started_by: String,
        started_at: String,
        ended_at: Option<String>,
        failure: Option<FailureView>,
        has_report: bool,
    }

    /// What was approved and not sent, because its run broke off. Nothing of it leaves before a person says so.
    struct WaitingView {
        approved: u32,
        /// Sent, being verified; looked up before anything goes on.
        in_doubt: u32,
        kinds: Vec<WaitingKind>,
        /// The first 500 of the approved.
        records: Vec<WaitingRecord>,
        /// What broke the last run.
        failure: Option<FailureView>,
        /// Nobody can go on before somebody signs in.
        sign_in_needed: bool,
    }

    struct WaitingKind { kind: ObjectKind, count: u32, amount: Option<String> }

    struct WaitingRecord { kind: ObjectKind, name: String, date: Option<String>, amount: Option<String> }

    struct RunKind { kind: ObjectKind, done: u32, total: Option<u32>, failed: u32, verifying: u32 }

    struct RunLine { at: String, kind: ObjectKind, name: String, outcome: String }

    struct SyncReport {
        run_id: u32,
        client: String,
        practice: bool,
        source_name: String,
        ledger_name: String,
        company_name: String,
        step: SyncStep,
        state: RunState,
        plan_fingerprint: String,
        approved_by: String,
        /// First and last date of the documents that the tie-out covers.
        period_from: Option<String>,
        period_to: Option<String>,
        started_at: String,
        ended_at: String,
        /// in = sent + handed over + held + failed + ignored + being verified
        counts: ReportCounts,
        kinds: Vec<ReportKind>,
        tiles: Tiles5,
        tie_out: TieOut,
        exceptions: Vec<ReportException>,
        /// Files to be imported into the source.
        #[serde(default)]
        files: Vec<ReportFile>,
        warnings: Vec<String>,
        audit_head: String,
        version: String,
    }

    struct ReportCounts {
        planned: u32,
        sent: u32,
        held: u32,
        failed: u32,
        ignored: u32,
        being_verified: u32,
        /// In files to be imported into the source.
        #[serde(default)]
        handed_over: u32,
    }

    struct ReportFile {
        kind: ObjectKind,
        records: u32,
        file_name: String,
        folder: String,
        /// Changed fields that the source's files have no column for.
        left_out: Vec<String>,
        /// To open it or show its folder; none where the file is no longer there.
        handle: Option<String>,
    }

    struct ReportKind { kind: ObjectKind, created: u32, updated: u32, held: u32, failed: u32, amount: Option<String> }

    struct ReportException { kind: ObjectKind, name: String, date: Option<String>, amount: Option<String>, failure: FailureView }

    struct ReportSaveReq { run_id: u32, format: ReportFormat }

    /// A file the program wrote; opened by its handle.
    struct SavedFile { handle: String, name: String, folder: String }

    struct FileOpenReq { handle: String, show_in_folder: bool }
}

words! {
    /// Step 1: customers and items. Step 2: documents. Retry: failed ones only.
    enum SyncStep { Lists, Documents, Retry }
    enum PlanWord { Open, Approved, Outdated, Discarded }
    enum PlanAction { Create, Update, Link, Void, Deactivate, Skip, Hold }
    enum RunAction { Pull, Push }
    enum ReportFormat { Pdf, Csv, Xlsx }
    enum CheckLevel { Ok, Warning, Blocker }
    enum CheckWord {
        ConnectionAlive,
        SameCompany,
        LockDate,
        Currency,
        DefaultAccounts,
        TaxCodes,
        Pulled,
        Imported,
        /// What an earlier run left to send.
        Waiting,
        Undecided,
        NameClash,
        TooLong,
        ForbiddenCharacter,
        DuplicateNumber,
        ZeroTotal,
        TotalDiffers,
        BeforeGoLive,
        ClosedPeriod,
        FirstStepDone,
        SwitchedOff,
        NothingToDo,
    }
}
