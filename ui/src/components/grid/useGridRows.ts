/** Gives rows one shape, whether they are all here (then we sort) or come in windows (then the owner sorts). */
import { useMemo, useState } from "react";
import type { DataGridProps } from "./DataGrid";
import type { GridSort, GridSource } from "./types";

export interface GridRows<T> {
  source: GridSource<T>;
  sort: GridSort | undefined;
  sortBy(id: string): void;
}

/** none → ascending → descending → none */
export function nextSort(sort: GridSort | undefined, id: string): GridSort | undefined {
  if (sort?.id !== id) return { id, desc: false };
  return sort.desc ? undefined : { id, desc: true };
}

export function useGridRows<T>(props: DataGridProps<T>): GridRows<T> {
  const [own, setOwn] = useState<GridSort | undefined>();
  const sort = props.onSortChange === undefined ? own : props.sort;
  const { rows, columns, source: given } = props;
  const source = useMemo<GridSource<T>>(() => {
    if (given !== undefined) return given;
    const all = rows ?? [];
    const compare = columns.find((column) => column.id === sort?.id)?.compare;
    const shown =
      compare === undefined
        ? all
        : all.toSorted((a, b) => (sort?.desc === true ? compare(b, a) : compare(a, b)));
    return { rowCount: shown.length, getRow: (index) => shown[index] };
  }, [given, rows, columns, sort]);
  const { onSortChange } = props;
  return useMemo(
    () => ({
      source,
      sort,
      sortBy(id: string) {
        const next = nextSort(sort, id);
        if (onSortChange === undefined) setOwn(next);
        else onSortChange(next);
      },
    }),
    [source, sort, onSortChange],
  );
}
