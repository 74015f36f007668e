/**
 * The one grid of the program: role="grid", one tab stop, roving focus, virtual rows (TanStack Virtual) and a
 * column model (TanStack Table). It holds no data: rows come from `rows`, or in windows from `source`.
 * Invariant: the active row is always mounted, so that scrolling never drops the keyboard focus.
 */
import { useCallback, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from "react";
import { GridBody } from "./GridBody";
import { GridFooter } from "./GridFooter";
import { GridHeader } from "./GridHeader";
import { useColumns } from "./useColumns";
import { useGridFocus } from "./useGridFocus";
import { useGridKeys } from "./useGridKeys";
import { useGridRows } from "./useGridRows";
import { useVirtualRows } from "./useVirtualRows";
import type { GridColumn, GridHandle, GridKeyEvent, GridSelection, GridSort, GridSource } from "./types";
import "./DataGrid.css";

export interface DataGridProps<T> {
  label: string;
  columns: readonly GridColumn<T>[];
  rowKey: (row: T) => string;
  /** All rows at hand … */
  rows?: readonly T[];
  /** … or a window onto more rows than fit. Exactly one of the two. */
  source?: GridSource<T>;
  sort?: GridSort | undefined;
  onSortChange?: (sort: GridSort | undefined) => void;
  /** Giving both makes rows selectable; a checkbox column is added. */
  selection?: GridSelection;
  onSelectionChange?: (selection: GridSelection) => void;
  onActiveRow?: (row: T | undefined, index: number) => void;
  /** Enter or double click on a row, unless the cell has an editor or a widget. */
  onOpen?: (row: T, index: number) => void;
  /** The page's own keys (see the keyboard map). Return true when handled; runs before the grid's own. */
  onKey?: (key: GridKeyEvent<T>) => boolean;
  state?: "loading" | "ready" | "error";
  /** Shown when there are no rows. */
  empty?: ReactNode;
  error?: ReactNode;
  /** A bar above the rows, e.g. that the list is partial. */
  notice?: ReactNode;
  footer?: Readonly<Record<string, ReactNode>>;
  rowClass?: (row: T) => string | undefined;
  /** Rows that nothing can be done with for the moment: shown, read, never used. */
  rowDisabled?: (row: T) => boolean;
  handle?: Ref<GridHandle>;
  /** Rows this grid takes at most before it scrolls by itself; without it the grid fills its parent. */
  maxRows?: number;
}

export function DataGrid<T>(props: DataGridProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useColumns(props.columns, props.onSelectionChange !== undefined);
  const rows = useGridRows(props);
  const footerRows = props.footer === undefined ? 0 : 1;
  const [wanted, setWanted] = useState({ row: 0, col: 0 });
  const active = {
    row: Math.min(wanted.row, rows.source.rowCount - 1),
    col: Math.min(wanted.col, columns.list.length - 1),
  };
  const virtual = useVirtualRows(scroller, rows.source, footerRows, active.row);
  const bounds = { rows: rows.source.rowCount, cols: columns.list.length };
  const focus = useGridFocus(scroller, virtual, bounds, active, setWanted, (index) =>
    props.onActiveRow?.(rows.source.getRow(index), index),
  );
  const onKeyDown = useGridKeys(props, rows, columns, focus);
  const ids = columns.list.map((column) => column.id);
  const { edit, go } = focus;
  const columnIndex = useCallback(
    (id: string | undefined) => (id === undefined ? -1 : ids.indexOf(id)),
    [ids],
  );
  useImperativeHandle(props.handle, () => ({
    focusRow: (index, id) => go({ row: index, col: id === undefined ? focus.active.col : columnIndex(id) }),
    scrollTo: (index) => virtual.scrollTo(index),
    edit: (index, id) => edit({ row: index, col: columnIndex(id) }),
    activeRow: () => focus.active.row,
  }));
  const state = props.state ?? "ready";
  const showEmpty = state === "ready" && rows.source.rowCount === 0;
  return (
    <div className="grid-frame" data-fill={props.maxRows === undefined}>
      {props.notice}
      <div
        className="grid"
        role="grid"
        ref={scroller}
        aria-label={props.label}
        aria-rowcount={rows.source.rowCount + 1 + footerRows}
        aria-colcount={columns.list.length}
        aria-multiselectable={props.onSelectionChange !== undefined || undefined}
        aria-busy={state === "loading" || undefined}
        onKeyDown={onKeyDown}
        onFocus={focus.onFocus}
        style={
          props.maxRows === undefined
            ? undefined
            : { maxHeight: (props.maxRows + 1 + footerRows) * virtual.rowHeight + 2 }
        }
      >
        <GridHeader
          grid={props}
          columns={columns}
          rows={rows}
          activeCol={focus.active.row === -1 ? focus.active.col : -1}
        />
        <GridBody grid={props} columns={columns} rows={rows} focus={focus} virtual={virtual} />
        {props.footer !== undefined && !showEmpty && (
          <GridFooter columns={columns} footer={props.footer} rowIndex={rows.source.rowCount + 2} />
        )}
      </div>
      {showEmpty && <div className="grid-frame__empty">{props.empty}</div>}
      {state === "error" && <div className="grid-frame__empty">{props.error}</div>}
    </div>
  );
}
