/**
 * The rows of the list, in windows. A decided row stays for a moment with its new state, then leaves.
 * Every row carries its kind: while another list loads, the old rows may still be on screen.
 */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { useWindowedRows, type GridSource } from "../../components";
import { useHost } from "../../host/context";
import type { MatchRow, ObjectKind } from "../../ipc/generated";
import type { Filter } from "./filter";

export interface MatchItem extends MatchRow {
  kind: ObjectKind;
}

type RowPage = { rows: readonly MatchItem[]; total: number };

export const ROWS_KEY = "match-rows";
export const LEAVE_MS = 400;

export const itemKey = (item: MatchItem) => `${item.kind}/${item.record.side}/${item.record.id}`;
export const isOpen = (item: MatchItem) => item.state === "unlinked" || item.state === "suggested";
export const candidates = (item: MatchItem) =>
  item.partner === null ? item.others : [item.partner, ...item.others];

export function leaveDelay(): number {
  return window.matchMedia?.("(prefers-reduced-motion: reduce)").matches === true ? 0 : LEAVE_MS;
}

export function useMatchRows(filter: Filter) {
  const host = useHost();
  const client = useQueryClient();
  const rows = useWindowedRows<MatchItem, RowPage>([ROWS_KEY, filter], async (offset, limit) => {
    const page = await host.call("match_rows", { ...filter, offset, limit });
    return { total: page.total, rows: page.rows.map((row): MatchItem => ({ ...row, kind: filter.kind })) };
  });
  const [leaving, setLeaving] = useState<ReadonlyMap<string, MatchItem>>(new Map());
  const waiting = useRef(0);
  const base = rows.source;
  const source = useMemo<GridSource<MatchItem>>(
    () => ({
      ...base,
      getRow(index) {
        const row = base.getRow(index);
        return row === undefined || leaving.size === 0 ? row : (leaving.get(itemKey(row)) ?? row);
      },
    }),
    [base, leaving],
  );
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: [ROWS_KEY] }), [client]);
  /** Shows `items` as decided, then reads the list again. */
  const leave = useCallback(
    async (items: readonly MatchItem[]) => {
      setLeaving((old) => new Map([...old, ...items.map((item) => [itemKey(item), item] as const)]));
      waiting.current += 1;
      await new Promise((resolve) => setTimeout(resolve, leaveDelay()));
      waiting.current -= 1;
      await refresh();
      setLeaving((old) => {
        const next = new Map(old);
        items.forEach((item) => next.delete(itemKey(item)));
        return next;
      });
    },
    [refresh],
  );
  /** For events: a row that is about to leave brings the refresh with it. */
  const refreshUnlessLeaving = useCallback(() => {
    if (waiting.current === 0) void refresh();
  }, [refresh]);
  return { ...rows, source, leave, refresh, refreshUnlessLeaving };
}

export type MatchRows = ReturnType<typeof useMatchRows>;
