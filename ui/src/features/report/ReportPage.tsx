/** The saved report of a run: what happened to every planned record, whether both sides agree, and why not. */
import { useNavigate, useParams } from "react-router";
import { Banner, Button, ErrorBlock, Page } from "../../components";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { SyncReport } from "../../ipc/generated";
import { Counts, ReportTiles } from "./Counts";
import { EarlierRuns } from "./EarlierRuns";
import { Exceptions, NextSteps, RunFacts, Warnings } from "./Exceptions";
import { ReportMail } from "./Mail";
import { TieOut } from "./TieOut";
import { useSaveReport } from "./useSave";
import { FilesWritten } from "../sync/Files";
import "../sync/sync.css";
import "../match/match.css";
import "./report.css";

export function ReportPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const runId = Number(useParams()["runId"]);
  const known = Number.isSafeInteger(runId) && runId > 0;
  const report = useRpc(
    "report_get",
    { run_id: runId },
    { enabled: known, staleTime: Number.POSITIVE_INFINITY },
  );
  const { data } = report;
  const context =
    data === undefined
      ? undefined
      : t("report.context", {
          step: t(`sync.step.${data.step}`),
          source: data.source_name,
          ledger: data.ledger_name,
          company: data.company_name,
        });
  return (
    <Page
      title={known ? `${t("report.title")} · ${t("report.runNumber", { id: runId })}` : t("report.runs")}
      context={context}
      scroll
      actions={
        <>
          <Button kind="quiet" onClick={() => void navigate("/sync")}>
            {t("report.back")}
          </Button>
          {data !== undefined && <SaveButtons runId={runId} />}
        </>
      }
    >
      {report.error !== null && <ErrorBlock error={report.error} onRetry={() => void report.refetch()} />}
      {known && report.isPending && (
        <p className="muted" role="status">
          {t("report.loading")}
        </p>
      )}
      {data !== undefined && <ReportBody report={data} />}
      <EarlierRuns current={runId} />
    </Page>
  );
}

function SaveButtons({ runId }: { runId: number }) {
  const { t } = useWords();
  const { save, print } = useSaveReport(runId);
  return (
    <>
      <Button onClick={() => void print()}>{t("report.print")}</Button>
      <Button onClick={() => void save("csv")}>{t("report.save.csv")}</Button>
      <Button onClick={() => void save("xlsx")}>{t("report.save.xlsx")}</Button>
      <Button kind="primary" icon="file" onClick={() => void save("pdf")}>
        {t("report.save.pdf")}
      </Button>
    </>
  );
}

function ReportBody({ report }: { report: SyncReport }) {
  const { t } = useWords();
  return (
    <div className="report">
      {report.practice && <Banner tone="warn">{t("report.practice")}</Banner>}
      <Counts report={report} />
      <FilesWritten files={report.files} />
      <div className="report__two">
        <TieOut report={report} />
        <div className="stack stack--wide">
          <NextSteps report={report} />
          <ReportMail runId={report.run_id} />
          <RunFacts report={report} />
        </div>
      </div>
      <Exceptions report={report} />
      <Warnings report={report} />
      <ReportTiles report={report} />
    </div>
  );
}

export default ReportPage;
