import type { Handlers } from "../host/memory";
import type {
  ImportCounts,
  ImportInspection,
  ImportPreview,
  ImportProblemRow,
  ImportProfileView,
  ImportSummary,
} from "../ipc/generated";

const counts = (rows: number, fresh: number, changed: number, problems: number): ImportCounts => ({
  rows,
  new: fresh,
  changed,
  same: rows - fresh - changed - problems,
  gone: 0,
  problems,
});
const PROBLEMS: ImportProblemRow[] = [
  {
    kind: "invoice",
    file: "orders.csv",
    sheet: null,
    line: 412,
    column: "Freight",
    code: "amount_unreadable",
    value: "12,3O",
    expected: "a number such as 12.30",
    blocking: true,
  },
  {
    kind: "customer",
    file: "customers.csv",
    sheet: null,
    line: 27,
    column: "CustomerID",
    code: "duplicate_id",
    value: "FISSA",
    expected: null,
    blocking: true,
  },
  {
    kind: "invoice",
    file: "orders.csv",
    sheet: null,
    line: 511,
    column: "ShippedDate",
    code: "date_unreadable",
    value: "31.02.2026",
    expected: "M/D/YYYY",
    blocking: false,
  },
];
const SUMMARY: ImportSummary = {
  source_name: "Northwind files",
  imported_at: "2026-11-22T06:02:30Z",
  already: false,
  kinds: [
    { kind: "customer", counts: counts(92, 91, 0, 1) },
    { kind: "vendor", counts: counts(29, 29, 0, 0) },
    { kind: "item", counts: counts(77, 77, 0, 0) },
    { kind: "invoice", counts: counts(830, 828, 0, 2) },
  ],
  invoices: 830,
  amount: "1330736.58",
  currency: "USD",
  problems: 3,
  remarks: ["All dates were moved by 1,487 weeks into the recent past."],
};
const PLAIN = { values: [], words: {} };
const INSPECTION: ImportInspection = {
  handle: "f1",
  file: "orders.csv",
  encoding: "UTF-8",
  encodings: ["UTF-8", "Windows-1252"],
  encoding_guessed: false,
  accented: [],
  delimiter: ",",
  sheets: [],
  sheet: null,
  header_row: 1,
  columns: [
    { name: "OrderID", occurrence: 1, role: "id", format: null, ambiguous: [], ...PLAIN },
    { name: "CustomerID", occurrence: 1, role: "customer", format: null, ambiguous: [], ...PLAIN },
    {
      name: "OrderDate",
      occurrence: 1,
      role: "date",
      format: null,
      ambiguous: ["M/D/YYYY", "D/M/YYYY"],
      ...PLAIN,
    },
    { name: "Freight", occurrence: 1, role: "shipping", format: "1,234.56", ambiguous: [], ...PLAIN },
    { name: "ShipVia", occurrence: 1, role: null, format: null, ambiguous: [], ...PLAIN },
    { name: "ShipName", occurrence: 1, role: "ship_name", format: null, ambiguous: [], ...PLAIN },
  ],
  sample: [
    ["10248", "VINET", "7/4/1996", "32.38", "3", "Vins et alcools Chevalier"],
    ["10249", "TOMSP", "7/5/1996", "11.61", "1", "Toms Spezialitäten"],
    ["10250", "HANAR", "7/8/1996", "65.83", "2", "Hanari Carnes"],
  ],
  rows: 830,
  kind: "invoice",
  lines: false,
  snapshot: false,
  defaults: {},
  final_when: null,
  profile: null,
  roles: {
    customer: ["*id", "*name", "email", "phone"],
    item: ["*id", "*name", "unit_price"],
    invoice: ["*id", "*customer", "*date", "due_date", "number", "shipping", "ship_name", "memo"],
    "invoice.header": ["*id", "*customer", "*date", "due_date", "number", "shipping", "ship_name", "memo"],
    "invoice.lines": ["*document", "*item", "*quantity", "*unit_price", "discount_fraction"],
  },
};
const LINES: ImportInspection = {
  ...INSPECTION,
  handle: "f3",
  file: "order_details.csv",
  lines: true,
  rows: 2155,
  columns: [
    { name: "OrderID", occurrence: 1, role: "document", format: null, ambiguous: [], ...PLAIN },
    { name: "ProductID", occurrence: 1, role: "item", format: null, ambiguous: [], ...PLAIN },
    { name: "UnitPrice", occurrence: 1, role: "unit_price", format: "1,234.56", ambiguous: [], ...PLAIN },
    { name: "Quantity", occurrence: 1, role: "quantity", format: "1,234.56", ambiguous: [], ...PLAIN },
  ],
  sample: [
    ["10248", "11", "14", "12"],
    ["10248", "42", "9.8", "10"],
  ],
};
const PREVIEW: ImportPreview = {
  kinds: [
    {
      kind: "invoice",
      headings: ["Number", "Customer", "Date", "Freight", "Total"],
      rows: [
        ["10248", "Vins et alcools Chevalier", "2026-01-02", "32.38", "472.38"],
        ["10249", "Toms Spezialitäten", "2026-01-03", "11.61", "1875.01"],
      ],
      counts: counts(830, 828, 0, 2),
    },
  ],
  problems: PROBLEMS,
  problem_total: 3,
};

const PROFILES: ImportProfileView[] = [
  {
    name: "Northwind customers",
    kind: "customer",
    lines: false,
    headings: ["CustomerID", "CompanyName"],
    used_at: "2026-11-22T06:02:30Z",
  },
];

export function importHandlers(): Handlers {
  let profiles = PROFILES;
  return {
    import_last: () => (location.search.includes("new") ? null : SUMMARY),
    import_problems: ({ offset, limit }) => ({
      rows: PROBLEMS.slice(offset, offset + limit),
      offset,
      total: PROBLEMS.length,
    }),
    file_pick: () => ({
      files: [
        { handle: "f1", name: "orders.csv", bytes: "58210" },
        { handle: "f2", name: "customers.csv", bytes: "9120" },
        { handle: "f3", name: "order_details.csv", bytes: "48112" },
      ],
    }),
    import_inspect: ({ handle }) =>
      handle === "f1"
        ? INSPECTION
        : handle === "f3"
          ? LINES
          : {
              ...INSPECTION,
              handle,
              file: "customers.csv",
              kind: "customer",
              rows: 91,
              columns: [
                { name: "CustomerID", occurrence: 1, role: "id", format: null, ambiguous: [], ...PLAIN },
                { name: "CompanyName", occurrence: 1, role: "name", format: null, ambiguous: [], ...PLAIN },
              ],
              sample: [["ALFKI", "Alfreds Futterkiste"]],
              profile: "Northwind customers",
            },
    import_profiles: () => profiles,
    import_profile_rename: ({ name, to }) =>
      (profiles = profiles.map((each) => (each.name === name ? { ...each, name: to } : each))),
    import_profile_delete: ({ name }) => (profiles = profiles.filter((each) => each.name !== name)),
    import_preview: () => PREVIEW,
    import_run: () => SUMMARY,
  };
}
