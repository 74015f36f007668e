/**
 * Keeps the keyboard on the same record while rows above it leave or come back. When the record itself has left,
 * the focus stays at its place, which is now the next record's.
 */
import { useCallback, useLayoutEffect, useRef, type FocusEvent, type RefObject } from "react";
import type { GridHandle, GridSource } from "../../components";

const NEAR = 400;

function find<T>(
  source: GridSource<T>,
  key: string,
  from: number,
  keyOf: (row: T) => string,
): number | undefined {
  for (let step = 1; step <= NEAR; step += 1) {
    for (const index of [from - step, from + step]) {
      const row = index < 0 ? undefined : source.getRow(index);
      if (row !== undefined && keyOf(row) === key) return index;
    }
  }
  return undefined;
}

export function useFollowRow<T>(
  source: GridSource<T>,
  keyOf: (row: T) => string,
  grid: RefObject<GridHandle | null>,
) {
  const at = useRef<{ key: string; index: number } | undefined>(undefined);
  const inside = useRef(false);
  const latest = useRef(source);
  latest.current = source;

  useLayoutEffect(() => {
    const old = at.current;
    if (old === undefined) return;
    const row = source.getRow(old.index);
    if (row !== undefined && keyOf(row) === old.key) return;
    if (row === undefined && old.index < source.rowCount) return;
    const index = find(source, old.key, old.index, keyOf) ?? Math.min(old.index, source.rowCount - 1);
    const now = source.getRow(index);
    at.current = now === undefined ? undefined : { key: keyOf(now), index };
    if (inside.current && index >= 0) grid.current?.focusRow(index);
  }, [source, keyOf, grid]);

  const onFocus = useCallback(
    (event: FocusEvent) => {
      inside.current = true;
      const index = Number(
        (event.target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset["row"] ?? "-1",
      );
      const row = index < 0 ? undefined : latest.current.getRow(index);
      if (row !== undefined) at.current = { key: keyOf(row), index };
    },
    [keyOf],
  );
  // An element that is removed takes the focus to nowhere: that is not leaving the list.
  const onBlur = useCallback((event: FocusEvent) => {
    const to = event.relatedTarget;
    if (to instanceof Node && !event.currentTarget.contains(to)) inside.current = false;
  }, []);
  return { onFocus, onBlur };
}
