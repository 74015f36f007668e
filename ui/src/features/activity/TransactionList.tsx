/** The list of documents: a window onto as many as there are, sorted and filtered by the backend. */
import { useMemo, useState } from "react";
import {
  Amount,
  DataGrid,
  DateText,
  EmptyState,
  ErrorBlock,
  MenuButton,
  NO_SELECTION,
  StatusBadge,
  useWindowedRows,
  type GridColumn,
  type GridSort,
} from "../../components";
import { useErrorText } from "../../errors/useErrorText";
import { useHost } from "../../host/context";
import type { TileWord, TransactionRow, TransactionSort, TransactionsPage } from "../../ipc/generated";
import { useWords, type MessageId, type Words } from "../../i18n/intl";
import type { ActivityFilter } from "./filter";
import { useIgnoredWords } from "./ignored";
import { menuFor } from "./menu";
import type { RowActions } from "./useRowActions";
import { SelectionBar } from "./SelectionBar";
import "../match/match.css";

export function TransactionList(props: {
  filter: ActivityFilter;
  actions: RowActions;
  onOpen: (row: TransactionRow) => void;
  /** Closes the panel; false when there is none, then Escape clears the selection. */
  onEscape: () => boolean;
}) {
  const words = useWords();
  const { t } = words;
  const host = useHost();
  const errorText = useErrorText();
  const ignoredWords = useIgnoredWords();
  const [sort, setSort] = useState<GridSort | undefined>({ id: "date", desc: true });
  const [selection, setSelection] = useState(NO_SELECTION);
  const [hadFilter, setHadFilter] = useState(props.filter);
  const { tiles, cause, search, lists } = props.filter;
  if (
    hadFilter.tiles !== tiles ||
    hadFilter.cause !== cause ||
    hadFilter.search !== search ||
    hadFilter.lists !== lists
  ) {
    setHadFilter(props.filter);
    setSelection(NO_SELECTION);
  }
  const order = { sort: (sort?.id ?? "date") as TransactionSort, descending: sort?.desc ?? true };
  const list = useWindowedRows<TransactionRow, TransactionsPage>(
    ["transactions_list", tiles, cause, search, lists, order],
    (offset, limit) =>
      host.call("transactions_list", { tiles: [...tiles], cause, search, lists, ...order, offset, limit }),
  );
  const columns = useMemo(
    () =>
      columnsFor(
        words,
        (row) =>
          row.state === "ignored" && row.ignored_by !== null
            ? ignoredWords(row.ignored_by)
            : row.failure === null
              ? ""
              : errorText(row.failure).title,
        props.actions,
        props.onOpen,
      ),
    // The actions are made anew on each render but always do the same.
    // eslint-disable-next-line react/exhaustive-deps
    [words, errorText, ignoredWords],
  );
  return (
    <>
      <DataGrid
        label={t("shell.activity")}
        columns={columns}
        rowKey={(row) => String(row.id)}
        source={list.source}
        state={list.state}
        sort={sort}
        onSortChange={setSort}
        selection={selection}
        onSelectionChange={setSelection}
        onOpen={props.onOpen}
        onKey={({ key }) => {
          if (key !== "Escape") return false;
          if (!props.onEscape()) setSelection(NO_SELECTION);
          return true;
        }}
        footer={list.first === undefined ? undefined : totals(list.first, words)}
        error={<ErrorBlock error={list.error} onRetry={list.retry} />}
        empty={<EmptyState title={t(search === "" ? emptyWords(tiles) : "activity.emptySearch")} />}
      />
      <SelectionBar
        filter={props.filter}
        source={list.source}
        selection={selection}
        actions={props.actions}
        onClear={() => setSelection(NO_SELECTION)}
      />
    </>
  );
}

function emptyWords(tiles: readonly TileWord[]): MessageId {
  return tiles.length > 1 ? "activity.empty.several" : (`activity.empty.${tiles[0] ?? "total"}` as MessageId);
}

function totals(page: TransactionsPage, { t }: Words) {
  return {
    number: t("common.rows", { count: page.total }),
    amount: <Amount value={page.amount} currency={page.currency ?? undefined} />,
    state: page.currency,
  };
}

function columnsFor(
  words: Words,
  reason: (row: TransactionRow) => string,
  actions: RowActions,
  open: (row: TransactionRow) => void,
): GridColumn<TransactionRow>[] {
  const { t } = words;
  return [
    {
      id: "number",
      header: t("activity.col.number"),
      width: 136,
      sortable: true,
      cell: (row) => <Numbers row={row} words={words} />,
    },
    {
      id: "kind",
      header: t("activity.col.kind"),
      width: 72,
      cell: (row) => t(`kind.${row.kind}` as MessageId, { count: 1 }),
    },
    {
      id: "party",
      header: t("activity.col.party"),
      width: 126,
      grow: 2,
      sortable: true,
      cell: (row) => <span className="truncate">{row.party}</span>,
    },
    {
      id: "date",
      header: t("activity.col.date"),
      width: 104,
      sortable: true,
      cell: (row) => (row.date === null ? "" : <DateText value={row.date} />),
    },
    {
      id: "amount",
      header: t("activity.col.amount"),
      width: 104,
      align: "end",
      sortable: true,
      cell: (row) =>
        row.amount === null ? "" : <Amount value={row.amount} currency={row.currency ?? undefined} />,
    },
    {
      id: "state",
      header: t("activity.col.state"),
      width: 124,
      sortable: true,
      cell: (row) => <StatusBadge status={shownState(row)} />,
    },
    {
      id: "reason",
      header: t("activity.col.reason"),
      width: 106,
      grow: 3,
      cell: (row) => (
        <span className="truncate" title={reason(row) || undefined}>
          {reason(row)}
        </span>
      ),
    },
    {
      id: "actions",
      header: t("activity.col.actions"),
      headerHidden: true,
      width: 44,
      align: "center",
      cell: (row, { tabIndex }) => (
        <MenuButton
          label={t("activity.actionsFor", { number: row.number })}
          tabIndex={tabIndex}
          actions={menuFor(row, actions, open, words)}
        />
      ),
    },
  ];
}

/** Our number, and under it what the ledger knows the document by where that is something else. */
function Numbers({ row, words: { t } }: { row: TransactionRow; words: Words }) {
  const there = row.ledger_number === row.number ? null : row.ledger_number;
  const others = [
    there !== null && t("activity.numberThere", { number: there }),
    row.reference !== null && t("activity.asReference", { reference: row.reference }),
  ].filter((each) => each !== false);
  if (others.length === 0) return <strong>{row.number}</strong>;
  return (
    <span className="twoline" title={others.join("\n")}>
      <strong className="truncate">{row.number}</strong>
      <span className="twoline__sub truncate num">{[there, row.reference].filter(Boolean).join(" · ")}</span>
    </span>
  );
}

/** A staged document with a reason is held. */
export function shownState(row: TransactionRow): string {
  return row.failure !== null && (row.state === "staged" || row.state === "approved") ? "held" : row.state;
}
