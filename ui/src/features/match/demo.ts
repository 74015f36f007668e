/** A small stand-in for the backend's match commands, for the design demo and component tests. Not the matcher. */
import type { Handlers } from "../../host/memory";
import type {
  AppEvent,
  DecisionWords,
  ListState,
  ListsOverview,
  MatchChange,
  MatchRow,
  MatchRowsReq,
  ObjectKind,
  RunStatus,
} from "../../ipc/generated";
import { demoRows, demoSourceOnly } from "./demo-data";

const WHEN = "2026-03-14T09:12:00Z";
const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const isOpen = (row: MatchRow) => row.state === "unlinked" || row.state === "suggested";
const ORDER = ["exact", "strong", "possible", "ambiguous", "none"];

/** The row without a candidate of this pair: the next best takes its place. */
function without(row: MatchRow, pair: readonly string[]): Partial<MatchRow> {
  const left = [row.partner, ...row.others].filter((each) => each !== null && !pair.includes(each.record.id));
  const [best = null, ...others] = left.filter((each) => each !== null);
  return {
    partner: best,
    others,
    tier: best === null ? "none" : row.tier === "ambiguous" ? "possible" : best.tier,
    state: best === null ? "unlinked" : "suggested",
  };
}

type Snapshot = Map<MatchRow, MatchRow>;

export interface DemoOptions {
  many?: number;
  /** Changes what the overview says of every list, e.g. a partial pull. */
  list?: Partial<ListState>;
}

export function createMatchStore(emit: (event: AppEvent) => void, options: DemoOptions = {}) {
  const rows = demoRows(options.many ?? 0);
  const only = new Map([...rows.keys()].map((kind) => [kind, demoSourceOnly(kind)]));
  const done: { before: Snapshot; words: DecisionWords }[] = [];
  const undone: typeof done = [];
  const all = (kind: ObjectKind) => rows.get(kind) ?? [];

  function listState(kind: ObjectKind): ListState {
    const list = all(kind);
    const open = list.filter(isOpen);
    const tier = (name: string) => open.filter((row) => row.tier === name).length;
    return {
      kind,
      ledger_records: list.length,
      source_records: list.length,
      left: open.length,
      linked: list.filter((row) => row.state === "linked").length,
      ignored: list.filter((row) => row.state === "ignored").length,
      source_left: (only.get(kind) ?? []).filter(isOpen).length,
      to_create: (only.get(kind) ?? []).filter((row) => row.state === "create").length,
      tiers: {
        exact: tier("exact"),
        strong: tier("strong"),
        possible: tier("possible"),
        ambiguous: tier("ambiguous"),
        none: tier("none"),
      },
      pulled_at: WHEN,
      pull: "complete",
      pulled: list.length,
      total: list.length,
      trouble: null,
      lookup: "done",
      pushes: kind === "customer" || kind === "item",
      ...options.list,
    };
  }

  const overview = (): ListsOverview => ({
    kinds: [...rows.keys()].map(listState),
    can_undo: done.at(-1)?.words ?? null,
    can_redo: undone.at(-1)?.words ?? null,
  });

  const side = (req: Pick<MatchRowsReq, "kind" | "side">) =>
    req.side === "ledger" ? all(req.kind) : (only.get(req.kind) ?? []);

  function find(req: MatchRowsReq): MatchRow[] {
    const words = fold(req.search);
    const fits = (row: MatchRow) => {
      const inView = req.view === "all" || (req.view === "open" ? isOpen(row) : row.state === req.view);
      const text = fold(`${row.record.name} ${row.record.detail ?? ""} ${row.partner?.record.name ?? ""}`);
      return inView && (req.tiers.length === 0 || req.tiers.includes(row.tier)) && text.includes(words);
    };
    const found = side(req).filter(fits);
    if (req.sort === "tier") return found.toSorted((a, b) => ORDER.indexOf(a.tier) - ORDER.indexOf(b.tier));
    return found.toSorted((a, b) => a.record.name.localeCompare(b.record.name) * (req.descending ? -1 : 1));
  }

  function change(
    kind: ObjectKind,
    list: MatchRow[],
    code: string,
    edit: (row: MatchRow) => Partial<MatchRow>,
  ): MatchChange {
    const before: Snapshot = new Map(list.map((row) => [row, { ...row }]));
    for (const row of list)
      Object.assign(row, edit(row), { decided_at: new Date().toISOString(), decided_by: "Ana" });
    const words = { code, count: list.length, name: list[0]?.record.name ?? null };
    done.push({ before, words });
    undone.length = 0;
    return { changed: list.length, left: listState(kind).left, words, lists: overview() };
  }

  function travel(from: typeof done, to: typeof done): MatchChange {
    const step = from.pop();
    const before: Snapshot = new Map([...(step?.before.keys() ?? [])].map((row) => [row, { ...row }]));
    step?.before.forEach((old, row) => Object.assign(row, old));
    if (step !== undefined) to.push({ before, words: step.words });
    const left = [...rows.keys()].reduce((sum, kind) => sum + listState(kind).left, 0);
    return { changed: before.size, left, words: step?.words ?? null, lists: overview() };
  }

  const byId = (list: MatchRow[], ids: readonly string[]) =>
    list.filter((row) => ids.includes(row.record.id));

  function bulk(kind: ObjectKind, tiers: readonly string[], ids: readonly string[]): MatchRow[] {
    const fit = all(kind).filter((row) => isOpen(row) && row.partner !== null && tiers.includes(row.tier));
    return ids.length === 0 ? fit : byId(fit, ids);
  }
  const hash = (list: MatchRow[]) => list.map((row) => row.record.id).join();

  const handlers: Handlers = {
    lists_overview: overview,
    match_rows: (req) => {
      const found = find(req);
      return {
        rows: found.slice(req.offset, req.offset + req.limit).map((row) => ({ ...row })),
        offset: req.offset,
        total: found.length,
      };
    },
    match_search: (req) => {
      const words = fold(req.text);
      const known = all(req.kind)
        .flatMap((row) => [row.partner, ...row.others])
        .filter((each) => each !== null);
      return known
        .filter((each) => fold(`${each.record.name} ${each.record.number ?? ""}`).includes(words))
        .slice(0, req.limit)
        .map((each) => ({
          ...each,
          linked_to:
            all(req.kind).find((row) => row.state === "linked" && row.partner?.record.id === each.record.id)
              ?.record.name ?? null,
        }));
    },
    match_compare: (req) => {
      const row = all(req.kind).find((each) => each.record.id === req.ledger_id);
      const found = [row?.partner, ...(row?.others ?? [])].find((each) => each?.record.id === req.source_id);
      if (row === undefined || found === null || found === undefined) throw { code: "not_found", params: {} };
      const name = {
        field: "name",
        ledger: row.record.name,
        source: found.record.name,
        same: row.record.name === found.record.name,
      };
      const more = [
        { field: "phone", ledger: row.record.number, source: row.record.number, same: true },
        { field: "city", ledger: row.record.detail, source: row.record.detail, same: true },
        { field: "email", ledger: null, source: "orders@example.com", same: row.differences < 2 },
      ];
      return {
        ledger: row.record,
        source: found.record,
        fields: [name, ...more],
        reasons: found.reasons,
        score: found.score,
        tier: found.tier,
      };
    },
    match_link: (req) =>
      change(
        req.kind,
        byId([...all(req.kind), ...(only.get(req.kind) ?? [])], [req.ledger_id]),
        "linked",
        (row) => ({
          state: "linked",
          partner:
            [row.partner, ...row.others].find((each) => each?.record.id === req.source_id) ?? row.partner,
        }),
      ),
    match_unlink: (req) =>
      change(req.kind, byId(all(req.kind), [req.ledger_id]), "unlinked", (row) => ({
        state: row.partner === null ? "unlinked" : "suggested",
      })),
    match_ignore: (req) =>
      change(req.kind, byId(side(req), req.ids), "ignored", () => ({
        state: "ignored",
        ignore_reason: req.reason,
      })),
    match_unignore: (req) =>
      change(req.kind, byId(side(req), req.ids), "unignored", (row) => ({
        state: row.partner === null ? "unlinked" : "suggested",
        ignore_reason: null,
      })),
    match_create: (req) =>
      change(req.kind, byId(only.get(req.kind) ?? [], req.ids), "to_create", () => ({ state: "create" })),
    match_uncreate: (req) =>
      change(req.kind, byId(only.get(req.kind) ?? [], req.ids), "not_to_create", (row) => ({
        state: row.partner === null ? "unlinked" : "suggested",
      })),
    match_reject: (req) => {
      const pair = [req.ledger_id, req.source_id];
      const rows = byId([...all(req.kind), ...(only.get(req.kind) ?? [])], pair).filter((row) =>
        [row.partner, ...row.others].some((each) => pair.includes(each?.record.id ?? "")),
      );
      return change(req.kind, rows, "rejected", (row) => without(row, pair));
    },
    match_bulk_preview: (req) => {
      const list = bulk(req.kind, req.tiers, req.ids);
      const pairs = list.flatMap((row) =>
        row.partner === null
          ? []
          : [
              {
                ledger: row.record,
                source: row.partner.record,
                score: row.partner.score,
                tier: row.tier,
                reasons: row.partner.reasons,
                name_only: row.partner.reasons.length < 2,
                differences:
                  row.record.name === row.partner.record.name
                    ? []
                    : [
                        {
                          field: "name",
                          last_pushed: null,
                          wanted: row.partner.record.name,
                          ledger: row.record.name,
                        },
                      ],
              },
            ],
      );
      return { count: pairs.length, hash: hash(list), pairs };
    },
    match_bulk_accept: (req) => {
      const list = bulk(req.kind, req.tiers, req.ids);
      if (hash(list) !== req.hash) throw { code: "plan_outdated", params: {} };
      return change(req.kind, list, "bulk", () => ({ state: "linked" }));
    },
    match_lookup: () => overview(),
    match_undo: () => travel(done, undone),
    match_redo: () => travel(undone, done),
    lists_export: (req) => ({ handle: "f1", name: `${req.kind}.csv`, folder: "Documents" }),
    file_open: () => ({}),
    pull_start: () => pull(emit, [...rows.keys()], [...rows.values()].flat().length),
  };
  return { handlers, rows, overview };
}

/** A pull that goes on by itself, a few records at a time. */
function pull(emit: (event: AppEvent) => void, kinds: ObjectKind[], total: number): RunStatus {
  const started = new Date().toISOString();
  const status = (doneSoFar: number): RunStatus => ({
    run_id: 90,
    action: "pull",
    step: null,
    state: doneSoFar >= total ? "completed" : "running",
    paused: false,
    interrupted: false,
    done: doneSoFar,
    total,
    kinds: kinds.map((kind) => ({ kind, done: doneSoFar, total, failed: 0, verifying: 0 })),
    log: [],
    waiting_until: null,
    started_by: "Ana Lindqvist",
    started_at: started,
    ended_at: doneSoFar >= total ? new Date().toISOString() : null,
    failure: null,
    has_report: false,
  });
  let at = 0;
  const timer = setInterval(() => {
    at = Math.min(total, at + Math.ceil(total / 20));
    emit({ run: status(at) });
    if (at >= total) {
      clearInterval(timer);
      emit({ changed: ["lists", "matches"] });
    }
  }, 400);
  return status(0);
}

export function matchDemo(emit: (event: AppEvent) => void, options: DemoOptions = {}): Handlers {
  return createMatchStore(emit, options).handlers;
}
