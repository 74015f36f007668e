/** Records of the design demo and of component tests. Invented spellings of a well-known sample company. */
import type { CandidateView, ObjectKind, ReasonView, RecordView, Tier } from "../../ipc/generated";
import type { MatchRow } from "../../ipc/generated";

interface Pair {
  ledger: string;
  source?: string;
  tier: Tier;
  score?: number;
  why?: [string, string | null, boolean?][];
  others?: string[];
  detail?: string;
  number?: string;
  inactive?: boolean;
  differences?: number;
}

const CUSTOMERS: Pair[] = [
  {
    ledger: "Alfreds Futterkiste",
    source: "Alfreds Futterkiste",
    tier: "exact",
    why: [
      ["same_name", null],
      ["phone", null],
    ],
    number: "030-0074321",
    detail: "Berlin",
  },
  {
    ledger: "Around the Horn Ltd",
    source: "Around the Horn",
    tier: "exact",
    why: [
      ["same_name", null],
      ["legal_form", null],
    ],
    number: "(171) 555-7788",
    detail: "London",
    differences: 1,
  },
  {
    ledger: "B's Beverages",
    source: "B's Beverages",
    tier: "exact",
    why: [["same_name", null]],
    detail: "London",
  },
  {
    ledger: "Berglunds snabbkop",
    source: "Berglunds snabbköp",
    tier: "exact",
    why: [
      ["same_name", null],
      ["postcode", null],
    ],
    number: "0921-12 34 65",
    detail: "Luleå",
    differences: 2,
  },
  {
    ledger: "Bolido Comidas preparadas",
    source: "Bólido Comidas preparadas",
    tier: "exact",
    why: [
      ["same_name", null],
      ["phone", null],
    ],
    detail: "Madrid",
  },
  {
    ledger: "Chop-suey Chinese Limited",
    source: "Chop-suey Chinese",
    tier: "exact",
    why: [
      ["same_name", null],
      ["legal_form", null],
    ],
    detail: "Bern",
  },
  {
    ledger: "Comercio Mineiro",
    source: "Comércio Mineiro",
    tier: "exact",
    why: [["same_name", null]],
    detail: "São Paulo",
  },
  {
    ledger: "Romario Foods",
    source: "Romarío Foods",
    tier: "exact",
    why: [
      ["same_name", null],
      ["email", null],
    ],
    detail: "Lisboa",
  },
  {
    ledger: "Consolidated Holding",
    source: "Consolidated Holdings",
    tier: "strong",
    score: 931,
    why: [
      ["name", "96 %"],
      ["phone", null],
    ],
    detail: "London",
    differences: 2,
  },
  {
    ledger: "Blonde Pere et Fils",
    source: "Blondesddsl père et fils",
    tier: "strong",
    score: 884,
    why: [
      ["name", "88 %"],
      ["city", null],
    ],
    detail: "Strasbourg",
    differences: 2,
  },
  {
    ledger: "Markt Ernst Handel",
    source: "Ernst Handel",
    tier: "strong",
    score: 872,
    why: [
      ["name", "87 %"],
      ["address", null],
    ],
    detail: "Graz",
    differences: 1,
  },
  {
    ledger: "Moreno Antonio Taqueria",
    source: "Antonio Moreno Taquería",
    tier: "strong",
    score: 948,
    why: [
      ["name", "95 %"],
      ["phone", null],
    ],
    detail: "México D.F.",
  },
  {
    ledger: "Eastern Connections",
    source: "Eastern Connection",
    tier: "possible",
    score: 702,
    why: [
      ["name", "94 %"],
      ["phone", null, true],
    ],
    others: ["Eastern Connection (old)"],
    detail: "London",
    differences: 3,
  },
  {
    ledger: "Fissa Fabrica Inter.",
    source: "FISSA Fabrica Inter. Salchichas S.A.",
    tier: "possible",
    score: 655,
    why: [
      ["name", "71 %"],
      ["city", null],
    ],
    detail: "Madrid",
    differences: 3,
  },
  {
    ledger: "Folies gourmandes SARL",
    source: "Folies gourmandes",
    tier: "possible",
    score: 640,
    why: [
      ["name", "82 %"],
      ["currency", "EUR", true],
    ],
    detail: "Lille",
    differences: 2,
  },
  {
    ledger: "Lazy K Country Store",
    source: "Lazy K Kountry Store",
    tier: "ambiguous",
    score: 801,
    why: [["name", "93 %"]],
    others: ["Lazy Kay Store"],
    detail: "Walla Walla",
    differences: 1,
  },
  {
    ledger: "Trail's Head Gourmet",
    source: "Trail's Head Gourmet Provisioners",
    tier: "ambiguous",
    score: 770,
    why: [["name", "79 %"]],
    others: ["Trails End Gourmet", "Trail's Head Deli"],
    detail: "Kirkland",
    differences: 1,
  },
  { ledger: "Amy's Bird Sanctuary", tier: "none", detail: "Bayshore", inactive: true },
  { ledger: "Cool Cars", tier: "none", detail: "Half Moon Bay" },
  { ledger: "0969 Ocean View Road", tier: "none" },
];

const simple = (names: [string, string | null, Tier][], why: string): Pair[] =>
  names.map(([ledger, source, tier]) => ({
    ledger,
    tier,
    ...(source === null ? {} : { source }),
    why: source === null ? [] : [[tier === "exact" ? why : "name", tier === "exact" ? null : "81 %"]],
  }));

const OTHERS: Partial<Record<ObjectKind, Pair[]>> = {
  account: simple(
    [
      ["Sales of Product Income", null, "none"],
      ["Cost of Goods Sold", null, "none"],
    ],
    "type",
  ),
  term: simple(
    [
      ["Net 30", "30 days", "exact"],
      ["Due on receipt", "On receipt", "exact"],
      ["2% 10 Net 30", "2/10 n/30", "strong"],
    ],
    "terms",
  ),
  item: simple(
    [
      ["Chai", "Chai", "exact"],
      ["Chang", "Chang", "exact"],
      ["Aniseed Syrup 12x550ml", "Aniseed Syrup", "strong"],
      ["Chef Antons Cajun Seasoning", "Chef Anton's Cajun Seasoning", "exact"],
      ["Uncle Bob Org. Dried Pears", "Uncle Bob's Organic Dried Pears", "possible"],
      ["Rock Fountain", null, "none"],
    ],
    "same_name",
  ),
  vendor: simple(
    [
      ["Exotic Liquids", "Exotic Liquids", "exact"],
      ["Tokyo Traders K.K.", "Tokyo Traders", "exact"],
      ["Heli Süsswaren GmbH", "Heli Süßwaren GmbH & Co. KG", "strong"],
    ],
    "same_name",
  ),
};

const SOURCE_ONLY: Partial<Record<ObjectKind, string[]>> = {
  customer: [
    "Wolski Zajazd",
    "White Clover Markets",
    "Wilman Kala",
    "Wellington Importadora",
    "Eastern Connection Freight",
  ],
  item: ["Röd Kaviar", "Longlife Tofu"],
};

/** A source record that resembles a ledger record and is another firm all the same. */
const LOOK_ALIKE: Readonly<Record<string, { id: string; name: string }>> = {
  "Eastern Connection Freight": { id: "customer-l12", name: "Eastern Connections" },
};

const record = (
  side: "ledger" | "source",
  id: string,
  name: string,
  extra: Partial<RecordView> = {},
): RecordView => ({
  side,
  id,
  name,
  number: null,
  detail: null,
  active: true,
  ...extra,
});

function candidate(
  id: string,
  name: string,
  tier: Tier,
  score: number,
  reasons: ReasonView[],
): CandidateView {
  return {
    record: record("source", id, name, { number: id.replace(/^.*-s/, "NW").toUpperCase() }),
    score,
    tier,
    reasons,
    linked_to: null,
    disabled: null,
    rejected: false,
  };
}

function row(pair: Pair, kind: ObjectKind, n: number): MatchRow {
  const reasons = (pair.why ?? []).map(([code, text, bad]) => ({ code, text, contradiction: bad === true }));
  const score = pair.score ?? 1000;
  const partner =
    pair.source === undefined ? null : candidate(`${kind}-s${n}`, pair.source, pair.tier, score, reasons);
  return {
    record: record("ledger", `${kind}-l${n}`, pair.ledger, {
      number: pair.number ?? null,
      detail: pair.detail ?? (kind === "account" ? "Income" : null),
      active: pair.inactive !== true,
    }),
    state: partner === null ? "unlinked" : "suggested",
    tier: pair.tier,
    partner,
    others: (pair.others ?? []).map((name, index) =>
      candidate(`${kind}-s${n}o${index}`, name, "possible", score - 8 - index * 30, [
        { code: "name", text: "91 %", contradiction: false },
      ]),
    ),
    differences: pair.differences ?? 0,
    ignore_reason: null,
    decided_at: null,
    decided_by: null,
  };
}

/** Rows of the ledger's side; `many` pads the customers, for trying long lists. */
export function demoRows(many = 0): Map<ObjectKind, MatchRow[]> {
  const lists = new Map<ObjectKind, MatchRow[]>();
  const kinds: ObjectKind[] = ["account", "term", "item", "customer", "vendor"];
  for (const kind of kinds) {
    const pairs = kind === "customer" ? CUSTOMERS : (OTHERS[kind] ?? []);
    const rows = pairs.map((pair, n) => row(pair, kind, n));
    const padding = kind === "customer" ? many : 0;
    for (let n = 0; n < padding; n += 1) {
      const name = `Customer number ${n + 1}`;
      rows.push(
        row(
          { ledger: name, source: name, tier: "exact", why: [["same_name", null]] },
          kind,
          pairs.length + n,
        ),
      );
    }
    lists.set(kind, rows);
  }
  return lists;
}

export function demoSourceOnly(kind: ObjectKind): MatchRow[] {
  return (SOURCE_ONLY[kind] ?? []).map((name, n) => {
    const alike = LOOK_ALIKE[name];
    const why = [{ code: "name", text: "89 %", contradiction: false }];
    return {
      record: record("source", `${kind}-x${n}`, name, { number: `NEW${n}` }),
      state: alike === undefined ? "unlinked" : "suggested",
      tier: alike === undefined ? "none" : "strong",
      partner:
        alike === undefined
          ? null
          : {
              ...candidate(alike.id, alike.name, "strong", 790, why),
              record: record("ledger", alike.id, alike.name),
            },
      others: [],
      differences: alike === undefined ? 0 : 1,
      ignore_reason: null,
      decided_at: null,
      decided_by: null,
    };
  });
}
