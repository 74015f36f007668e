import type { Handlers } from "../host/memory";
import type { CauseGroup, ConnectionView, HomeView, MoveView, RunStatus } from "../ipc/generated";

export const MOVE: MoveView = {
  ledger_name: "QuickBooks Online",
  company_name: "Northwind Traders Ltd",
  systems: [
    { system: "quickbooks", name: "QuickBooks Online" },
    { system: "xero", name: "Xero" },
  ],
  ready: true,
  run_open: false,
  approved: 2,
  in_doubt: 0,
  failed: 1,
  staged: 46,
  posted: 142,
  first_day: "2026-11-22",
  left: [],
};

export const CONNECTION: ConnectionView = {
  state: "connected",
  practice: true,
  systems: [{ system: "quickbooks", name: "QuickBooks Online" }],
  system: "quickbooks",
  ledger_name: "QuickBooks Online",
  company_name: "Northwind Traders Ltd",
  book_words: "Realm ID",
  book_number: "9341453172058392",
  email: "ana.lindqvist@northwind.example",
  currency: "USD",
  country: "US",
  time_zone: "America/Los_Angeles",
  plan: "QuickBooks Online Plus",
  closed_through: "2025-12-31",
  connected_at: "2026-11-22T06:01:12Z",
  last_success_at: "2026-11-22T06:14:40Z",
  values: [
    {
      key: "client_id",
      label: "Client ID",
      secret: false,
      value: "ABpractice0001",
      stored: true,
      ok: true,
      reason: null,
    },
    {
      key: "client_secret",
      label: "Client secret",
      secret: true,
      value: null,
      stored: true,
      ok: true,
      reason: null,
    },
    {
      key: "base_url",
      label: "Base URL",
      secret: false,
      value: "http://127.0.0.1:4010",
      stored: true,
      ok: true,
      reason: null,
    },
    {
      key: "auth_url",
      label: "Authorization URL",
      secret: false,
      value: "http://127.0.0.1:4010/connect/oauth2",
      stored: true,
      ok: true,
      reason: null,
    },
    {
      key: "token_url",
      label: "Token URL",
      secret: false,
      value: "http://127.0.0.1:4010/oauth2/v1/tokens/bearer",
      stored: true,
      ok: true,
      reason: null,
    },
  ],
  trouble: null,
};

export const LAST_RUN: RunStatus = {
  run_id: 7,
  action: "push",
  step: "documents",
  state: "completed_with_failures",
  paused: false,
  interrupted: false,
  done: 824,
  total: 830,
  kinds: [{ kind: "invoice", done: 824, total: 830, failed: 3, verifying: 2 }],
  log: [],
  waiting_until: null,
  started_by: "Ana Lindqvist",
  started_at: "2026-11-22T06:10:02Z",
  ended_at: "2026-11-22T06:14:40Z",
  failure: null,
  has_report: true,
};

export const CAUSES: CauseGroup[] = [
  {
    failure: {
      code: "number_taken",
      params: { number: "10248" },
      recovery: "compare",
      raw: "6140 Duplicate Document Number Error",
    },
    held: false,
    count: 2,
    amount: "2303.40",
  },
  {
    failure: {
      code: "inactive_in_ledger",
      params: { record: "Chartreuse verte" },
      recovery: "match",
      raw: "610 Object Not Found",
    },
    held: false,
    count: 1,
    amount: "558.00",
  },
  {
    failure: {
      code: "period_closed",
      params: { closed_through: "2025-12-31" },
      recovery: { open_period: { closed_through: "2025-12-31" } },
      raw: null,
    },
    held: true,
    count: 6,
    amount: "9120.55",
  },
];

/** The tiles after each of four runs: the first two only read files, then step by step into the ledger. */
const TREND: HomeView["trend"] = [
  { run_id: 4, ended_at: "2026-11-20T08:00:00Z", tiles: tilesOf(640, 0, 640) },
  { run_id: 5, ended_at: "2026-11-20T08:20:00Z", tiles: tilesOf(640, 600, 36) },
  { run_id: 6, ended_at: "2026-11-21T09:00:00Z", tiles: tilesOf(801, 777, 20) },
  {
    run_id: 7,
    ended_at: "2026-11-22T06:14:40Z",
    tiles: { total: 830, completed: 812, pre_sync: 11, failed: 3, ignored: 4, in_doubt: 2, held: 6 },
  },
];

function tilesOf(total: number, completed: number, pre_sync: number): HomeView["tiles"] {
  const ignored = total - completed - pre_sync;
  return { total, completed, pre_sync, failed: 0, ignored, in_doubt: 0, held: 0 };
}

export const HOME: HomeView = {
  connection: CONNECTION,
  currency: "USD",
  tiles: { total: 830, completed: 812, pre_sync: 11, failed: 3, ignored: 4, in_doubt: 2, held: 6 },
  trend: TREND,
  tie_out: {
    currency: "USD",
    source: { invoices: 830, amount: "1330736.58" },
    ledger: { invoices: 812, amount: "1313120.40" },
    difference: "17616.18",
    bridge: [
      { cause: "not_sent", invoices: 3, amount: "1893.70" },
      { cause: "being_verified", invoices: 2, amount: "1740.53" },
      { cause: "held", invoices: 6, amount: "9120.55" },
      { cause: "failed", invoices: 3, amount: "2861.40" },
      { cause: "ignored", invoices: 4, amount: "2000.00" },
    ],
    as_of: "2026-11-22T06:14:40Z",
  },
  needs_you: [
    { what: "match", count: 12 },
    { what: "import_problems", count: 3 },
    { what: "failed", count: 3 },
    { what: "held", count: 6 },
  ],
  causes: CAUSES,
  last_run: LAST_RUN,
  last_import_at: "2026-11-22T06:02:30Z",
  last_pull_at: "2026-11-22T06:05:11Z",
  not_mailed: null,
  setup: [
    { step: "import", done: true },
    { step: "connect", done: true },
    { step: "pull", done: true },
    { step: "accounts", done: true },
    { step: "currency_and_tax", done: true },
    { step: "match", done: true },
    { step: "first_sync", done: true },
  ],
};

const NEW_HOME: HomeView = {
  ...HOME,
  connection: {
    ...CONNECTION,
    state: "new",
    company_name: null,
    ledger_name: null,
    book_number: null,
    email: null,
    currency: null,
    closed_through: null,
    last_success_at: null,
  },
  tiles: { total: 0, completed: 0, pre_sync: 0, failed: 0, ignored: 0, in_doubt: 0, held: 0 },
  trend: [],
  tie_out: null,
  needs_you: [],
  causes: [],
  last_run: null,
  last_pull_at: null,
  setup: HOME.setup.map((step, index) => ({ ...step, done: index < 3 })),
  not_mailed: null,
};

export function homeHandlers(): Handlers {
  return { home: () => (location.search.includes("new") ? NEW_HOME : HOME) };
}
