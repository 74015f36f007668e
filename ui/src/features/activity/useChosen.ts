/**
 * The rows behind a selection. "All" means all that the filter lets through, so the ones that are not loaded yet are
 * read first: a button never says a count that it does not do.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { isSelected, type GridSelection, type GridSource } from "../../components";
import { useHost } from "../../host/context";
import type { Host } from "../../host/host";
import type { TransactionRow } from "../../ipc/generated";
import type { ActivityFilter } from "./filter";

/** Requests name at most so many documents; a wider choice is made by cause. */
export const MOST_AT_ONCE = 5000;
const PAGE = 500;

async function readAll(host: Host, filter: ActivityFilter): Promise<TransactionRow[]> {
  const rows: TransactionRow[] = [];
  for (;;) {
    const order = { sort: "date" as const, descending: true };
    const page = await host.call("transactions_list", {
      ...filter,
      tiles: [...filter.tiles],
      ...order,
      offset: rows.length,
      limit: PAGE,
    });
    rows.push(...page.rows);
    if (page.rows.length === 0 || rows.length >= page.total) return rows;
  }
}

export interface Chosen {
  rows: readonly TransactionRow[];
  state: "ready" | "loading" | "too_many";
}

export function useChosen(
  filter: ActivityFilter,
  source: GridSource<TransactionRow>,
  selection: GridSelection,
): Chosen {
  const host = useHost();
  const tooMany = selection.mode === "all" && source.rowCount > MOST_AT_ONCE;
  const all = useQuery({
    queryKey: ["transactions_list", "all", filter],
    queryFn: () => readAll(host, filter),
    enabled: selection.mode === "all" && !tooMany,
  });
  const chosen = useSeen(source, selection);
  if (tooMany) return { rows: [], state: "too_many" };
  if (selection.mode === "all") {
    if (all.data === undefined) return { rows: [], state: "loading" };
    return { rows: all.data.filter((row) => isSelected(selection, String(row.id))), state: "ready" };
  }
  return { rows: chosen, state: "ready" };
}

/** The selected rows, also those whose page has gone out of view since: a row was seen when it was selected. */
function useSeen(source: GridSource<TransactionRow>, selection: GridSelection): readonly TransactionRow[] {
  const seen = useRef<ReadonlyMap<string, TransactionRow>>(new Map());
  return useMemo(() => {
    const now = new Map<string, TransactionRow>();
    if (selection.mode === "some") {
      for (let index = 0; index < source.rowCount && now.size < selection.keys.size; index += 1) {
        const row = source.getRow(index);
        if (row !== undefined && selection.keys.has(String(row.id))) now.set(String(row.id), row);
      }
      for (const [key, row] of seen.current) if (selection.keys.has(key) && !now.has(key)) now.set(key, row);
    }
    seen.current = now;
    return [...now.values()];
  }, [source, selection, seen]);
}
