/** The grid of the match page with its keys, notices and empty states, and the compare panel beside it. */
import { DataGrid, ErrorBlock } from "../../components";
import { useWords } from "../../i18n/intl";
import { ComparePanel } from "./ComparePanel";
import { useMatchColumns } from "./columns";
import { matchKey } from "./keys";
import { MatchEmpty } from "./MatchEmpty";
import { useRecordWords } from "./names";
import { LookupNotice } from "./LookupNotice";
import { ListNotice } from "./Notices";
import type { MatchState } from "./useMatchPage";
import { isOpen, itemKey, type MatchItem } from "./useMatchRows";

const rowClass = (item: MatchItem) => (isOpen(item) ? undefined : "match__decided");

export function MatchList({ state }: { state: MatchState }) {
  const { t } = useWords();
  const { kindTitle } = useRecordWords();
  const { filter, names, rows, list, pull, actions, decide, grid, selected } = state;
  const columns = useMatchColumns(
    filter,
    state.lookup,
    names,
    {
      actions,
      decide,
      names,
      lookup: state.lookup,
      compare: (_item, index, part) => state.showCompare(index, part),
    },
    grid,
  );
  const sourceNote = list?.pushes === false ? "match.sourceNoteNoPush" : "match.sourceNote";
  return (
    <div className="split">
      <div className="grow" onFocus={state.follow.onFocus} onBlur={state.follow.onBlur}>
        <DataGrid
          label={kindTitle(filter.kind)}
          columns={columns}
          source={rows.source}
          rowKey={itemKey}
          handle={grid}
          sort={filter.sort}
          onSortChange={filter.setSort}
          selection={selected.selection}
          onSelectionChange={selected.setSelection}
          onActiveRow={(_row, index) => state.setActive(index)}
          onOpen={(item, index) => (isOpen(item) ? undefined : state.showCompare(index, "compare"))}
          onKey={(key) =>
            matchKey(key, {
              actions,
              decide,
              compare: (part) => state.showCompare(key.rowIndex, part),
              reject: (item) => state.rejectShown(item, key.rowIndex),
              pullChanges: () => pull.start(true),
              syncSelected: () => void state.previewSelected(),
              toggleSelect: selected.toggle,
            })
          }
          state={rows.state}
          rowClass={rowClass}
          rowDisabled={(item) => rows.settling.has(itemKey(item))}
          error={<ErrorBlock error={rows.error} onRetry={rows.retry} />}
          empty={
            <MatchEmpty list={list} lists={state.lists.data} filter={filter} names={names} pull={pull} />
          }
          notice={
            <>
              {list !== undefined && <ListNotice list={list} names={names} pull={pull} />}
              {list !== undefined && (
                <LookupNotice
                  lookup={state.lookup}
                  filter={filter}
                  lists={state.lists.data}
                  names={names}
                  pull={pull}
                />
              )}
              {filter.side === "source" &&
                filter.view === "open" &&
                rows.total > 0 &&
                state.lookup === "done" && (
                  <p className="match__note">
                    {t(sourceNote, { count: rows.total, source: names.source, ledger: names.ledger })}
                  </p>
                )}
              {filter.view === "create" && rows.total > 0 && (
                <p className="match__note">
                  {t("match.createNote", { count: rows.total, ledger: names.ledger })}
                </p>
              )}
            </>
          }
        />
      </div>
      {state.panel !== undefined && (
        <ComparePanel
          item={state.activeItem}
          part={state.panel}
          names={names}
          onReject={actions.reject}
          onClose={() => {
            state.setPanel(undefined);
            grid.current?.focusRow(Math.max(0, state.active));
          }}
        />
      )}
    </div>
  );
}
