/** The roving focus: one active cell, focused after the row that holds it is mounted. */
import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type Dispatch,
  type FocusEvent,
  type RefObject,
  type SetStateAction,
} from "react";
import type { Position } from "./navigation";
import type { VirtualRows } from "./useVirtualRows";

export interface GridFocus {
  active: Position;
  editing: Position | undefined;
  go(to: Position): void;
  edit(at: Position): void;
  stopEditing(): void;
  onFocus(event: FocusEvent): void;
}

const WIDGET = "button, a[href], input, select, textarea, [data-grid-widget]";

function cellAt(grid: HTMLElement, at: Position): HTMLElement | null {
  return grid.querySelector<HTMLElement>(`[data-row="${at.row}"] > [data-col="${at.col}"]`);
}

/** The cell's one widget takes the focus, else the cell itself. */
function focusCell(grid: HTMLElement, at: Position): boolean {
  const cell = cellAt(grid, at);
  if (cell === null) return false;
  const widget = cell.querySelector<HTMLElement>(WIDGET);
  (widget ?? cell).focus({ preventScroll: true });
  cell.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  return true;
}

/**
 * One tab stop: a cell with a widget hands its place in the tab order to it. A row that was still loading when it was
 * focused may have got its widget since; then the focus moves in.
 */
function settle(grid: HTMLElement, at: Position) {
  const cell = cellAt(grid, at);
  const widget = cell?.querySelector<HTMLElement>(WIDGET);
  if (cell === null || widget == null) return;
  cell.tabIndex = -1;
  if (document.activeElement === cell) widget.focus({ preventScroll: true });
}

export function useGridFocus(
  scroller: RefObject<HTMLDivElement | null>,
  virtual: VirtualRows,
  bounds: { rows: number; cols: number },
  active: Position,
  setActive: Dispatch<SetStateAction<Position>>,
  onActiveRow: (index: number) => void,
): GridFocus {
  const [editing, setEditing] = useState<Position | undefined>();
  const pending = useRef(false);

  const go = (to: Position) => {
    const next = {
      row: Math.min(Math.max(to.row, -1), bounds.rows - 1),
      col: Math.min(Math.max(to.col, 0), bounds.cols - 1),
    };
    pending.current = true;
    setEditing(undefined);
    setActive(next);
    if (next.row >= 0) virtual.scrollTo(next.row);
    if (next.row !== active.row) onActiveRow(next.row);
  };

  useLayoutEffect(() => {
    if (scroller.current === null || editing !== undefined) return;
    if (pending.current && focusCell(scroller.current, active)) pending.current = false;
    settle(scroller.current, active);
  });

  const onFocus = useCallback(
    (event: FocusEvent) => {
      const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-col]");
      const row = cell?.parentElement?.dataset["row"];
      if (cell === null || row === undefined) return;
      const at = { row: Number(row), col: Number(cell.dataset["col"]) };
      setActive((old) => (old.row === at.row && old.col === at.col ? old : at));
    },
    [setActive],
  );

  return {
    active,
    editing,
    go,
    edit(at) {
      setActive(at);
      if (at.row >= 0) virtual.scrollTo(at.row);
      setEditing(at);
    },
    stopEditing() {
      pending.current = true;
      setEditing(undefined);
    },
    onFocus,
  };
}
