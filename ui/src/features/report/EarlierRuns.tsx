/** Runs that ended, newest first; each opens its report. */
import { useCallback } from "react";
import { useNavigate } from "react-router";
import {
  DataGrid,
  ErrorBlock,
  InstantText,
  Section,
  StatusBadge,
  useWindowedRows,
  type GridColumn,
} from "../../components";
import { useHost } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { RunStatus, Topic } from "../../ipc/generated";
import { useTopics } from "../match/useLists";

const TOPICS: readonly Topic[] = ["runs"];
type RowPage = { rows: readonly RunStatus[]; total: number };
const rowKey = (run: RunStatus) => String(run.run_id);

export function EarlierRuns({ current }: { current?: number }) {
  const { t, count } = useWords();
  const host = useHost();
  const navigate = useNavigate();
  const rows = useWindowedRows<RunStatus, RowPage>(["runs_list", "earlier"], (offset, limit) =>
    host.call("runs_list", { offset, limit }),
  );
  const { retry } = rows;
  useTopics(
    TOPICS,
    useCallback(() => retry(), [retry]),
  );
  const what = (run: RunStatus) => (run.step === null ? t("report.what.pull") : t(`sync.step.${run.step}`));
  const open = (run: RunStatus) => {
    if (run.has_report) void navigate(`/report/${run.run_id}`);
  };
  const columns: GridColumn<RunStatus>[] = [
    {
      id: "when",
      header: t("report.col.when"),
      width: 150,
      cell: (run) => <InstantText value={run.started_at} />,
    },
    { id: "what", header: t("report.col.what"), width: 160, grow: 2, cell: what },
    {
      id: "result",
      header: t("report.col.result"),
      width: 200,
      grow: 1,
      cell: (run) => <StatusBadge status={run.interrupted ? "aborted" : run.state} />,
    },
    { id: "who", header: t("report.col.who"), width: 130, grow: 1, cell: (run) => run.started_by },
    { id: "done", header: t("report.col.done"), width: 90, align: "end", cell: (run) => count(run.done) },
    {
      id: "report",
      header: t("report.run"),
      width: 110,
      cell: (run, context) =>
        run.has_report ? (
          <button
            type="button"
            className="btn btn--link btn--small"
            tabIndex={context.tabIndex}
            aria-label={t("report.open", { id: run.run_id })}
            aria-current={run.run_id === current ? "page" : undefined}
            onClick={() => open(run)}
          >
            {t("report.runNumber", { id: run.run_id })}
          </button>
        ) : (
          <span className="muted">{t("report.noReport")}</span>
        ),
    },
  ];
  return (
    <Section title={t("report.runs")}>
      <DataGrid
        label={t("report.runs")}
        columns={columns}
        source={rows.source}
        rowKey={rowKey}
        state={rows.state}
        onOpen={open}
        empty={t("report.runsEmpty")}
        error={<ErrorBlock error={rows.error} onRetry={rows.retry} compact />}
        maxRows={6}
      />
    </Section>
  );
}
