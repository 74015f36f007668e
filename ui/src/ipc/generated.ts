// Generated from the command list by `cargo xtask bindings`. Do not edit.

export type AccountChoice = { id: string, name: string, number: string | null, type_words: string, 
/**
 * Wrong type or inactive: listed last and not to be chosen.
 */
disabled: string | null, };

export type AccountChoicesReq = { slot: string, search: string, };

export type AccountEffect = { account: string, month: string, change: string, };

export type AppEvent = { "run": RunStatus } | { "changed": Array<Topic> };

export type AppStatus = { version: string, 
/**
 * `None`: show the first-start page.
 */
client: ClientView | null, 
/**
 * Client files this machine knows, the open one included.
 */
clients: Array<ClientFile>, 
/**
 * Ledgers whose practice company can be opened, the usual one first.
 */
practices: Array<LedgerChoice>, 
/**
 * Work waiting for a person, for the sidebar's badges.
 */
badges: Badges, 
/**
 * A run that is under way or was interrupted.
 */
run: RunStatus | null, 
/**
 * Why a client file could not be opened, when that was tried; its params name the `client`, and the `backup` that can be.
 */
trouble: FailureView | null, };

export type AttemptView = { at: string, outcome: string, status: number | null, exchange_id: string | null, failure: FailureView | null, reply: string | null, };

export type AuditListReq = { search: string, action: string | null, offset: number, limit: number, };

export type AuditRow = { seq: number, at: string, who: string, action: string, kind: ObjectKind | null, record: string | null, name: string | null, before: string | null, after: string | null, run_id: number | null, ledger_id: string | null, reference: string | null, why: string | null, };

export type AuditVerdict = { entries: number, intact: boolean, broken_at: number | null, head: string, verified_at: string, };

export type Badges = { unmatched: number, failed: number, held: number, };

export type BridgeLine = { 
/**
 * held | failed | ignored | not_sent | being_verified | amount_differs
 */
cause: string, invoices: number, amount: string, };

export type BulkPair = { ledger: RecordView, source: RecordView, score: number, tier: Tier, reasons: Array<ReasonView>, name_only: boolean, differences: Array<FieldChange>, };

export type CallBudget = { needed: number, left_today: number, per_day: number, };

export type CandidateView = { record: RecordView, 
/**
 * 0 to 1000.
 */
score: number, tier: Tier, reasons: Array<ReasonView>, 
/**
 * Name of the record it is already linked to.
 */
linked_to: string | null, 
/**
 * It cannot be taken: e.g. the wrong type of account.
 */
disabled: string | null, 
/**
 * A person said that it is not the same.
 */
rejected: boolean, };

export type CauseGroup = { failure: FailureView, held: boolean, count: number, amount: string, };

export type CheckItem = { check: CheckWord, level: CheckLevel, count: number, params: { [key in string]: string }, };

export type CheckLevel = "ok" | "warning" | "blocker";

export type CheckReport = { step: SyncStep, items: Array<CheckItem>, blocked: boolean, 
/**
 * What the step would do, as the plan counts it; empty also where the ledger does not answer.
 */
changes: Array<PlanGroup>, 
/**
 * What was handed over before and did not come with an import yet.
 */
waiting_files: Array<WaitingFile>, 
/**
 * A sync came to its end before: the setup steps can be skipped.
 */
setup_done: boolean, };

export type CheckWord = "connection_alive" | "same_company" | "lock_date" | "currency" | "default_accounts" | "tax_codes" | "pulled" | "imported" | "waiting" | "undecided" | "name_clash" | "too_long" | "forbidden_character" | "duplicate_number" | "zero_total" | "total_differs" | "before_go_live" | "closed_period" | "first_step_done" | "switched_off" | "nothing_to_do";

export type ClientCounts = { failed: number, 
/**
 * Pairs that somebody must decide.
 */
unmatched: number, 
/**
 * Staged, approved or being verified.
 */
to_review: number, in_doubt: number, currency: string | null, 
/**
 * Source minus ledger; `None` before there is something to compare.
 */
difference: string | null, 
/**
 * When the last run ended.
 */
last_sync_at: string | null, 
/**
 * A run is under way, or was interrupted.
 */
run_open: boolean, };

export type ClientCreateReq = { name: string, };

export type ClientFile = { id: string, name: string, practice: boolean, opened_at: string | null, };

export type ClientHealth = { id: string, source_name: string | null, ledger_name: string | null, company_name: string | null, connection: ConnectionBadge, 
/**
 * `None`: the file was last used by an earlier version; opening it brings it up to date.
 */
counts: ClientCounts | null, 
/**
 * Why the file cannot be looked at: open in another window, newer, damaged.
 */
trouble: FailureView | null, };

export type ClientHealthReq = { id: string, };

export type ClientOpenReq = { id: string, };

export type ClientRestoreReq = { id: string, };

export type ClientView = { id: string, name: string, practice: boolean, source_name: string | null, ledger_name: string | null, company_name: string | null, connection: ConnectionBadge, };

export type ClosedPeriodPolicy = "hold" | "first_open_day";

export type ColumnView = { name: string, 
/**
 * 1 for the first column of that name.
 */
occurrence: number, 
/**
 * Role in the record, e.g. `name`, `date`, `lines.amount`; `None` is not imported.
 */
role: string | null, 
/**
 * Format found by evidence over all rows, e.g. `M/D/YYYY`, `1.234,56`.
 */
format: string | null, 
/**
 * More than one reading fits all rows: these must be asked, never guessed.
 */
ambiguous: Array<string>, 
/**
 * The column's values in the order in which they first come, where they are few words.
 */
values: Array<string>, 
/**
 * What the source's words mean, e.g. `Posted` is `final`.
 */
words: { [key in string]: string }, };

export type CompareField = { field: string, ledger: string | null, source: string | null, same: boolean, };

export type CompareView = { ledger: RecordView, source: RecordView, fields: Array<CompareField>, reasons: Array<ReasonView>, score: number, tier: Tier, };

export type ConnectionBadge = "new" | "connected" | "sign_in_needed" | "paused" | "removed";

export type ConnectionValue = { key: string, label: string, secret: boolean, 
/**
 * Never a secret: for those only whether one is stored.
 */
value: string | null, stored: boolean, 
/**
 * `None`: not checked yet.
 */
ok: boolean | null, 
/**
 * Why not, as a word of the UI's table.
 */
reason: string | null, };

export type ConnectionValuesReq = { system: string, values: { [key in string]: string }, };

export type ConnectionView = { state: ConnectionBadge, practice: boolean, 
/**
 * Ledger products this program can connect.
 */
systems: Array<LedgerChoice>, system: string | null, 
/**
 * Product name, e.g. `QuickBooks Online`.
 */
ledger_name: string | null, company_name: string | null, 
/**
 * What the id is called there, and the id.
 */
book_words: string | null, book_number: string | null, 
/**
 * E-mail of the person who connected; `None`: not provided by this ledger.
 */
email: string | null, currency: string | null, country: string | null, time_zone: string | null, plan: string | null, closed_through: string | null, connected_at: string | null, last_success_at: string | null, values: Array<ConnectionValue>, trouble: FailureView | null, };

export type DecisionWords = { code: string, count: number, name: string | null, };

export type ErrorCode = "offline" | "ledger_unavailable" | "rate_limited" | "sign_in_needed" | "sign_in_cancelled" | "wrong_company" | "already_connected" | "permission_missing" | "subscription_lapsed" | "connection_settings" | "answer_lost" | "answer_unknown" | "answer_differs" | "found_twice" | "name_taken" | "number_taken" | "period_closed" | "changed_in_ledger" | "gone_in_ledger" | "inactive_in_ledger" | "reference_invalid" | "too_long" | "forbidden_character" | "tax_differs" | "tax_code_unmapped" | "shipping_unmapped" | "discount_unmapped" | "zero_total" | "negative_total" | "currency_not_allowed" | "unbalanced" | "refused_by_ledger" | "account_missing" | "account_wrong_type" | "not_matched" | "match_undecided" | "parent_failed" | "not_final" | "before_go_live" | "switched_off" | "held_by_user" | "total_differs" | "line_without_item" | "gone_in_source" | "one_way" | "source_not_writable" | "not_in_source" | "name_not_unique" | "attempts_exhausted" | "file_unreadable" | "file_too_large" | "file_not_recognised" | "column_missing" | "amount_unreadable" | "date_unreadable" | "format_ambiguous" | "value_missing" | "duplicate_id" | "line_without_header" | "many_rows_gone" | "mail_settings" | "mail_unreachable" | "mail_not_secure" | "mail_sign_in_refused" | "mail_recipient_refused" | "mail_refused" | "mail_in_doubt" | "client_file_in_use" | "client_file_newer" | "client_file_damaged" | "client_file_on_share" | "disk_full" | "run_in_progress" | "plan_outdated" | "setup_incomplete" | "not_found" | "invalid_input" | "already_linked" | "secrets_locked" | "internal";

export type FailureView = { code: ErrorCode, params: { [key in string]: string }, recovery: Recovery, 
/**
 * The other system's own words.
 */
raw: string | null, };

export type FieldChange = { field: string, 
/**
 * What we last wrote, where we did.
 */
last_pushed: string | null, 
/**
 * What we want to write.
 */
wanted: string | null, 
/**
 * What the ledger says now.
 */
ledger: string | null, };

export type FileMapping = { handle: string, kind: ObjectKind, 
/**
 * Lines of `kind`'s documents, joined to the header file by `key`.
 */
lines: boolean, encoding: string | null, delimiter: string | null, header_row: number | null, sheet: string | null, columns: Array<ColumnView>, 
/**
 * Whether the file is a full snapshot: only then does absence mean deletion.
 */
snapshot: boolean, 
/**
 * Values by role for rows without one, e.g. the item of lines that name none.
 */
defaults: { [key in string]: string }, 
/**
 * Role whose value makes a document final; `None`: the state column, or being listed.
 */
final_when: string | null, };

export type FileOpenReq = { handle: string, show_in_folder: boolean, };

export type FilePickReq = { purpose: string, multiple: boolean, path: string | null, };

export type FilePicked = { files: Array<PickedFile>, };

export type HomeView = { connection: ConnectionView, currency: string | null, tiles: Tiles5, 
/**
 * The tiles as the newest ended runs left them, oldest first.
 */
trend: Array<TilesThen>, tie_out: TieOut | null, needs_you: Array<NeedsYou>, causes: Array<CauseGroup>, last_run: RunStatus | null, last_import_at: string | null, last_pull_at: string | null, 
/**
 * What is still missing before the first sync, in order.
 */
setup: Array<SetupStep>, 
/**
 * The newest report that was to be mailed and was not, or may not have been.
 */
not_mailed: ReportMailView | null, };

export type IgnoreReason = "not_ours" | "duplicate" | "old" | "other";

export type ImportCounts = { rows: number, new: number, changed: number, same: number, gone: number, problems: number, };

export type ImportInspectReq = { handle: string, encoding: string | null, delimiter: string | null, header_row: number | null, sheet: string | null, };

export type ImportInspection = { handle: string, file: string, encoding: string, 
/**
 * Encodings to choose from, the detected one first.
 */
encodings: Array<string>, 
/**
 * Whether the encoding is a guess: then `accented` rows must be looked at.
 */
encoding_guessed: boolean, 
/**
 * First rows with other than plain letters, as text.
 */
accented: Array<Array<string>>, 
/**
 * `,` `;` TAB `|`; `None` for workbooks.
 */
delimiter: string | null, sheets: Array<string>, sheet: string | null, header_row: number, columns: Array<ColumnView>, 
/**
 * First rows as text.
 */
sample: Array<Array<string>>, rows: number, 
/**
 * The kind the headings suggest.
 */
kind: ObjectKind | null, 
/**
 * What a recalled profile says: lines of documents, and a complete list.
 */
lines: boolean, snapshot: boolean, defaults: { [key in string]: string }, final_when: string | null, 
/**
 * The profile of a file with these headings; its answers are in `columns` and `kind`.
 */
profile: string | null, 
/**
 * Roles a column of each kind can take, with `required` ones marked by a leading `*`.
 */
roles: { [key in string]: Array<string> }, };

export type ImportKindPreview = { kind: ObjectKind, headings: Array<string>, rows: Array<Array<string>>, counts: ImportCounts, };

export type ImportKindSummary = { kind: ObjectKind, counts: ImportCounts, };

export type ImportPreview = { kinds: Array<ImportKindPreview>, problems: Array<ImportProblemRow>, problem_total: number, };

export type ImportPreviewReq = { name: string, files: Array<FileMapping>, currency: string, };

export type ImportProblemRow = { kind: ObjectKind, file: string, sheet: string | null, line: number, column: string | null, code: ErrorCode, value: string | null, expected: string | null, 
/**
 * The record was left out.
 */
blocking: boolean, };

export type ImportProfileRenameReq = { name: string, to: string, };

export type ImportProfileReq = { name: string, };

export type ImportProfileView = { name: string, kind: ObjectKind, lines: boolean, headings: Array<string>, used_at: string, };

export type ImportRunReq = { name: string, files: Array<FileMapping>, currency: string, accept_gone: boolean, };

export type ImportSummary = { source_name: string, imported_at: string, 
/**
 * The same files were imported before: nothing changed.
 */
already: boolean, kinds: Array<ImportKindSummary>, invoices: number, amount: string, currency: string, problems: number, 
/**
 * What the profile does to the data, in words (e.g. dates moved by 1,487 weeks).
 */
remarks: Array<string>, };

export type IpcError = { code: ErrorCode, params: { [key in string]: string }, recovery: Recovery, 
/**
 * The other system's own words, for Details only.
 */
message: string | null, 
/**
 * Finds the log entry with the internal text.
 */
report_id: string, };

export type LedgerChoice = { system: string, name: string, };

export type LeftLedger = { id: number, ledger_name: string, company_name: string | null, book_number: string | null, state: ConnectionBadge, last_success_at: string | null, posted: number, };

export type LinkState = "unlinked" | "suggested" | "linked" | "ignored" | "create";

export type ListState = { kind: ObjectKind, ledger_records: number, source_records: number, 
/**
 * Ledger records without a decision.
 */
left: number, linked: number, ignored: number, 
/**
 * Source records without a decision: the next sync creates those that resemble nothing in the ledger.
 */
source_left: number, 
/**
 * Source records that the next sync creates because a person said so.
 */
to_create: number, tiers: TierCounts, pulled_at: string | null, pull: PullWord, pulled: number, total: number | null, trouble: FailureView | null, 
/**
 * Whether the two sides were compared; until they were, a record without a suggestion is not "no match".
 */
lookup: LookupWord, 
/**
 * Whether this kind can be pushed.
 */
pushes: boolean, };

export type ListsExportReq = { kind: ObjectKind, side: Side, };

export type ListsOverview = { kinds: Array<ListState>, can_undo: DecisionWords | null, can_redo: DecisionWords | null, };

export type LookupWord = "done" | "checking" | "failed";

export type MailAfter = "never" | "failures" | "always";

export type MailOpened = "draft" | "address" | "nowhere";

export type MailPrepared = { file: SavedFile, opened: MailOpened, };

export type MailSecurity = "tls" | "starttls" | "plain";

export type MailSettingsReq = { server: string, port: number, security: MailSecurity, user: string, password: string | null, from: string, to: Array<string>, after_each_sync: MailAfter, };

export type MailSettingsView = { server: string, port: number, security: MailSecurity, 
/**
 * Empty: the server asks nobody who they are.
 */
user: string, 
/**
 * For exactly this server, port, security and user.
 */
password_stored: boolean, from: string, to: Array<string>, after_each_sync: MailAfter, 
/**
 * What is still missing before a mail can be sent; its params name the `field`.
 */
missing: FailureView | null, };

export type MailTested = { to: Array<string>, };

export type MailWord = "not_sent" | "sending" | "sent" | "failed" | "in_doubt";

export type MatchBulkAcceptReq = { kind: ObjectKind, tiers: Array<Tier>, ids: Array<string>, hash: string, };

export type MatchBulkPreview = { count: number, 
/**
 * Of the pairs as shown; accepting names it.
 */
hash: string, pairs: Array<BulkPair>, };

export type MatchBulkReq = { kind: ObjectKind, tiers: Array<Tier>, ids: Array<string>, };

export type MatchChange = { changed: number, left: number, words: DecisionWords | null, lists: ListsOverview, };

export type MatchCompareReq = { kind: ObjectKind, ledger_id: string, source_id: string, };

export type MatchCreateReq = { kind: ObjectKind, ids: Array<string>, };

export type MatchIgnoreReq = { kind: ObjectKind, side: Side, ids: Array<string>, reason: IgnoreReason, };

export type MatchLinkReq = { kind: ObjectKind, ledger_id: string, source_id: string, };

export type MatchLookupReq = { kind: ObjectKind, };

export type MatchPage = { rows: Array<MatchRow>, offset: number, total: number, };

export type MatchRejectReq = { kind: ObjectKind, ledger_id: string, source_id: string, };

export type MatchRow = { record: RecordView, state: LinkState, tier: Tier, 
/**
 * Best suggestion, or the linked partner.
 */
partner: CandidateView | null, 
/**
 * Further candidates, best first, at most 4.
 */
others: Array<CandidateView>, 
/**
 * Fields in which record and partner differ.
 */
differences: number, ignore_reason: IgnoreReason | null, decided_at: string | null, decided_by: string | null, };

export type MatchRowsReq = { kind: ObjectKind, 
/**
 * Which side's records are listed: the ledger's, or the source's without a partner.
 */
side: Side, view: MatchView, 
/**
 * Empty: all tiers.
 */
tiers: Array<Tier>, search: string, sort: MatchSort, descending: boolean, offset: number, limit: number, };

export type MatchSearchReq = { kind: ObjectKind, side: Side, text: string, for_id: string | null, limit: number, };

export type MatchSort = "tier" | "name" | "number";

export type MatchUncreateReq = { kind: ObjectKind, ids: Array<string>, };

export type MatchUnignoreReq = { kind: ObjectKind, side: Side, ids: Array<string>, };

export type MatchUnlinkReq = { kind: ObjectKind, ledger_id: string, };

export type MatchView = "open" | "linked" | "ignored" | "create" | "all";

export type MoveBackReq = { id: number, };

export type MoveStartReq = { system: string, first_day: string | null, };

export type MoveView = { ledger_name: string | null, company_name: string | null, 
/**
 * Ledgers this client can move to.
 */
systems: Array<LedgerChoice>, 
/**
 * Whether the ledger may be left now; if not, a run is open or something is in doubt.
 */
ready: boolean, run_open: boolean, 
/**
 * Goes back to review when the ledger is left.
 */
approved: number, in_doubt: number, failed: number, staged: number, 
/**
 * Stays in the ledger that is left and is not sent again.
 */
posted: number, 
/**
 * The day after the newest document that was sent: where the new ledger would begin.
 */
first_day: string | null, left: Array<LeftLedger>, };

export type NeedsWord = "sign_in" | "match" | "map_accounts" | "failed" | "held" | "import_problems" | "verify" | "interrupted_run" | "waiting" | "failed_records";

export type NeedsYou = { what: NeedsWord, count: number, };

export type Nothing = Record<symbol, never>;

export type ObjectKind = "account" | "tax_code" | "term" | "class" | "item" | "customer" | "vendor" | "purchase_order" | "invoice" | "bill" | "credit_memo" | "payment" | "journal_entry";

export type ObjectSwitch = { kind: ObjectKind, on: boolean, 
/**
 * Each side's own word (Voucher / Bill, Part / Item).
 */
source_words: string, ledger_words: string, needs: Array<ObjectKind>, needed_by: Array<ObjectKind>, 
/**
 * It cannot be pushed to this ledger yet.
 */
unavailable: boolean, 
/**
 * The side whose value wins; documents: always the source.
 */
master: Side2, 
/**
 * Where new records are made. None: it always goes one way, from the source; sharing and master cannot be chosen.
 */
sharing: SharingWord | null, 
/**
 * Files for the source can be made; otherwise what should go there is held until its list was imported once.
 */
can_write_back: boolean, };

export type OutboxState = "staged" | "approved" | "sending" | "in_doubt" | "posted" | "failed" | "ignored" | "superseded";

export type Page<T> = { rows: Array<T>, offset: number, 
/**
 * Rows in the whole list, not in this window.
 */
total: number, };

export type PageReq = { offset: number, limit: number, };

export type PickedFile = { handle: string, name: string, bytes: string, };

export type PlanAction = "create" | "update" | "link" | "void" | "deactivate" | "skip" | "hold";

export type PlanApproveReq = { plan_id: number, hash: string, typed: string | null, };

export type PlanFile = { kind: ObjectKind, records: number, file_name: string, };

export type PlanGroup = { kind: ObjectKind, action: PlanAction, target: Side, count: number, ticked: number, amount: string | null, 
/**
 * Both sides changed them since they last agreed.
 */
conflicts: number, };

export type PlanIdReq = { plan_id: number, };

export type PlanMakeReq = { step: SyncStep, };

export type PlanNote = { field: string, from: string, to: string, reason: string, };

export type PlanRow = { entry_id: number, action: PlanAction, kind: ObjectKind, name: string, date: string | null, amount: string | null, party: string | null, ticked: boolean, 
/**
 * The side it writes to.
 */
target: Side, 
/**
 * Whose value is taken, where both sides have the record and differ.
 */
wins: Side | null, 
/**
 * Both changed since they last agreed.
 */
conflict: boolean, 
/**
 * Field diff by side, whichever the target is: `last_pushed` last agreed, `wanted` the source, `ledger` the ledger.
 */
changes: Array<FieldChange>, notes: Array<PlanNote>, 
/**
 * Why it is held.
 */
failures: Array<FailureView>, };

export type PlanRowsReq = { plan_id: number, kind: ObjectKind | null, action: PlanAction | null, target?: Side, offset: number, limit: number, };

export type PlanTickReq = { plan_id: number, entry_ids: Array<number>, ticked: boolean, };

export type PlanView = { plan_id: number, step: SyncStep, state: PlanWord, hash: string, made_at: string, 
/**
 * Where the writes go, for the button and the title.
 */
ledger_name: string, company_name: string, currency: string, groups: Array<PlanGroup>, 
/**
 * Writes that the approval would send.
 */
to_send: number, 
/**
 * Sum of the documents among them.
 */
amount: string, held: number, 
/**
 * HTTP writes and share of a minute's quota this needs.
 */
requests: number, requests_per_minute: number, 
/**
 * Where the ledger counts days.
 */
calls: CallBudget | null, 
/**
 * Above this many, or across go-live, the word `send` must be typed.
 */
typed_word: string | null, 
/**
 * Effect per account, where the plan has documents.
 */
accounts: Array<AccountEffect>, 
/**
 * Files that the approval would write, to be imported into the source.
 */
write_back: Array<PlanFile>, waiting_files: Array<WaitingFile>, 
/**
 * Where the writes to the source go, for titles.
 */
source_name: string, };

export type PlanWord = "open" | "approved" | "outdated" | "discarded";

export type Policies = { 
/**
 * Documents dated before are never pushed unattended.
 */
go_live_date: string | null, first_push_at: string | null, closed_period: ClosedPeriodPolicy, zero_total: ZeroTotalPolicy, 
/**
 * Before our number where the ledger keeps its own, e.g. `TTA-`.
 */
reference_prefix: string, 
/**
 * A ledger record that a new source record may be: ask (hold) or create.
 */
create_unmatched: boolean, 
/**
 * Amount from which a document counts as high-value on Home.
 */
high_value: string, 
/**
 * The sign-in at the ledger lasts for one sync.
 */
sign_in_each_sync: boolean, };

export type PracticeOpenReq = { system: string | null, };

export type PullStartReq = { kinds: Array<ObjectKind>, changes_only: boolean, accept_gone?: boolean, };

export type PullWord = "never" | "running" | "partial" | "complete" | "failed";

export type ReasonView = { code: string, text: string | null, contradiction: boolean, };

export type RecordView = { side: Side, id: string, name: string, number: string | null, 
/**
 * E-mail, account type, city, price: the second line.
 */
detail: string | null, active: boolean, };

export type Recovery = "wait" | "retry" | "reconnect" | "fix_source" | "match" | "change_setting" | { "open_period": { closed_through: string, } } | "compare" | "ask_admin" | "plan_again" | "pull" | "choose_file" | "read_help";

export type ReportCounts = { planned: number, sent: number, held: number, failed: number, ignored: number, being_verified: number, 
/**
 * In files to be imported into the source.
 */
handed_over: number, };

export type ReportException = { kind: ObjectKind, name: string, date: string | null, amount: string | null, failure: FailureView, };

export type ReportFile = { kind: ObjectKind, records: number, file_name: string, folder: string, 
/**
 * Changed fields that the source's files have no column for.
 */
left_out: Array<string>, 
/**
 * To open it or show its folder; none where the file is no longer there.
 */
handle: string | null, };

export type ReportFormat = "pdf" | "csv" | "xlsx";

export type ReportKind = { kind: ObjectKind, created: number, updated: number, held: number, failed: number, amount: string | null, };

export type ReportMailView = { run_id: number, state: MailWord, to: Array<string>, at: string | null, 
/**
 * Why it was not sent, or why that is not known.
 */
failure: FailureView | null, };

export type ReportSaveReq = { run_id: number, format: ReportFormat, };

export type RunAction = "pull" | "push";

export type RunIdReq = { run_id: number, };

export type RunKind = { kind: ObjectKind, done: number, total: number | null, failed: number, verifying: number, };

export type RunLine = { at: string, kind: ObjectKind, name: string, outcome: string, };

export type RunPauseReq = { run_id: number, paused: boolean, };

export type RunState = "queued" | "running" | "completed" | "completed_with_failures" | "cancelled" | "aborted";

export type RunStatus = { run_id: number, action: RunAction, step: SyncStep | null, state: RunState, paused: boolean, 
/**
 * Ended by a crash and not yet looked after.
 */
interrupted: boolean, done: number, total: number | null, 
/**
 * Per kind: what happened so far.
 */
kinds: Array<RunKind>, 
/**
 * Last lines of the log, newest first, at most 5.
 */
log: Array<RunLine>, 
/**
 * The ledger asked us to wait until then.
 */
waiting_until: string | null, started_by: string, started_at: string, ended_at: string | null, failure: FailureView | null, has_report: boolean, };

export type SavedFile = { handle: string, name: string, folder: string, };

export type SettingChange = { name: string, at: string, who: string, };

export type SettingSetReq = { name: string, value: string, };

export type SettingsView = { objects: Array<ObjectSwitch>, accounts: Array<SlotView>, policies: Policies, 
/**
 * What the last change switched along, to be said in place.
 */
also_switched: Array<ObjectKind>, 
/**
 * A sync came to its end before: the setup steps can be skipped.
 */
setup_done: boolean, changed_at: string | null, changed_by: string | null, 
/**
 * Settings that somebody changed, each with the last time.
 */
changes: Array<SettingChange>, };

export type SetupStep = { step: SetupWord, done: boolean, };

export type SetupWord = "import" | "connect" | "pull" | "accounts" | "currency_and_tax" | "match" | "first_sync";

export type SharingWord = "one_way" | "both";

export type Side = "source" | "ledger";

export type Side2 = "source" | "ledger";

export type SideTotals = { invoices: number, amount: string, };

export type SignInPasteReq = { address: string, };

export type SignInStarted = { 
/**
 * Shown beside "Open it again", and opened by the backend in the system browser.
 */
authorize_url: string, 
/**
 * Whether the answer comes back by itself (loopback) or must be pasted.
 */
comes_back: boolean, };

export type SignInState = { state: SignInWord, connection: ConnectionView, trouble: FailureView | null, };

export type SignInWaitReq = { seconds: number, };

export type SignInWord = "none" | "waiting" | "arrived" | "done" | "failed" | "cancelled";

export type SlotView = { slot: string, 
/**
 * e.g. `Other Current Asset / Inventory`
 */
required_words: string, account: AccountChoice | null, 
/**
 * The chosen account is gone, inactive or of the wrong type.
 */
trouble: FailureView | null, 
/**
 * Why nothing can be chosen yet, e.g. `not_pulled`.
 */
locked: string | null, };

export type SourceRow = { file: string, line: number, text: string, };

export type SyncCheckReq = { step: SyncStep, };

export type SyncReport = { run_id: number, client: string, practice: boolean, source_name: string, ledger_name: string, company_name: string, step: SyncStep, state: RunState, plan_fingerprint: string, approved_by: string, 
/**
 * First and last date of the documents that the tie-out covers.
 */
period_from: string | null, period_to: string | null, started_at: string, ended_at: string, 
/**
 * in = sent + handed over + held + failed + ignored + being verified
 */
counts: ReportCounts, kinds: Array<ReportKind>, tiles: Tiles5, tie_out: TieOut, exceptions: Array<ReportException>, 
/**
 * Files to be imported into the source.
 */
files: Array<ReportFile>, warnings: Array<string>, audit_head: string, version: string, };

export type SyncStep = "lists" | "documents" | "retry";

export type TieOut = { currency: string, source: SideTotals, ledger: SideTotals, difference: string, 
/**
 * Lines that explain `source - ledger`; they sum to it.
 */
bridge: Array<BridgeLine>, as_of: string, };

export type Tier = "exact" | "strong" | "possible" | "ambiguous" | "none";

export type TierCounts = { exact: number, strong: number, possible: number, ambiguous: number, none: number, };

export type TileWord = "total" | "completed" | "pre_sync" | "failed" | "ignored" | "in_doubt" | "held";

export type Tiles5 = { total: number, completed: number, pre_sync: number, failed: number, ignored: number, 
/**
 * Part of `pre_sync`: sent, being verified.
 */
in_doubt: number, 
/**
 * Part of `pre_sync`: cannot go yet, each with a reason.
 */
held: number, };

export type TilesThen = { run_id: number, ended_at: string, tiles: Tiles5, };

export type Topic = "client" | "connection" | "lists" | "matches" | "plan" | "transactions" | "runs" | "settings" | "audit";

export type TransactionGetReq = { id: number, };

export type TransactionLine = { words: string, quantity: string | null, unit_price: string | null, discount_percent: string | null, amount: string, };

export type TransactionRow = { id: number, kind: ObjectKind, number: string, 
/**
 * The ledger's own number, where it has another.
 */
ledger_number: string | null, 
/**
 * Our number as it goes with the document where the ledger numbers it itself, e.g. `TTA-INV0007`.
 */
reference: string | null, party: string | null, date: string | null, amount: string | null, currency: string | null, state: OutboxState, 
/**
 * Why it is held or failed.
 */
failure: FailureView | null, ignored_by: string | null, staged_at: string, posted_at: string | null, };

export type TransactionSort = "date" | "number" | "party" | "amount" | "state";

export type TransactionView = { row: TransactionRow, reference: string, ledger_id: string | null, lines: Array<TransactionLine>, 
/**
 * What the ledger saved otherwise.
 */
drift: Array<FieldChange>, attempts: Array<AttemptView>, history: Array<AuditRow>, 
/**
 * Raw rows of the source, with their places.
 */
source_rows: Array<SourceRow>, };

export type TransactionsIdsReq = { ids: Array<number>, cause: ErrorCode | null, };

export type TransactionsIgnoreReq = { ids: Array<number>, reason: IgnoreReason, };

export type TransactionsPage = { rows: Array<TransactionRow>, offset: number, total: number, amount: string, currency: string | null, };

export type TransactionsReq = { 
/**
 * Documents of any of these tiles; none or `total`: all.
 */
tiles: Array<TileWord>, 
/**
 * Only those stopped by this cause.
 */
cause: ErrorCode | null, search: string, 
/**
 * Customers and items in place of documents.
 */
lists: boolean, sort: TransactionSort, descending: boolean, offset: number, limit: number, };

export type WaitingFile = { kind: ObjectKind, records: number, file_name: string, written_at: string | null, 
/**
 * Of them, those that an import since did not show.
 */
missed: number, 
/**
 * To open it; none once the program was started anew and the file is not where it was written.
 */
handle: string | null, };

export type WaitingKind = { kind: ObjectKind, count: number, amount: string | null, };

export type WaitingRecord = { kind: ObjectKind, name: string, date: string | null, amount: string | null, };

export type WaitingView = { approved: number, 
/**
 * Sent, being verified; looked up before anything goes on.
 */
in_doubt: number, kinds: Array<WaitingKind>, 
/**
 * The first 500 of the approved.
 */
records: Array<WaitingRecord>, 
/**
 * What broke the last run.
 */
failure: FailureView | null, 
/**
 * Nobody can go on before somebody signs in.
 */
sign_in_needed: boolean, };

export type ZeroTotalPolicy = "skip" | "send";

export interface Commands {
  app_status: { req: Nothing; res: AppStatus };
  client_create: { req: ClientCreateReq; res: AppStatus };
  client_open: { req: ClientOpenReq; res: AppStatus };
  client_health: { req: ClientHealthReq; res: ClientHealth };
  client_restore: { req: ClientRestoreReq; res: AppStatus };
  practice_open: { req: PracticeOpenReq; res: AppStatus };
  client_close: { req: Nothing; res: AppStatus };
  file_pick: { req: FilePickReq; res: FilePicked };
  import_inspect: { req: ImportInspectReq; res: ImportInspection };
  import_preview: { req: ImportPreviewReq; res: ImportPreview };
  import_run: { req: ImportRunReq; res: ImportSummary };
  import_last: { req: Nothing; res: ImportSummary | null };
  import_profiles: { req: Nothing; res: Array<ImportProfileView> };
  import_profile_rename: { req: ImportProfileRenameReq; res: Array<ImportProfileView> };
  import_profile_delete: { req: ImportProfileReq; res: Array<ImportProfileView> };
  import_problems: { req: PageReq; res: Page<ImportProblemRow> };
  connection_get: { req: Nothing; res: ConnectionView };
  connection_check: { req: ConnectionValuesReq; res: ConnectionView };
  connection_save: { req: ConnectionValuesReq; res: ConnectionView };
  sign_in_start: { req: Nothing; res: SignInStarted };
  sign_in_wait: { req: SignInWaitReq; res: SignInState };
  sign_in_paste: { req: SignInPasteReq; res: SignInState };
  sign_in_confirm: { req: Nothing; res: SignInState };
  sign_in_cancel: { req: Nothing; res: SignInState };
  connection_refresh: { req: Nothing; res: ConnectionView };
  connection_remove: { req: Nothing; res: ConnectionView };
  move_get: { req: Nothing; res: MoveView };
  move_start: { req: MoveStartReq; res: ConnectionView };
  move_back: { req: MoveBackReq; res: ConnectionView };
  pull_start: { req: PullStartReq; res: RunStatus };
  lists_overview: { req: Nothing; res: ListsOverview };
  match_rows: { req: MatchRowsReq; res: MatchPage };
  match_search: { req: MatchSearchReq; res: Array<CandidateView> };
  match_compare: { req: MatchCompareReq; res: CompareView };
  match_link: { req: MatchLinkReq; res: MatchChange };
  match_unlink: { req: MatchUnlinkReq; res: MatchChange };
  match_ignore: { req: MatchIgnoreReq; res: MatchChange };
  match_unignore: { req: MatchUnignoreReq; res: MatchChange };
  match_create: { req: MatchCreateReq; res: MatchChange };
  match_uncreate: { req: MatchUncreateReq; res: MatchChange };
  match_reject: { req: MatchRejectReq; res: MatchChange };
  match_bulk_preview: { req: MatchBulkReq; res: MatchBulkPreview };
  match_bulk_accept: { req: MatchBulkAcceptReq; res: MatchChange };
  match_lookup: { req: MatchLookupReq; res: ListsOverview };
  match_undo: { req: Nothing; res: MatchChange };
  match_redo: { req: Nothing; res: MatchChange };
  lists_export: { req: ListsExportReq; res: SavedFile };
  sync_check: { req: SyncCheckReq; res: CheckReport };
  plan_make: { req: PlanMakeReq; res: PlanView };
  plan_rows: { req: PlanRowsReq; res: Page<PlanRow> };
  plan_tick: { req: PlanTickReq; res: PlanView };
  plan_approve: { req: PlanApproveReq; res: RunStatus };
  plan_discard: { req: PlanIdReq; res: Nothing };
  run_status: { req: RunIdReq; res: RunStatus };
  run_pause: { req: RunPauseReq; res: RunStatus };
  run_stop: { req: RunIdReq; res: RunStatus };
  run_recover: { req: Nothing; res: RunStatus | null };
  run_waiting: { req: Nothing; res: WaitingView };
  run_send_back: { req: Nothing; res: Tiles5 };
  runs_list: { req: PageReq; res: Page<RunStatus> };
  report_get: { req: RunIdReq; res: SyncReport };
  report_save: { req: ReportSaveReq; res: SavedFile };
  file_open: { req: FileOpenReq; res: Nothing };
  report_mail_get: { req: RunIdReq; res: ReportMailView };
  report_mail_prepare: { req: RunIdReq; res: MailPrepared };
  report_mail_send: { req: RunIdReq; res: ReportMailView };
  home: { req: Nothing; res: HomeView };
  transactions_list: { req: TransactionsReq; res: TransactionsPage };
  transaction_get: { req: TransactionGetReq; res: TransactionView };
  transactions_causes: { req: Nothing; res: Array<CauseGroup> };
  transaction_retry: { req: TransactionsIdsReq; res: Tiles5 };
  transaction_withdraw: { req: TransactionsIdsReq; res: Tiles5 };
  transaction_ignore: { req: TransactionsIgnoreReq; res: Tiles5 };
  transaction_unignore: { req: TransactionsIdsReq; res: Tiles5 };
  settings_get: { req: Nothing; res: SettingsView };
  setting_set: { req: SettingSetReq; res: SettingsView };
  account_choices: { req: AccountChoicesReq; res: Array<AccountChoice> };
  mail_settings_get: { req: Nothing; res: MailSettingsView };
  mail_settings_set: { req: MailSettingsReq; res: MailSettingsView };
  mail_test: { req: Nothing; res: MailTested };
  audit_list: { req: AuditListReq; res: Page<AuditRow> };
  audit_verify: { req: Nothing; res: AuditVerdict };
}
