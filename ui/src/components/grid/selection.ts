/** Pure arithmetic of a selection that may mean "all rows of the filter" without holding 50,000 keys. */
import type { GridSelection } from "./types";

export function isSelected(selection: GridSelection, key: string): boolean {
  return selection.mode === "all" ? !selection.keys.has(key) : selection.keys.has(key);
}

export function toggle(selection: GridSelection, key: string): GridSelection {
  const keys = new Set(selection.keys);
  if (!keys.delete(key)) keys.add(key);
  return { mode: selection.mode, keys };
}

export function include(selection: GridSelection, wanted: Iterable<string>): GridSelection {
  const keys = new Set(selection.keys);
  for (const key of wanted) {
    if (selection.mode === "all") keys.delete(key);
    else keys.add(key);
  }
  return { mode: selection.mode, keys };
}

export function selectedCount(selection: GridSelection, rowCount: number): number {
  return selection.mode === "all" ? Math.max(0, rowCount - selection.keys.size) : selection.keys.size;
}
