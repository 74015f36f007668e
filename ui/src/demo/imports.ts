import type { Handlers } from "../host/memory";
import type {
  ImportCounts,
  ImportInspection,
  ImportPreview,
  ImportProblemRow,
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
const INSPECTION: ImportInspection = {
  handle: "f1",
  file: "orders.csv",
  encoding: "UTF-8",
  encodings: ["UTF-8", "Windows-1252"],
  delimiter: ",",
  sheets: [],
  sheet: null,
  header_row: 1,
  columns: [
    { name: "OrderID", occurrence: 1, role: "id", format: null, ambiguous: [] },
    { name: "CustomerID", occurrence: 1, role: "customer", format: null, ambiguous: [] },
    { name: "OrderDate", occurrence: 1, role: "date", format: null, ambiguous: ["M/D/YYYY", "D/M/YYYY"] },
    { name: "Freight", occurrence: 1, role: "shipping", format: "1,234.56", ambiguous: [] },
    { name: "ShipVia", occurrence: 1, role: null, format: null, ambiguous: [] },
    { name: "ShipName", occurrence: 1, role: "ship_name", format: null, ambiguous: [] },
  ],
  sample: [
    ["10248", "VINET", "7/4/1996", "32.38", "3", "Vins et alcools Chevalier"],
    ["10249", "TOMSP", "7/5/1996", "11.61", "1", "Toms Spezialitäten"],
    ["10250", "HANAR", "7/8/1996", "65.83", "2", "Hanari Carnes"],
  ],
  rows: 830,
  kind: "invoice",
  profile: null,
  roles: {
    customer: ["*id", "*name", "email", "phone"],
    item: ["*id", "*name", "unit_price"],
    invoice: ["*id", "*customer", "*date", "due_date", "number", "shipping", "ship_name", "memo"],
    "invoice.lines": ["*document", "*item", "*quantity", "*unit_price", "discount_fraction"],
  },
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

export function importHandlers(): Handlers {
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
      ],
    }),
    import_inspect: ({ handle }) =>
      handle === "f1"
        ? INSPECTION
        : {
            ...INSPECTION,
            handle,
            file: "customers.csv",
            kind: "customer",
            rows: 91,
            columns: [
              { name: "CustomerID", occurrence: 1, role: "id", format: null, ambiguous: [] },
              { name: "CompanyName", occurrence: 1, role: "name", format: null, ambiguous: [] },
            ],
            sample: [["ALFKI", "Alfreds Futterkiste"]],
            profile: "Northwind customers",
          },
    import_preview: () => PREVIEW,
    import_run: () => SUMMARY,
  };
}
