import type { Handlers } from "../host/memory";
import type { AuditRow, TileWord, TransactionRow, TransactionView } from "../ipc/generated";
import { sumDecimals } from "../i18n/format";
import { CAUSES, HOME } from "./home";

const PARTIES = [
  "Alfreds Futterkiste",
  "Ana Trujillo Emparedados y helados",
  "Around the Horn",
  "Berglunds snabbköp",
  "Blauer See Delikatessen",
  "Bólido Comidas preparadas",
  "Bon app'",
  "Romarío Águas Importação e Exportação de Bebidas Ltda., filial do Rio de Janeiro",
  "שלום בע״מ",
  "Königlich Essen",
];

export function row(index: number): TransactionRow {
  const failure = index % 271 === 3 ? CAUSES[0]!.failure : index % 137 === 5 ? CAUSES[2]!.failure : null;
  const held = failure?.code === "period_closed";
  const cents = (index * 7919 + 1234) % 900000;
  return {
    id: index + 1,
    kind: "invoice",
    number: String(10248 + index),
    ledger_number: failure === null ? String(1001 + index) : null,
    reference: `TTA-${10248 + index}`,
    party: PARTIES[index % PARTIES.length]!,
    date: `2026-${String((index % 11) + 1).padStart(2, "0")}-${String((index % 28) + 1).padStart(2, "0")}`,
    amount: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    currency: "USD",
    state:
      failure === null
        ? index % 97 === 7
          ? "in_doubt"
          : index % 211 === 9
            ? "ignored"
            : "posted"
        : held
          ? "staged"
          : "failed",
    failure,
    ignored_by: index % 211 !== 9 ? null : index % 2 === 0 ? "setting:void_in_source" : "record:duplicate",
    staged_at: "2026-11-22T06:08:00Z",
    posted_at: failure === null ? "2026-11-22T06:12:10Z" : null,
  };
}

const COUNT = location.search.includes("many") ? 50_000 : 830;
const ALL = Array.from({ length: COUNT }, (_, index) => row(index));
const fits: Record<TileWord, (row: TransactionRow) => boolean> = {
  total: () => true,
  completed: (r) => r.state === "posted",
  pre_sync: (r) => r.state === "staged" || r.state === "in_doubt",
  in_doubt: (r) => r.state === "in_doubt",
  held: (r) => r.state === "staged" && r.failure !== null,
  failed: (r) => r.state === "failed",
  ignored: (r) => r.state === "ignored",
};

export const AUDIT: AuditRow[] = Array.from({ length: 240 }, (_, index) => ({
  seq: 240 - index,
  at: new Date(Date.UTC(2026, 10, 22, 6, 14, 40 - (index % 40))).toISOString(),
  who: "Ana Lindqvist",
  action: ["entry_posted", "link_made", "plan_approved", "setting_changed", "import_done"][index % 5]!,
  kind: "invoice" as const,
  record: String(10248 + index),
  name: `Invoice ${10248 + index}`,
  before: index % 5 === 3 ? '{"go_live_date":null}' : null,
  after: index % 5 === 3 ? '{"go_live_date":"2026-01-01"}' : null,
  run_id: index % 5 === 0 ? 7 : null,
  ledger_id: index % 5 === 0 ? String(1000 + index) : null,
  reference: `tieout:${index}`,
  why: index % 5 === 1 ? "Same e-mail, name 96 %" : null,
}));

function view(id: number): TransactionView {
  const found = ALL[id - 1]!;
  return {
    row: found,
    reference: `NW-${found.number}`,
    ledger_id: found.state === "posted" ? "1043" : null,
    lines: [
      {
        words: "Queso Cabrales",
        quantity: "12",
        unit_price: "14.00",
        discount_percent: null,
        amount: "168.00",
      },
      {
        words: "Singaporean Hokkien Fried Mee",
        quantity: "10",
        unit_price: "9.80",
        discount_percent: "5",
        amount: "93.10",
      },
      { words: "Freight", quantity: null, unit_price: null, discount_percent: null, amount: "32.38" },
    ],
    drift: [],
    attempts: [
      {
        at: "2026-11-22T06:12:08Z",
        outcome: "unknown_maybe_running",
        status: null,
        exchange_id: null,
        failure: { code: "answer_lost", params: {}, recovery: "wait", raw: null },
        reply: null,
      },
      {
        at: "2026-11-22T06:12:10Z",
        outcome: "probe_found",
        status: 200,
        exchange_id: "1-6742-ab12",
        failure: null,
        reply: '{"Invoice":{"Id":"1043","DocNumber":"NW-10248","CustomerRef":{"value":"…"}}}',
      },
    ],
    history: AUDIT.slice(0, 3),
    source_rows: [{ file: "orders.csv", line: 2, text: "10248,VINET,5,7/4/1996,8/1/1996,7/16/1996,3,32.38" }],
  };
}

export function activityHandlers(): Handlers {
  return {
    transactions_list: ({ tiles, cause, search, sort, descending, offset, limit }) => {
      const found = ALL.filter(
        (r) =>
          (tiles.length === 0 || tiles.some((tile) => fits[tile](r))) &&
          (cause === null || r.failure?.code === cause) &&
          `${r.number} ${r.party}`.toLowerCase().includes(search.toLowerCase()),
      );
      const key = (r: TransactionRow) =>
        (sort === "date" ? r.date : sort === "party" ? r.party : r.number) ?? "";
      found.sort((a, b) => (descending ? key(b).localeCompare(key(a)) : key(a).localeCompare(key(b))));
      return {
        rows: found.slice(offset, offset + limit),
        offset,
        total: found.length,
        amount: sumDecimals(found.map((r) => r.amount ?? "0")),
        currency: "USD",
      };
    },
    transaction_get: ({ id }) => view(id),
    transactions_causes: () => CAUSES,
    transaction_retry: () => HOME.tiles,
    transaction_withdraw: () => HOME.tiles,
    transaction_ignore: () => HOME.tiles,
    transaction_unignore: () => HOME.tiles,
    audit_list: ({ search, offset, limit }) => {
      const found = AUDIT.filter((r) => `${r.name} ${r.action}`.toLowerCase().includes(search.toLowerCase()));
      return { rows: found.slice(offset, offset + limit), offset, total: found.length };
    },
    audit_verify: () => ({
      entries: 240,
      intact: true,
      broken_at: null,
      head: "9f31c0de77aa41b2c3d4",
      verified_at: "2026-11-22T06:15:00Z",
    }),
  };
}
