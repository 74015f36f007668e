export { DataGrid, type DataGridProps } from "./DataGrid";
export { include, isSelected, selectedCount, toggle } from "./selection";
export * from "./types";
export { useWindowedRows } from "./useWindowedRows";
