/** Plans, checks and reports for the design demo and component tests. Invented figures that add up. */
import { sumDecimals } from "../../i18n/format";
import type {
  CheckReport,
  FailureView,
  PlanGroup,
  PlanRow,
  PlanView,
  RunStatus,
  SyncReport,
  SyncStep,
} from "../../ipc/generated";

const failure = (code: FailureView["code"], params: Record<string, string> = {}): FailureView => ({
  code,
  params,
  recovery: "fix_source",
  raw: null,
});

const base = (entry_id: number): PlanRow => ({
  entry_id,
  action: "create",
  kind: "customer",
  name: "",
  date: null,
  amount: null,
  party: null,
  ticked: true,
  target: "ledger",
  wins: null,
  conflict: false,
  changes: [],
  notes: [],
  failures: [],
});

const NAMES = [
  "Wolski Zajazd",
  "White Clover Markets",
  "Wilman Kala",
  "Wellington Importadora",
  "Vins et alcools Chevalier",
];

export function listRows(): PlanRow[] {
  const created = NAMES.map((name, n) => ({
    ...base(n + 1),
    name,
    changes: [
      { field: "name", last_pushed: null, wanted: name, ledger: null },
      { field: "phone", last_pushed: null, wanted: "(26) 642-7012", ledger: null },
    ],
  }));
  const updated: PlanRow = {
    ...base(10),
    action: "update",
    name: "Berglunds snabbköp",
    changes: [
      {
        field: "name",
        last_pushed: "Berglunds snabbkop",
        wanted: "Berglunds snabbköp",
        ledger: "Berglunds snabbkop",
      },
      {
        field: "email",
        last_pushed: "info@berglund.example",
        wanted: "order@berglund.example",
        ledger: "info@berglund.example",
      },
      { field: "phone", last_pushed: "0921-12 34 65", wanted: "0921-12 34 65", ledger: "0921-12 34 65" },
    ],
  };
  const items = [
    "Chai",
    "Chang",
    "Original Frankfurter grüne Soße, in der praktischen Großpackung für Kantinen",
  ].map((name, n) => ({
    ...base(20 + n),
    kind: "item" as const,
    name,
    changes: [{ field: "name", last_pushed: null, wanted: name, ledger: null }],
    notes: n === 2 ? [{ field: "name", from: `${name} und Gaststätten`, to: name, reason: "too_long" }] : [],
  }));
  const held: PlanRow = {
    ...base(30),
    action: "hold",
    name: "Exotic Liquids",
    ticked: false,
    failures: [failure("name_taken", { name: "Exotic Liquids", record: "vendor" })],
  };
  return [...created, updated, ...items, held];
}

/** With the lists shared both ways: one for the source's file, one that both sides changed. */
export function bothWaysRows(): PlanRow[] {
  const back: PlanRow = {
    ...base(40),
    target: "source",
    name: "A B C Rentals",
    changes: [{ field: "name", last_pushed: null, wanted: null, ledger: "A B C Rentals" }],
  };
  return [
    ...listRows().map((row) =>
      row.action === "update" ? { ...row, wins: "source" as const, conflict: true } : row,
    ),
    back,
  ];
}

/** Invoices that step 1 left without their customer. */
export function waitingRows(): PlanRow[] {
  const waits = (n: number): PlanRow => ({
    ...base(910 + n),
    action: "hold",
    kind: "invoice",
    name: `INV-${11000 + n}`,
    date: "2026-03-02",
    amount: "120.00",
    party: "Wilman Kala",
    ticked: false,
    failures: [failure("parent_failed", { parent: "Wilman Kala" })],
  });
  return [...documentRows(), waits(1), waits(2)];
}

export function documentRows(count = 30): PlanRow[] {
  const rows: PlanRow[] = Array.from({ length: count }, (_, n) => ({
    ...base(100 + n),
    kind: "invoice",
    name: `INV-${10248 + n}`,
    date: `2026-03-${String((n % 28) + 1).padStart(2, "0")}`,
    amount: `${400 + n}.${String((n * 37) % 100).padStart(2, "0")}`,
    party: NAMES[n % NAMES.length] ?? "",
    changes: [{ field: "total", last_pushed: null, wanted: `${400 + n}.00`, ledger: null }],
  }));
  const held: PlanRow = {
    ...base(900),
    action: "hold",
    kind: "invoice",
    name: "INV-10993",
    date: "2025-12-30",
    amount: "4895.44",
    party: "Folk och fä HB",
    ticked: false,
    failures: [failure("period_closed", { closed_through: "2025-12-31", record: "INV-10993" })],
  };
  return [...rows, held];
}

export function groupsOf(rows: readonly PlanRow[]): PlanGroup[] {
  const groups = new Map<string, PlanRow[]>();
  for (const row of rows) {
    const key = `${row.action}/${row.kind}/${row.target}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((list) => {
    const first = list[0];
    if (first === undefined) return [];
    const amounts = list.flatMap((row) =>
      row.amount === null || (!row.ticked && row.action !== "hold") ? [] : [row.amount],
    );
    return [
      {
        kind: first.kind,
        action: first.action,
        target: first.target,
        conflicts: list.filter((row) => row.conflict).length,
        count: list.length,
        ticked: list.filter((row) => row.ticked).length,
        amount: first.amount === null ? null : sumDecimals(amounts),
      },
    ];
  });
}

export function planOf(
  step: SyncStep,
  rows: readonly PlanRow[],
  typed: string | null,
  version = 1,
): PlanView {
  const sent = rows.filter((row) => row.ticked && row.target === "ledger");
  const back = rows.filter((row) => row.ticked && row.target === "source");
  const amount = sumDecimals(sent.flatMap((row) => (row.amount === null ? [] : [row.amount])));
  const documents = step !== "lists";
  return {
    plan_id: documents ? 2 : 1,
    step,
    state: "open",
    hash: `hash-${step}-${version}`,
    made_at: "2026-03-14T09:20:00Z",
    ledger_name: "QuickBooks Online",
    company_name: "Northwind Traders",
    currency: "USD",
    groups: groupsOf(rows),
    to_send: sent.length,
    amount,
    held: rows.length - sent.length - back.length,
    requests: Math.ceil(sent.length / 10) + 1,
    requests_per_minute: 500,
    calls: null,
    typed_word: typed,
    accounts: documents
      ? [
          { account: "Accounts Receivable (A/R)", month: "2026-03", change: amount },
          { account: "Sales of Product Income", month: "2026-03", change: `-${amount}` },
        ]
      : [],
    write_back:
      back.length === 0
        ? []
        : [{ kind: "customer", records: back.length, file_name: "northwind-customers-41.csv" }],
    waiting_files: [],
    source_name: "Northwind files",
  };
}

/** Set up before, and nothing waits in a file. */
const CHECKED = { changes: [], waiting_files: [], setup_done: true };

export const CHECKS: Record<SyncStep, CheckReport> = {
  lists: {
    ...CHECKED,
    step: "lists",
    blocked: false,
    changes: groupsOf(listRows()),
    items: [
      { check: "connection_alive", level: "ok", count: 0, params: {} },
      { check: "same_company", level: "ok", count: 0, params: {} },
      { check: "default_accounts", level: "ok", count: 0, params: {} },
      { check: "pulled", level: "ok", count: 0, params: {} },
      { check: "undecided", level: "warning", count: 12, params: {} },
      { check: "too_long", level: "warning", count: 1, params: {} },
    ],
  },
  documents: {
    ...CHECKED,
    step: "documents",
    blocked: false,
    changes: groupsOf(documentRows()),
    items: [
      { check: "first_step_done", level: "ok", count: 0, params: {} },
      { check: "lock_date", level: "ok", count: 0, params: {} },
      { check: "closed_period", level: "warning", count: 1, params: {} },
    ],
  },
  retry: {
    ...CHECKED,
    step: "retry",
    blocked: false,
    changes: [],
    items: [{ check: "connection_alive", level: "ok", count: 0, params: {} }],
  },
};

export const RUN: RunStatus = {
  run_id: 41,
  action: "push",
  step: "lists",
  state: "running",
  paused: false,
  interrupted: false,
  done: 0,
  total: 0,
  kinds: [],
  log: [],
  waiting_until: null,
  started_by: "Ana Lindqvist",
  started_at: "2026-03-14T09:21:00Z",
  ended_at: null,
  failure: null,
  has_report: false,
};

export const REPORT: SyncReport = {
  run_id: 7,
  client: "Northwind Traders",
  practice: true,
  source_name: "Northwind files",
  ledger_name: "QuickBooks Online",
  company_name: "Northwind Traders Ltd",
  step: "documents",
  state: "completed_with_failures",
  plan_fingerprint: "b1946ac92492d2347c6235b4d2611184f0a3",
  approved_by: "Ana Lindqvist",
  period_from: "2025-12-01",
  period_to: "2026-01-31",
  started_at: "2026-11-22T06:10:02Z",
  ended_at: "2026-11-22T06:14:40Z",
  counts: { planned: 830, sent: 824, held: 2, failed: 3, ignored: 1, being_verified: 0, handed_over: 0 },
  files: [],
  kinds: [{ kind: "invoice", created: 822, updated: 2, held: 2, failed: 3, amount: "1348204.62" }],
  tiles: { total: 1042, completed: 1020, pre_sync: 12, failed: 3, ignored: 7, in_doubt: 0, held: 6 },
  tie_out: {
    currency: "USD",
    source: { invoices: 830, amount: "1354458.59" },
    ledger: { invoices: 824, amount: "1348204.62" },
    difference: "6253.97",
    bridge: [
      { cause: "held", invoices: 2, amount: "4895.44" },
      { cause: "failed", invoices: 3, amount: "1301.03" },
      { cause: "ignored", invoices: 1, amount: "57.50" },
    ],
    as_of: "2026-11-22T06:14:40Z",
  },
  exceptions: [
    {
      kind: "invoice",
      name: "INV-10993",
      date: "2025-12-30",
      amount: "4895.44",
      failure: failure("period_closed", { closed_through: "2025-12-31", record: "INV-10993" }),
    },
    {
      kind: "invoice",
      name: "INV-10248",
      date: "2026-01-04",
      amount: "440.00",
      failure: failure("number_taken", { number: "10248" }),
    },
    {
      kind: "invoice",
      name: "INV-10251",
      date: "2026-01-08",
      amount: "861.03",
      failure: failure("inactive_in_ledger", { name: "Chef Anton's Gumbo Mix" }),
    },
  ],
  warnings: ["The dates of the demo files were moved by 1,487 weeks, as their profile says."],
  audit_head: "9f2c5f1de6ac07cf0b0c4d6e8f7a6b5c4d3e2f10",
  version: "0.1.0",
};
