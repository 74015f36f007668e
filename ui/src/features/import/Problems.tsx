/** Rows that could not be taken: where they are, what was found, what was expected. */
import { useMemo } from "react";
import {
  DataGrid,
  EmptyState,
  ErrorBlock,
  StatusBadge,
  useWindowedRows,
  type GridColumn,
  type GridSource,
} from "../../components";
import { useErrorText } from "../../errors/useErrorText";
import { useHost } from "../../host/context";
import type { ImportProblemRow, Page } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

export function problemKey(row: ImportProblemRow): string {
  return [row.file, row.sheet, row.line, row.column, row.code].join("|");
}

function useProblemColumns(): GridColumn<ImportProblemRow>[] {
  const words = useWords();
  const errorText = useErrorText();
  return useMemo(() => {
    const { t, count } = words;
    const reason = (row: ImportProblemRow) =>
      errorText({
        code: row.code,
        params: {
          ...(row.column === null ? {} : { column: row.column }),
          ...(row.value === null ? {} : { value: row.value }),
          ...(row.expected === null ? {} : { expected: row.expected }),
        },
      }).title;
    return [
      {
        id: "effect",
        header: t("import.col.effect"),
        width: 112,
        cell: (row) => (
          <StatusBadge
            status={row.blocking ? "failed" : "warning"}
            label={t(row.blocking ? "import.leftOut" : "import.taken")}
          />
        ),
      },
      {
        id: "kind",
        header: t("import.kind"),
        width: 80,
        cell: (row) => t(`kind.${row.kind}` as MessageId, { count: 1 }),
      },
      {
        id: "file",
        header: t("import.col.file"),
        width: 106,
        grow: 1,
        cell: (row) => (
          <span className="truncate">{row.sheet === null ? row.file : `${row.file} · ${row.sheet}`}</span>
        ),
      },
      {
        id: "line",
        header: t("import.col.line"),
        width: 56,
        align: "end",
        cell: (row) => <span className="num">{count(row.line)}</span>,
      },
      {
        id: "column",
        header: t("import.col.column"),
        width: 100,
        cell: (row) => <span className="truncate">{row.column}</span>,
      },
      {
        id: "reason",
        header: t("import.col.reason"),
        width: 150,
        grow: 2,
        cell: (row) => <span className="truncate">{reason(row)}</span>,
      },
      {
        id: "value",
        header: t("import.col.value"),
        width: 88,
        cell: (row) => <span className="mono truncate">{row.value}</span>,
      },
      {
        id: "expected",
        header: t("import.col.expected"),
        width: 96,
        grow: 1,
        cell: (row) => <span className="truncate">{row.expected}</span>,
      },
    ];
  }, [words, errorText]);
}

/** Problems that a preview found: the first of them are at hand. */
export function ProblemList(props: { rows: readonly ImportProblemRow[]; total: number }) {
  const { t } = useWords();
  const columns = useProblemColumns();
  return (
    <div className="stack stack--tight">
      <h2>{t("import.problems", { count: props.total })}</h2>
      <DataGrid
        label={t("import.problems", { count: props.total })}
        columns={columns}
        rowKey={problemKey}
        rows={props.rows}
        maxRows={10}
      />
      {props.total > props.rows.length && (
        <p className="muted small">{t("common.partial", { shown: props.rows.length, total: props.total })}</p>
      )}
    </div>
  );
}

export function AllProblems({ count }: { count: number }) {
  const { t } = useWords();
  const host = useHost();
  const columns = useProblemColumns();
  const list = useWindowedRows<ImportProblemRow, Page<ImportProblemRow>>(
    ["import_problems"],
    (offset, limit) => host.call("import_problems", { offset, limit }),
  );
  const source: GridSource<ImportProblemRow> = list.source;
  return (
    <>
      <h2>{t("import.problems", { count })}</h2>
      <DataGrid
        label={t("import.problems", { count })}
        columns={columns}
        rowKey={problemKey}
        source={source}
        state={list.state}
        error={<ErrorBlock error={list.error} onRetry={list.retry} />}
        empty={<EmptyState title={t("import.noProblems")} />}
      />
    </>
  );
}
