/**
 * The rows of the list, in windows. A decided row stays for a moment with its new state, then leaves; from the decision
 * on it takes no other one (`isSettling`), and it is inert on screen.
 * Every row carries its kind: while another list loads, the old rows may still be on screen.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { useWindowedRows, type GridSource } from "../../components";
import { useHost } from "../../host/context";
import type { MatchRow, ObjectKind } from "../../ipc/generated";
import type { Filter } from "./filter";
import { useSteady } from "./useSteady";

export interface MatchItem extends MatchRow {
  kind: ObjectKind;
}

type RowPage = { rows: readonly MatchItem[]; total: number };

export const ROWS_KEY = "match-rows";
/** The same for those who want less motion: nothing moves, and a second click must not meet the next record. */
export const LEAVE_MS = 400;

export const itemKey = (item: MatchItem) => `${item.kind}/${item.record.side}/${item.record.id}`;
export const isOpen = (item: MatchItem) => item.state === "unlinked" || item.state === "suggested";
export const candidates = (item: MatchItem) =>
  item.partner === null ? item.others : [item.partner, ...item.others];

export function useMatchRows(filter: Filter) {
  const host = useHost();
  const client = useQueryClient();
  const rows = useWindowedRows<MatchItem, RowPage>([ROWS_KEY, filter], async (offset, limit) => {
    const page = await host.call("match_rows", { ...filter, offset, limit });
    return { total: page.total, rows: page.rows.map((row): MatchItem => ({ ...row, kind: filter.kind })) };
  });
  const { settling, show, ...settle } = useSettling();
  const waiting = useRef(0);
  const base = rows.source;
  const overlaid = useMemo<GridSource<MatchItem>>(
    () => ({
      ...base,
      getRow(index) {
        const row = base.getRow(index);
        return row === undefined || settling.size === 0 ? row : (settling.get(itemKey(row)) ?? row);
      },
    }),
    [base, settling],
  );
  const source = useSteady(overlaid);
  const refresh = useCallback(() => {
    // What other filters showed before would come up for a moment with its old state, and take clicks.
    client.removeQueries({ queryKey: [ROWS_KEY], type: "inactive" });
    return client.invalidateQueries({ queryKey: [ROWS_KEY] });
  }, [client]);
  /** Shows `items` as decided, then reads the list again. */
  const leave = useCallback(
    async (items: readonly MatchItem[]) => {
      show(items);
      waiting.current += 1;
      await new Promise((resolve) => setTimeout(resolve, LEAVE_MS));
      waiting.current -= 1;
      await refresh();
    },
    [refresh, show],
  );
  /** For events: a row that is about to leave brings the refresh with it. */
  const refreshUnlessLeaving = useCallback(() => {
    if (waiting.current === 0) void refresh();
  }, [refresh]);
  return {
    ...rows,
    source,
    leave,
    refresh,
    refreshUnlessLeaving,
    settling,
    ...settle,
  };
}

/**
 * The records that are being decided or about to leave, as they are shown. Known at once, not only after the next
 * render: two keys or clicks can come before it.
 */
function useSettling() {
  const now = useRef<ReadonlyMap<string, MatchItem>>(new Map());
  const [settling, setSettling] = useState(now.current);
  const steps = useMemo(() => {
    const change = (next: ReadonlyMap<string, MatchItem>) => {
      now.current = next;
      setSettling(next);
    };
    const put = (items: readonly MatchItem[], only: boolean) => {
      const next = new Map(now.current);
      items.forEach((item) => (!only || next.has(itemKey(item))) && next.set(itemKey(item), item));
      change(next);
    };
    return {
      begin: (items: readonly MatchItem[]) => put(items, false),
      /** Not for what was taken back meanwhile. */
      show: (items: readonly MatchItem[]) => put(items, true),
      end(items: readonly MatchItem[]) {
        const next = new Map(now.current);
        items.forEach((item) => next.delete(itemKey(item)));
        change(next);
      },
      forget: () => change(new Map()),
      isSettling: (item: MatchItem) => now.current.has(itemKey(item)),
    };
  }, []);
  return { settling, ...steps };
}

export type MatchRows = ReturnType<typeof useMatchRows>;
