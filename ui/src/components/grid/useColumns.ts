/** Column order, widths and resizing on TanStack Table; the rows themselves never pass through it. */
import { columnResizingFeature, columnSizingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import type { GridColumn } from "./types";

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
const NO_ROWS: never[] = [];
export const SELECT_COLUMN = "_select";
const SELECT_WIDTH = 40;

export interface Columns<T> {
  list: readonly GridColumn<T>[];
  /** CSS grid template shared by header, rows and footer. */
  template: string;
  totalWidth: number;
  width(id: string): number;
  resize(id: string, width: number): void;
}

function selectColumn<T>(): GridColumn<T> {
  return { id: SELECT_COLUMN, header: "", width: SELECT_WIDTH, align: "center", cell: () => null };
}

export function useColumns<T>(given: readonly GridColumn<T>[], selectable: boolean): Columns<T> {
  const list = useMemo(() => (selectable ? [selectColumn<T>(), ...given] : given), [given, selectable]);
  const defs = useMemo(
    () =>
      list.map((column) => ({
        id: column.id,
        size: column.width,
        minSize: column.minWidth ?? 40,
        maxSize: 1200,
      })),
    [list],
  );
  const table = useTable({ features, columns: defs, data: NO_ROWS, columnResizeMode: "onChange" });
  const sizing = table.state.columnSizing;
  return useMemo(() => {
    const width = (id: string) => sizing[id] ?? list.find((column) => column.id === id)?.width ?? 100;
    const tracks = list.map((column) => {
      const grows = column.grow !== undefined && sizing[column.id] === undefined;
      return grows ? `minmax(${width(column.id)}px, ${column.grow}fr)` : `${width(column.id)}px`;
    });
    // When nothing grows any more, an empty last track takes the rest, so that lines reach the edge.
    const grows = list.some((column) => column.grow !== undefined && sizing[column.id] === undefined);
    return {
      list,
      template: grows ? tracks.join(" ") : `${tracks.join(" ")} 1fr`,
      totalWidth: list.reduce((sum, column) => sum + width(column.id), 0),
      width,
      resize: (id, next) => {
        const least = list.find((column) => column.id === id)?.minWidth ?? 40;
        table.setColumnSizing((old) => ({ ...old, [id]: Math.max(least, Math.round(next)) }));
      },
    };
  }, [list, sizing, table]);
}
