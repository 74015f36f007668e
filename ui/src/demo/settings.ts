import type { Handlers } from "../host/memory";
import type { AccountChoice, ObjectKind, SettingsView, Side, SlotView } from "../ipc/generated";
import { CONNECTION, MOVE } from "./home";

const object = (
  kind: ObjectKind,
  on: boolean,
  source: string,
  ledger: string,
  needs: ObjectKind[],
  needed_by: ObjectKind[],
  unavailable = false,
) => ({
  kind,
  on,
  source_words: source,
  ledger_words: ledger,
  needs,
  needed_by,
  unavailable,
  sharing: kind === "item" || kind === "customer" ? ("one_way" as const) : null,
  master: "source" as Side,
  can_write_back: kind === "item" || kind === "customer",
});

export const ACCOUNTS: AccountChoice[] = [
  {
    id: "81",
    name: "Inventory Asset",
    number: "1300",
    type_words: "Other Current Asset / Inventory",
    disabled: null,
  },
  {
    id: "79",
    name: "Sales of Product Income",
    number: "4000",
    type_words: "Income / Sales of Product Income",
    disabled: null,
  },
  {
    id: "80",
    name: "Cost of Goods Sold",
    number: "5000",
    type_words: "Cost of Goods Sold / Supplies and Materials",
    disabled: null,
  },
  {
    id: "33",
    name: "Accounts Payable (A/P)",
    number: "2000",
    type_words: "Accounts Payable / Accounts Payable",
    disabled: null,
  },
  {
    id: "35",
    name: "Checking",
    number: "1000",
    type_words: "Bank / Checking",
    disabled: "account_wrong_type",
  },
];
const slot = (name: string, words: string, account: number | null): SlotView => ({
  slot: name,
  required_words: words,
  account: account === null ? null : ACCOUNTS[account]!,
  trouble: null,
  locked: null,
});

let view: SettingsView = {
  objects: [
    object("item", true, "Part", "Item", [], ["invoice", "purchase_order"]),
    object("customer", true, "Customer", "Customer", [], ["invoice", "journal_entry"]),
    object("vendor", true, "Supplier", "Vendor", [], ["bill", "purchase_order"]),
    object("purchase_order", false, "Purchase order", "Purchase Order", ["item", "vendor"], [], true),
    object("invoice", true, "Sales invoice", "Invoice", ["item", "customer"], []),
    object("bill", false, "Voucher", "Bill", ["vendor"], [], true),
    object(
      "journal_entry",
      false,
      "Journal entry",
      "Journal Entry",
      ["account", "customer", "vendor"],
      [],
      true,
    ),
  ],
  accounts: [
    slot("part_asset", "Other Current Asset / Inventory", 0),
    slot("part_income", "Income / Sales of Product Income", 1),
    slot("part_expense", "Cost of Goods Sold / Supplies and Materials", 2),
    slot("payable", "Accounts Payable / Accounts Payable", null),
  ],
  policies: {
    go_live_date: "2026-01-01",
    first_push_at: null,
    closed_period: "hold",
    zero_total: "skip",
    reference_prefix: "NW-",
    create_unmatched: false,
    high_value: "10000.00",
    sign_in_each_sync: false,
  },
  also_switched: [],
  setup_done: true,
  changed_at: "2026-11-22T06:06:00Z",
  changed_by: "Ana Lindqvist",
  changes: [{ name: "policy.reference_prefix", at: "2026-11-22T06:06:00Z", who: "Ana Lindqvist" }],
};

export function settingsHandlers(): Handlers {
  return {
    settings_get: () => view,
    setting_set: ({ name, value }) => {
      const parsed: unknown = JSON.parse(value);
      const [group, key] = name.split(".") as [string, string];
      if (group === "object")
        view = {
          ...view,
          objects: view.objects.map((o) => (o.kind === key ? { ...o, on: parsed as boolean } : o)),
        };
      if (group === "sharing" || group === "master")
        view = {
          ...view,
          objects: view.objects.map((o) => (o.kind === key ? { ...o, [group]: parsed } : o)),
        };
      const change = { name, at: new Date().toISOString(), who: "Ana Lindqvist" };
      view = { ...view, changes: [...view.changes.filter((each) => each.name !== name), change] };
      if (group === "account")
        view = {
          ...view,
          accounts: view.accounts.map((s) =>
            s.slot === key ? { ...s, account: ACCOUNTS.find((a) => a.id === parsed) ?? null } : s,
          ),
        };
      if (group === "policy") view = { ...view, policies: { ...view.policies, [key]: parsed } };
      return view;
    },
    account_choices: ({ search }) =>
      ACCOUNTS.filter((a) =>
        `${a.number} ${a.name} ${a.type_words}`.toLowerCase().includes(search.toLowerCase()),
      ),
    connection_get: () => CONNECTION,
    move_get: () => MOVE,
    connection_check: () => ({
      ...CONNECTION,
      values: CONNECTION.values.map((v) =>
        v.key === "token_url" ? { ...v, ok: false, reason: "unreachable" } : v,
      ),
    }),
    connection_save: () => CONNECTION,
    connection_refresh: () => CONNECTION,
    connection_remove: () => ({ ...CONNECTION, state: "removed" }),
    sign_in_start: () => ({ authorize_url: "https://appcenter.example/connect/oauth2", comes_back: true }),
    sign_in_wait: () => new Promise(() => {}),
    sign_in_paste: () => ({ state: "arrived", connection: CONNECTION, trouble: null }),
    sign_in_confirm: () => ({ state: "done", connection: CONNECTION, trouble: null }),
    sign_in_cancel: () => ({ state: "cancelled", connection: CONNECTION, trouble: null }),
  };
}
