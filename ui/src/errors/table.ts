/**
 * The one table from an error's code to how serious it is, what is said and which button is offered.
 * A code without a line here does not compile. Nothing here looks at message text.
 */
import type { AnyErrorCode, HostError } from "../host/host-error";
import type { MessageId } from "../i18n/en";
import type { MessageValues } from "../i18n/intl";

export type Severity = "info" | "warning" | "error";
export type ErrorAction =
  | "retry"
  | "reconnect"
  | "open_connections"
  | "open_accounts"
  | "open_objects"
  | "open_policies"
  | "open_match"
  | "open_import"
  | "open_activity"
  | "open_sync"
  | "open_mail"
  | "none";

export interface ErrorEntry {
  severity: Severity;
  action: ErrorAction;
}

const info = (action: ErrorAction): ErrorEntry => ({ severity: "info", action });
const warning = (action: ErrorAction): ErrorEntry => ({ severity: "warning", action });
const error = (action: ErrorAction): ErrorEntry => ({ severity: "error", action });

export const ERRORS: Readonly<Record<AnyErrorCode, ErrorEntry>> = {
  offline: warning("retry"),
  ledger_unavailable: warning("retry"),
  rate_limited: info("retry"),
  sign_in_needed: error("reconnect"),
  sign_in_cancelled: info("reconnect"),
  wrong_company: error("open_connections"),
  already_connected: error("open_connections"),
  permission_missing: error("open_connections"),
  subscription_lapsed: error("retry"),
  connection_settings: error("open_connections"),
  answer_lost: info("none"),
  answer_unknown: error("retry"),
  answer_differs: error("open_activity"),
  found_twice: error("open_activity"),
  name_taken: error("open_match"),
  number_taken: error("open_activity"),
  period_closed: warning("open_policies"),
  changed_in_ledger: warning("open_sync"),
  gone_in_ledger: error("open_match"),
  inactive_in_ledger: error("open_match"),
  reference_invalid: error("open_match"),
  too_long: error("open_import"),
  forbidden_character: error("open_import"),
  tax_differs: warning("open_activity"),
  tax_code_unmapped: error("open_match"),
  shipping_unmapped: error("open_accounts"),
  discount_unmapped: error("open_accounts"),
  zero_total: warning("open_policies"),
  negative_total: error("open_import"),
  currency_not_allowed: error("open_import"),
  unbalanced: error("open_import"),
  refused_by_ledger: error("open_activity"),
  account_missing: error("open_accounts"),
  account_wrong_type: error("open_accounts"),
  not_matched: warning("open_match"),
  match_undecided: warning("open_match"),
  parent_failed: warning("open_activity"),
  not_final: info("open_import"),
  before_go_live: info("open_policies"),
  switched_off: info("open_objects"),
  held_by_user: info("open_sync"),
  total_differs: error("open_import"),
  line_without_item: error("open_import"),
  gone_in_source: error("open_match"),
  one_way: info("open_objects"),
  source_not_writable: error("open_import"),
  not_in_source: error("open_import"),
  name_not_unique: error("open_import"),
  attempts_exhausted: error("open_activity"),
  file_unreadable: error("open_import"),
  file_too_large: error("open_import"),
  file_not_recognised: error("open_import"),
  column_missing: error("open_import"),
  amount_unreadable: error("open_import"),
  date_unreadable: error("open_import"),
  format_ambiguous: warning("open_import"),
  value_missing: error("open_import"),
  duplicate_id: error("open_import"),
  line_without_header: error("open_import"),
  many_rows_gone: warning("open_import"),
  mail_settings: error("open_mail"),
  mail_unreachable: warning("retry"),
  mail_not_secure: error("open_mail"),
  mail_sign_in_refused: error("open_mail"),
  mail_recipient_refused: error("open_mail"),
  mail_refused: error("retry"),
  mail_in_doubt: warning("none"),
  client_file_in_use: error("retry"),
  client_file_newer: error("none"),
  client_file_damaged: error("none"),
  client_file_on_share: error("none"),
  disk_full: error("retry"),
  run_in_progress: info("open_sync"),
  plan_outdated: warning("open_sync"),
  setup_incomplete: warning("none"),
  not_found: warning("none"),
  invalid_input: warning("none"),
  already_linked: warning("open_match"),
  secrets_locked: error("retry"),
  internal: error("retry"),
  host_unreachable: error("retry"),
  unexpected: error("retry"),
};

export function classify(code: AnyErrorCode): ErrorEntry {
  // A newer backend may know a code that this table does not: still an error, with the details shown.
  return ERRORS[code] ?? ERRORS.unexpected;
}

export function titleId(code: AnyErrorCode): MessageId {
  return `error.${code in ERRORS ? code : "unexpected"}.title` as MessageId;
}

export function textId(code: AnyErrorCode): MessageId {
  return `error.${code in ERRORS ? code : "unexpected"}.text` as MessageId;
}

/** The sentences choose by `select` whether a value is there; a missing one is "none". */
const OPTIONAL = [
  "action",
  "address",
  "amount",
  "line",
  "why",
  "attempts",
  "backup",
  "backup_at",
  "base",
  "before",
  "closed_through",
  "column",
  "company",
  "currency",
  "date",
  "elsewhere",
  "expected",
  "field",
  "file",
  "found",
  "go_live",
  "gone",
  "ignored",
  "it",
  "kind",
  "ledger",
  "left",
  "limit",
  "max",
  "number",
  "other",
  "parent",
  "reason",
  "record",
  "reference",
  "required",
  "seconds",
  "server",
  "several",
  "since",
  "slot",
  "sum",
  "tax_code",
  "total",
  "type",
  "user",
  "value",
  "wanted",
  "who",
] as const;

export function errorValues(params: Record<string, string>): MessageValues {
  return { ...Object.fromEntries(OPTIONAL.map((name) => [name, "none"])), ...params };
}

export const ACTION_LABEL: Record<Exclude<ErrorAction, "none">, MessageId> = {
  retry: "common.retry",
  reconnect: "error.action.reconnect",
  open_connections: "error.action.connections",
  open_accounts: "error.action.accounts",
  open_objects: "error.action.objects",
  open_match: "error.action.match",
  open_import: "error.action.import",
  open_activity: "error.action.activity",
  open_policies: "error.action.policies",
  open_sync: "error.action.sync",
  open_mail: "error.action.mail",
};

/** Where a button of the table leads; `retry` stays on the page. */
export const ACTION_PATH: Partial<Record<ErrorAction, string>> = {
  reconnect: "/settings/connections",
  open_connections: "/settings/connections",
  open_accounts: "/settings/accounts",
  open_objects: "/settings/objects",
  open_match: "/match",
  open_import: "/import",
  open_activity: "/activity",
  open_policies: "/settings/policies",
  open_sync: "/sync",
  open_mail: "/settings/reports",
};

/** Whether sending the same thing again can help; permanent causes offer a fix instead. */
export function retryHelps(failure: Pick<HostError, "recovery">): boolean {
  return failure.recovery === "wait" || failure.recovery === "retry" || failure.recovery === "reconnect";
}
