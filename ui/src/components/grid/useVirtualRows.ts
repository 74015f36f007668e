/** Which rows are mounted. The active row always is, wherever the list is scrolled to. */
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, type RefObject } from "react";
import { ROW_HEIGHT, usePrefs } from "../../theme/prefs";
import type { GridSource } from "./types";

/** Rows mounted beyond each edge. New ones are there before they are painted, so a few are enough; each costs a frame. */
const OVERSCAN = 4;

export interface VirtualRows {
  items: readonly { index: number; start: number }[];
  totalHeight: number;
  rowHeight: number;
  pageRows: number;
  scrollTo(index: number): void;
}

export function useVirtualRows<T>(
  scroller: RefObject<HTMLDivElement | null>,
  source: GridSource<T>,
  footerRows: number,
  activeRow: number,
): VirtualRows {
  const rowHeight = ROW_HEIGHT[usePrefs().density];
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (activeRow < 0 || activeRow >= range.count || indexes.includes(activeRow)) return indexes;
      return activeRow < (indexes[0] ?? 0) ? [activeRow, ...indexes] : [...indexes, activeRow];
    },
    [activeRow],
  );
  const virtualizer = useVirtualizer({
    count: source.rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    rangeExtractor,
    // The stuck header takes one row of the same scroller, a totals row another.
    scrollPaddingEnd: rowHeight * (1 + footerRows),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const range = virtualizer.range;
  const first = range?.startIndex ?? 0;
  const last = range?.endIndex ?? -1;
  useEffect(() => {
    if (last >= first) source.onRange?.(first, last);
  }, [source, first, last]);
  return {
    items: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start })),
    totalHeight: virtualizer.getTotalSize(),
    rowHeight,
    pageRows: Math.max(1, last - first - 1),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
