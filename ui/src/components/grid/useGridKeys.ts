/** The grid's own keys; the page's keys come first. Active only while the grid has focus (WCAG 2.1.4). */
import type { KeyboardEvent } from "react";
import type { DataGridProps } from "./DataGrid";
import { move, type Position } from "./navigation";
import { include, toggle } from "./selection";
import { NO_SELECTION, type GridSelection } from "./types";
import { SELECT_COLUMN, type Columns } from "./useColumns";
import type { GridFocus } from "./useGridFocus";
import type { GridRows } from "./useGridRows";

const PAGE_ROWS = 15;

/** A text field in a cell keeps its keys; only Escape and Tab mean something to the grid. */
function inTextField(target: EventTarget): boolean {
  const element = target as HTMLElement;
  if (element.closest("[data-grid-editor]") !== null) return true;
  return element instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(element.type);
}

export function useGridKeys<T>(
  props: DataGridProps<T>,
  rows: GridRows<T>,
  columns: Columns<T>,
  focus: GridFocus,
): (event: KeyboardEvent) => void {
  const { active } = focus;
  const column = columns.list[active.col];
  const row = active.row < 0 ? undefined : rows.source.getRow(active.row);

  function select(change: (selection: GridSelection) => GridSelection) {
    props.onSelectionChange?.(change(props.selection ?? NO_SELECTION));
  }

  function extendTo(to: Position) {
    const keys = [active.row, to.row].map((index) => (index < 0 ? undefined : rows.source.getRow(index)));
    select((selection) =>
      include(
        selection,
        keys.flatMap((each) => (each === undefined ? [] : [props.rowKey(each)])),
      ),
    );
  }

  function enter(event: KeyboardEvent): boolean {
    if (active.row < 0) {
      if (column?.id === SELECT_COLUMN || column?.sortable !== true) return false;
      rows.sortBy(column.id);
      return true;
    }
    if (column?.editor !== undefined && row !== undefined) {
      focus.edit(active);
      return true;
    }
    if ((event.target as HTMLElement).closest("button, a, input") !== null) return false;
    if (row === undefined || props.onOpen === undefined) return false;
    props.onOpen(row, active.row);
    return true;
  }

  function space(event: KeyboardEvent): boolean {
    if (active.row < 0) return event.target instanceof HTMLButtonElement ? false : enter(event);
    if (props.onSelectionChange === undefined || row === undefined) return false;
    const onWidget = (event.target as HTMLElement).closest("button, a, input") !== null;
    if (onWidget && column?.id !== SELECT_COLUMN) return false;
    select((selection) => toggle(selection, props.rowKey(row)));
    return true;
  }

  function handle(event: KeyboardEvent): boolean {
    const ctrl = event.ctrlKey || event.metaKey;
    const page = { event, key: event.key, row, rowIndex: active.row, columnId: column?.id ?? "" };
    if (props.onKey?.(page) === true) return true;
    if (ctrl && event.key.toLowerCase() === "a" && props.onSelectionChange !== undefined) {
      props.onSelectionChange({ mode: "all", keys: new Set() });
      return true;
    }
    if (event.key === " ") return space(event);
    if (event.key === "Enter" && !ctrl) return enter(event);
    if (event.key === "F2" && column?.editor !== undefined && row !== undefined) {
      focus.edit(active);
      return true;
    }
    if (event.altKey) return false;
    const to = move(event.key, ctrl, active, {
      rows: rows.source.rowCount,
      cols: columns.list.length,
      page: PAGE_ROWS,
    });
    if (to === undefined) return false;
    if (event.shiftKey && to.row !== active.row && props.onSelectionChange !== undefined) extendTo(to);
    focus.go(to);
    return true;
  }

  return (event) => {
    // React lets events of a menu or dialog that a cell opened bubble through here: those keys are not ours.
    if (!event.currentTarget.contains(event.target as Node)) return;
    if (event.defaultPrevented || inTextField(event.target)) return;
    if (!handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
