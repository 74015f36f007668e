/** The shape of a grid's columns, rows and selection. */
import type { KeyboardEvent, ReactNode } from "react";

/** What a cell needs to place one widget: the widget takes this tabIndex, so that the grid has one tab stop. */
export interface CellContext {
  rowIndex: number;
  tabIndex: 0 | -1;
  active: boolean;
}

export interface GridColumn<T> {
  id: string;
  header: string;
  /** Text or ONE widget. A widget must take `context.tabIndex`. */
  cell: (row: T, context: CellContext) => ReactNode;
  /** Starting width in pixels; `grow` shares what is left over. */
  width: number;
  grow?: number;
  minWidth?: number;
  align?: "start" | "end" | "center";
  /** Makes the column sortable. With `rows` the grid sorts by it; with `source` the owner does. */
  sortable?: boolean;
  compare?: (a: T, b: T) => number;
  /** Hidden from sight in the header but still announced. */
  headerHidden?: boolean;
  /** Opened with F2 or Enter; must call `close` on Escape and when done. */
  editor?: (row: T, close: () => void) => ReactNode;
}

export interface GridSort {
  id: string;
  desc: boolean;
}

/** Rows may come in windows: getRow gives undefined for a row that is not here yet. */
export interface GridSource<T> {
  rowCount: number;
  getRow(index: number): T | undefined;
  /** The rows in view, inclusive; the owner fetches them. */
  onRange?(first: number, last: number): void;
}

/** "all" means every row the filter lets through, loaded or not, without those in `keys`. */
export interface GridSelection {
  mode: "some" | "all";
  keys: ReadonlySet<string>;
}

export const NO_SELECTION: GridSelection = { mode: "some", keys: new Set() };

export interface GridKeyEvent<T> {
  event: KeyboardEvent;
  key: string;
  row: T | undefined;
  rowIndex: number;
  columnId: string;
}

export interface GridHandle {
  /** Moves focus to a row (and column); scrolls it into view. */
  focusRow(index: number, columnId?: string): void;
  scrollTo(index: number): void;
  /** Opens the editor of a cell. */
  edit(index: number, columnId: string): void;
  activeRow(): number;
}
