/** The selection as records. "All in the filter" is read page by page only when something is to be done with it. */
import { useEffect, useState } from "react";
import { isSelected, NO_SELECTION, selectedCount, toggle, type GridSelection } from "../../components";
import { useHost } from "../../host/context";
import type { Filter } from "./filter";
import { itemKey, type MatchItem, type MatchRows } from "./useMatchRows";

const PAGE = 1000;

export function useSelected(rows: MatchRows, filter: Filter) {
  const host = useHost();
  const [selection, setSelection] = useState<GridSelection>(NO_SELECTION);
  const id = JSON.stringify(filter);
  // A selection belongs to the list it was made in.
  useEffect(() => setSelection(NO_SELECTION), [id]);
  const count = selectedCount(selection, rows.total);

  function loaded(): MatchItem[] {
    const found: MatchItem[] = [];
    for (let index = 0; index < rows.source.rowCount; index += 1) {
      const row = rows.source.getRow(index);
      if (row !== undefined && isSelected(selection, itemKey(row))) found.push(row);
    }
    return found;
  }

  async function collect(): Promise<MatchItem[]> {
    const here = loaded();
    if (here.length >= count) return here;
    const all: MatchItem[] = [];
    for (let offset = 0; offset < rows.total; offset += PAGE) {
      const page = await host.call("match_rows", { ...filter, offset, limit: PAGE });
      if (page.rows.length === 0) break;
      all.push(...page.rows.map((row): MatchItem => ({ ...row, kind: filter.kind })));
    }
    return all.filter((item) => isSelected(selection, itemKey(item)));
  }

  return {
    selection,
    setSelection,
    count,
    collect,
    clear: () => setSelection(NO_SELECTION),
    toggle: (item: MatchItem) => setSelection((old) => toggle(old, itemKey(item))),
  };
}
