/** Which part of which list is shown. The address keeps list, view and side, so that links lead to the same place. */
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { GridSort } from "../../components";
import type {
  ListsOverview,
  MatchRowsReq,
  MatchSort,
  MatchView,
  ObjectKind,
  Side,
  Tier,
} from "../../ipc/generated";

export const TIERS: readonly Tier[] = ["exact", "strong", "possible", "ambiguous", "none"];
export const VIEWS: Readonly<Record<Side, readonly MatchView[]>> = {
  ledger: ["open", "linked", "ignored", "all"],
  // A linked record is not "only in" the source.
  source: ["open", "create", "ignored"],
};
export const SEARCH_DELAY_MS = 150;

export type Filter = Omit<MatchRowsReq, "offset" | "limit">;

export interface MatchFilter {
  kind: ObjectKind;
  side: Side;
  view: MatchView;
  tiers: readonly Tier[];
  search: string;
  sort: GridSort | undefined;
  /** What is asked of the backend; follows the search after a short pause. */
  asked: Filter;
  setKind(kind: ObjectKind): void;
  setSide(side: Side): void;
  setView(view: MatchView): void;
  toggleTier(tier: Tier): void;
  setSearch(text: string): void;
  setSort(sort: GridSort | undefined): void;
  clear(): void;
  /** The linked pairs that bear this name. */
  showPair(name: string): void;
}

export function useDelayed<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

/** The first list in order that has something left, else the first. */
function startKind(lists: ListsOverview | undefined): ObjectKind {
  return (lists?.kinds.find((each) => each.left > 0) ?? lists?.kinds[0])?.kind ?? "customer";
}

export function useMatchFilter(lists: ListsOverview | undefined): MatchFilter {
  const [params, setParams] = useSearchParams();
  const fromPath = useParams()["kind"] as ObjectKind | undefined;
  const [start, setStart] = useState<ObjectKind | undefined>();
  const [tiers, setTiers] = useState<readonly Tier[]>([]);
  const [search, setSearch] = useState("");
  const [sort, setSort] = useState<GridSort | undefined>();
  const late = useDelayed(search, SEARCH_DELAY_MS);
  useEffect(() => {
    // Chosen once: a list that becomes empty stays open and says that it is done.
    if (lists !== undefined) setStart((old) => old ?? startKind(lists));
  }, [lists]);
  const kind = (params.get("kind") as ObjectKind | null) ?? fromPath ?? start ?? startKind(lists);
  const view = (params.get("view") as MatchView | null) ?? "open";
  const side: Side = params.get("side") === "source" ? "source" : "ledger";
  const set = (change: Record<string, string>) => {
    setParams((old) => ({ ...Object.fromEntries(old), kind, ...change }), { replace: true });
    setTiers([]);
  };
  const asked = useMemo<Filter>(
    () => ({
      kind,
      side,
      view,
      tiers: [...tiers],
      search: late.trim(),
      sort: (sort?.id as MatchSort | undefined) ?? "tier",
      descending: sort?.desc ?? false,
    }),
    [kind, side, view, tiers, late, sort],
  );
  return {
    kind,
    side,
    view,
    tiers,
    search,
    sort,
    asked: useDeferredValue(asked),
    setKind: (next) => {
      setSearch("");
      set({ kind: next, view: "open", side: "ledger" });
    },
    setSide: (next) => set({ side: next, view: "open" }),
    setView: (next) => set({ view: next }),
    toggleTier: (tier) =>
      setTiers((old) => (old.includes(tier) ? old.filter((each) => each !== tier) : [...old, tier])),
    setSearch,
    setSort,
    clear: () => {
      setSearch("");
      setTiers([]);
    },
    showPair: (name) => {
      set({ side: "ledger", view: "linked" });
      setSearch(name);
    },
  };
}
