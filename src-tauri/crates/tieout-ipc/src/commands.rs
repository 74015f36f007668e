//! The one list of commands. A host that forgets one does not compile; the UI's types are generated from it.
//!
//! Not here: what a command does (`handlers`). Invariant: requests deny unknown fields and name things by id, never by path or body.

#[allow(
    unused_imports,
    reason = "names the types for readers of the list; the macro resolves them at its caller"
)]
use crate::dto::*;

/// Calls `$then!` with every command: `name(Request) -> Response`.
#[macro_export]
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            // Program and client files
            app_status(Nothing) -> AppStatus,
            client_create(ClientCreateReq) -> AppStatus,
            client_open(ClientOpenReq) -> AppStatus,
            client_health(ClientHealthReq) -> ClientHealth,
            client_restore(ClientRestoreReq) -> AppStatus,
            practice_open(PracticeOpenReq) -> AppStatus,
            client_close(Nothing) -> AppStatus,

            // Operational side: files
            file_pick(FilePickReq) -> FilePicked,
            import_inspect(ImportInspectReq) -> ImportInspection,
            import_preview(ImportPreviewReq) -> ImportPreview,
            import_run(ImportRunReq) -> ImportSummary,
            import_last(Nothing) -> Option<ImportSummary>,
            import_profiles(Nothing) -> Vec<ImportProfileView>,
            import_profile_rename(ImportProfileRenameReq) -> Vec<ImportProfileView>,
            import_profile_delete(ImportProfileReq) -> Vec<ImportProfileView>,
            import_problems(PageReq) -> Page<ImportProblemRow>,

            // Ledger connection
            connection_get(Nothing) -> ConnectionView,
            connection_check(ConnectionValuesReq) -> ConnectionView,
            connection_save(ConnectionValuesReq) -> ConnectionView,
            sign_in_start(Nothing) -> SignInStarted,
            sign_in_wait(SignInWaitReq) -> SignInState,
            sign_in_paste(SignInPasteReq) -> SignInState,
            sign_in_confirm(Nothing) -> SignInState,
            sign_in_cancel(Nothing) -> SignInState,
            connection_refresh(Nothing) -> ConnectionView,
            connection_remove(Nothing) -> ConnectionView,
            move_get(Nothing) -> MoveView,
            move_start(MoveStartReq) -> ConnectionView,
            move_back(MoveBackReq) -> ConnectionView,

            // Pull and match
            pull_start(PullStartReq) -> RunStatus,
            lists_overview(Nothing) -> ListsOverview,
            match_rows(MatchRowsReq) -> MatchPage,
            match_search(MatchSearchReq) -> Vec<CandidateView>,
            match_compare(MatchCompareReq) -> CompareView,
            match_link(MatchLinkReq) -> MatchChange,
            match_unlink(MatchUnlinkReq) -> MatchChange,
            match_ignore(MatchIgnoreReq) -> MatchChange,
            match_unignore(MatchUnignoreReq) -> MatchChange,
            match_create(MatchCreateReq) -> MatchChange,
            match_uncreate(MatchUncreateReq) -> MatchChange,
            match_reject(MatchRejectReq) -> MatchChange,
            match_bulk_preview(MatchBulkReq) -> MatchBulkPreview,
            match_bulk_accept(MatchBulkAcceptReq) -> MatchChange,
            match_lookup(MatchLookupReq) -> ListsOverview,
            match_undo(Nothing) -> MatchChange,
            match_redo(Nothing) -> MatchChange,
            lists_export(ListsExportReq) -> SavedFile,

            // Sync wizard
            sync_check(SyncCheckReq) -> CheckReport,
            plan_make(PlanMakeReq) -> PlanView,
            plan_rows(PlanRowsReq) -> Page<PlanRow>,
            plan_tick(PlanTickReq) -> PlanView,
            plan_approve(PlanApproveReq) -> RunStatus,
            plan_discard(PlanIdReq) -> Nothing,
            run_status(RunIdReq) -> RunStatus,
            run_pause(RunPauseReq) -> RunStatus,
            run_stop(RunIdReq) -> RunStatus,
            run_recover(Nothing) -> Option<RunStatus>,
            run_waiting(Nothing) -> WaitingView,
            run_send_back(Nothing) -> Tiles5,
            runs_list(PageReq) -> Page<RunStatus>,
            report_get(RunIdReq) -> SyncReport,
            report_save(ReportSaveReq) -> SavedFile,
            file_open(FileOpenReq) -> Nothing,
            report_mail_get(RunIdReq) -> ReportMailView,
            report_mail_prepare(RunIdReq) -> MailPrepared,
            report_mail_send(RunIdReq) -> ReportMailView,

            // Home and activity
            home(Nothing) -> HomeView,
            transactions_list(TransactionsReq) -> TransactionsPage,
            transaction_get(TransactionGetReq) -> TransactionView,
            transactions_causes(Nothing) -> Vec<CauseGroup>,
            transaction_retry(TransactionsIdsReq) -> Tiles5,
            transaction_withdraw(TransactionsIdsReq) -> Tiles5,
            transaction_ignore(TransactionsIgnoreReq) -> Tiles5,
            transaction_unignore(TransactionsIdsReq) -> Tiles5,

            // Settings
            settings_get(Nothing) -> SettingsView,
            setting_set(SettingSetReq) -> SettingsView,
            account_choices(AccountChoicesReq) -> Vec<AccountChoice>,
            mail_settings_get(Nothing) -> MailSettingsView,
            mail_settings_set(MailSettingsReq) -> MailSettingsView,
            mail_test(Nothing) -> MailTested,

            // Audit
            audit_list(AuditListReq) -> Page<AuditRow>,
            audit_verify(Nothing) -> AuditVerdict,
        }
    };
}

macro_rules! names {
    ($($name:ident($req:ty) -> $res:ty,)+) => {
        /// Every command's name, in the order of the list.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}
with_commands!(names);
