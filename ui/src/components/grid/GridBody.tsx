/** The mounted rows. Each row renders again only when its record, selection or active cell changes. */
import { memo, useRef, type CSSProperties } from "react";
import { useWords } from "../../i18n/intl";
import type { DataGridProps } from "./DataGrid";
import { isSelected, toggle } from "./selection";
import { NO_SELECTION, type GridColumn } from "./types";
import { SELECT_COLUMN, type Columns } from "./useColumns";
import type { GridFocus } from "./useGridFocus";
import type { GridRows } from "./useGridRows";
import type { VirtualRows } from "./useVirtualRows";

interface Props<T> {
  grid: DataGridProps<T>;
  columns: Columns<T>;
  rows: GridRows<T>;
  focus: GridFocus;
  virtual: VirtualRows;
}

export function GridBody<T>({ grid, columns, rows, focus, virtual }: Props<T>) {
  const latest = useRef({ grid, focus });
  latest.current = { grid, focus };
  const actions = useRef<RowActions<T>>({
    toggle: (key) =>
      latest.current.grid.onSelectionChange?.(toggle(latest.current.grid.selection ?? NO_SELECTION, key)),
    open: (row, index) => latest.current.grid.onOpen?.(row, index),
    go: (row, col) => latest.current.focus.go({ row, col }),
    edit: (row, col) => latest.current.focus.edit({ row, col }),
    stopEditing: () => latest.current.focus.stopEditing(),
  });
  if (grid.state === "loading" && rows.source.rowCount === 0) return <LoadingRows columns={columns} />;
  const selection = grid.selection ?? NO_SELECTION;
  return (
    <div
      role="rowgroup"
      className="grid__body"
      style={{ height: virtual.totalHeight, minWidth: columns.totalWidth }}
    >
      {virtual.items.map(({ index, start }) => {
        const row = rows.source.getRow(index);
        const key = row === undefined ? `#${index}` : grid.rowKey(row);
        return (
          <Row
            // By place, not by record: the focus stays when a row's data arrives or the next record moves up.
            key={index}
            row={row}
            rowKey={key}
            index={index}
            start={start}
            list={columns.list as readonly GridColumn<unknown>[]}
            template={columns.template}
            activeCol={focus.active.row === index ? focus.active.col : -1}
            editingCol={focus.editing?.row === index ? focus.editing.col : -1}
            selectable={grid.onSelectionChange !== undefined}
            selected={row !== undefined && grid.onSelectionChange !== undefined && isSelected(selection, key)}
            className={row === undefined ? undefined : grid.rowClass?.(row)}
            disabled={row !== undefined && grid.rowDisabled?.(row) === true}
            actions={actions.current as RowActions<unknown>}
          />
        );
      })}
    </div>
  );
}

interface RowActions<T> {
  toggle(key: string): void;
  open(row: T, index: number): void;
  go(row: number, col: number): void;
  edit(row: number, col: number): void;
  stopEditing(): void;
}

interface RowProps {
  row: unknown;
  rowKey: string;
  index: number;
  start: number;
  list: readonly GridColumn<unknown>[];
  template: string;
  activeCol: number;
  editingCol: number;
  selectable: boolean;
  selected: boolean;
  className: string | undefined;
  disabled: boolean;
  actions: RowActions<unknown>;
}

const Row = memo(function Row(props: RowProps) {
  const { row, index, actions, selected } = props;
  const style: CSSProperties = {
    gridTemplateColumns: props.template,
    top: props.start,
  };
  return (
    <div
      role="row"
      className={props.className === undefined ? "grid__row" : `grid__row ${props.className}`}
      aria-rowindex={index + 2}
      aria-selected={props.selectable ? selected : undefined}
      aria-disabled={props.disabled || undefined}
      data-row={index}
      data-active={props.activeCol >= 0 || undefined}
      data-editing={props.editingCol >= 0 || undefined}
      data-odd={index % 2 === 1 || undefined}
      style={style}
      onDoubleClick={() => row !== undefined && actions.open(row, index)}
    >
      {props.list.map((column, col) => (
        <Cell key={column.id} {...props} column={column} col={col} />
      ))}
    </div>
  );
});

function Cell(props: RowProps & { column: GridColumn<unknown>; col: number }) {
  const { row, index, column, col, actions } = props;
  const active = props.activeCol === col;
  const tabIndex = active ? 0 : -1;
  const editing = props.editingCol === col && column.editor !== undefined && row !== undefined;
  const content = editing ? (
    <div data-grid-editor className="grid__editor">
      {column.editor?.(row, actions.stopEditing)}
    </div>
  ) : column.id === SELECT_COLUMN ? (
    <SelectBox {...props} tabIndex={tabIndex} />
  ) : row === undefined ? (
    <span className="grid__skeleton" />
  ) : (
    column.cell(row, { rowIndex: index, tabIndex, active })
  );
  return (
    <div
      role="gridcell"
      className="grid__cell"
      data-col={col}
      data-align={column.align}
      data-editing={editing || undefined}
      aria-colindex={col + 1}
      tabIndex={tabIndex}
      onMouseDown={(event) => {
        // React lets what happens in a list that this cell opened elsewhere bubble through here.
        if (!event.currentTarget.contains(event.target as Node)) return;
        const widget = (event.target as HTMLElement).closest("button, a, input, [data-grid-editor]");
        if (widget === null && event.button === 0) actions.go(index, col);
      }}
      onDoubleClick={(event) => {
        if (column.editor === undefined) return;
        event.stopPropagation();
        actions.edit(index, col);
      }}
    >
      {content}
    </div>
  );
}

function SelectBox(props: RowProps & { tabIndex: number }) {
  const { t } = useWords();
  return (
    <input
      type="checkbox"
      className="check"
      tabIndex={props.tabIndex}
      aria-label={t("common.selectRow")}
      checked={props.selected}
      disabled={props.row === undefined}
      onChange={() => props.actions.toggle(props.rowKey)}
    />
  );
}

const SKELETON_ROWS = [0, 1, 2, 3, 4, 5, 6, 7];

function LoadingRows<T>({ columns }: { columns: Columns<T> }) {
  const { t } = useWords();
  return (
    <div role="rowgroup" className="grid__loading" style={{ minWidth: columns.totalWidth }}>
      {SKELETON_ROWS.map((index) => (
        <div
          key={index}
          role="row"
          aria-rowindex={index + 2}
          className="grid__row grid__row--still"
          style={{ gridTemplateColumns: columns.template }}
        >
          {columns.list.map((column, col) => (
            <div key={column.id} role="gridcell" className="grid__cell" aria-colindex={col + 1}>
              <span className="grid__skeleton" />
              {index === 0 && col === 0 && <span className="visually-hidden">{t("common.loading")}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
