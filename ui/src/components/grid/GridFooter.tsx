/** The totals row, stuck to the bottom of the list. */
import type { ReactNode } from "react";
import type { Columns } from "./useColumns";

export function GridFooter<T>(props: {
  columns: Columns<T>;
  footer: Readonly<Record<string, ReactNode>>;
  rowIndex: number;
}) {
  const { columns } = props;
  return (
    <div
      role="row"
      className="grid__row grid__row--foot"
      aria-rowindex={props.rowIndex}
      style={{ gridTemplateColumns: columns.template, minWidth: columns.totalWidth }}
    >
      {columns.list.map((column, col) => (
        <div
          key={column.id}
          role="gridcell"
          className="grid__cell"
          data-align={column.align}
          aria-colindex={col + 1}
        >
          {props.footer[column.id]}
        </div>
      ))}
    </div>
  );
}
