/** The sticky head: sort state is announced, width can be dragged or changed with Shift+arrow keys. */
import { memo, type PointerEvent } from "react";
import { useWords } from "../../i18n/intl";
import { Icon } from "../Icon";
import type { DataGridProps } from "./DataGrid";
import { selectedCount } from "./selection";
import { NO_SELECTION, type GridColumn } from "./types";
import { SELECT_COLUMN, type Columns } from "./useColumns";
import type { GridRows } from "./useGridRows";

interface Props<T> {
  grid: DataGridProps<T>;
  columns: Columns<T>;
  rows: GridRows<T>;
  /** -1 while the active cell is in a row. */
  activeCol: number;
}

/** Scrolling changes nothing here, so it renders nothing here. */
export const GridHeader = memo(Header) as typeof Header;

function Header<T>({ grid, columns, rows, activeCol }: Props<T>) {
  return (
    <div
      className="grid__row grid__row--head"
      role="row"
      aria-rowindex={1}
      data-row={-1}
      style={{ gridTemplateColumns: columns.template, minWidth: columns.totalWidth }}
    >
      {columns.list.map((column, index) => {
        const tabIndex = activeCol === index ? 0 : -1;
        const sorted =
          rows.sort?.id === column.id ? (rows.sort.desc ? "descending" : "ascending") : undefined;
        return (
          <div
            key={column.id}
            role="columnheader"
            className="grid__cell grid__cell--head"
            data-col={index}
            data-align={column.align}
            aria-colindex={index + 1}
            aria-sort={sorted ?? (column.sortable === true ? "none" : undefined)}
            tabIndex={column.sortable === true || column.id === SELECT_COLUMN ? undefined : tabIndex}
          >
            {column.id === SELECT_COLUMN ? (
              <SelectAll grid={grid} rowCount={rows.source.rowCount} tabIndex={tabIndex} />
            ) : (
              <Title
                column={column}
                sorted={sorted}
                tabIndex={tabIndex}
                onSort={() => rows.sortBy(column.id)}
              />
            )}
            {column.id !== SELECT_COLUMN && <Resizer id={column.id} columns={columns} />}
          </div>
        );
      })}
    </div>
  );
}

function Title<T>(props: {
  column: GridColumn<T>;
  sorted: "ascending" | "descending" | undefined;
  tabIndex: number;
  onSort: () => void;
}) {
  const { column, sorted } = props;
  const name = (
    <span className={column.headerHidden === true ? "visually-hidden" : "truncate"}>{column.header}</span>
  );
  if (column.sortable !== true) return name;
  return (
    <button type="button" className="grid__sort" tabIndex={props.tabIndex} onClick={props.onSort}>
      {name}
      {sorted !== undefined && <Icon name={sorted === "ascending" ? "up" : "down"} size={12} />}
    </button>
  );
}

function SelectAll<T>(props: { grid: DataGridProps<T>; rowCount: number; tabIndex: number }) {
  const { t } = useWords();
  const selection = props.grid.selection ?? NO_SELECTION;
  const count = selectedCount(selection, props.rowCount);
  const all = count > 0 && count >= props.rowCount;
  return (
    <input
      type="checkbox"
      className="check"
      tabIndex={props.tabIndex}
      aria-label={t("grid.selectAll")}
      checked={all}
      ref={(box) => {
        if (box !== null) box.indeterminate = count > 0 && !all;
      }}
      onChange={() => props.grid.onSelectionChange?.(all ? NO_SELECTION : { mode: "all", keys: new Set() })}
    />
  );
}

/** For the mouse; a person at the keyboard never needs it, since the full text is in the detail panel. */
function Resizer<T>(props: { id: string; columns: Columns<T> }) {
  function start(event: PointerEvent<HTMLSpanElement>) {
    const handle = event.currentTarget;
    const from = event.clientX;
    const width = handle.parentElement?.getBoundingClientRect().width ?? props.columns.width(props.id);
    handle.setPointerCapture(event.pointerId);
    const drag = (moved: globalThis.PointerEvent) =>
      props.columns.resize(props.id, width + moved.clientX - from);
    const stop = () => {
      handle.removeEventListener("pointermove", drag);
      handle.removeEventListener("pointerup", stop);
    };
    handle.addEventListener("pointermove", drag);
    handle.addEventListener("pointerup", stop);
    event.preventDefault();
  }
  return <span className="grid__resizer" aria-hidden="true" onPointerDown={start} />;
}
