/** When each side was last read, and how the last run ended. */
import { useNavigate } from "react-router";
import { Button, Facts, InstantText, Section, StatusBadge } from "../../components";
import type { RunStatus } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

export function LastRun(props: {
  run: RunStatus | null;
  importedAt: string | null;
  pulledAt: string | null;
}) {
  const { t, count } = useWords();
  const navigate = useNavigate();
  const { run } = props;
  return (
    <Section title={t("home.lastRun")}>
      <Facts
        facts={[
          [t("home.lastImport"), <InstantText key="i" value={props.importedAt} />],
          [t("home.lastPull"), <InstantText key="p" value={props.pulledAt} />],
          ...(run === null
            ? ([
                [
                  t("home.run"),
                  <span key="n" className="muted">
                    {t("common.never")}
                  </span>,
                ],
              ] as const)
            : ([
                [t("home.run"), t(`shell.job.${run.action}` as MessageId)],
                [t("home.status"), <StatusBadge key="s" status={run.interrupted ? "aborted" : run.state} />],
                [
                  t("home.runDone"),
                  `${count(run.done)}${run.total === null ? "" : ` / ${count(run.total)}`}`,
                ],
                [t("home.runEnded"), <InstantText key="e" value={run.ended_at ?? run.started_at} />],
              ] as const)),
        ]}
      />
      {run?.has_report === true && (
        <div>
          <Button small icon="file" onClick={() => void navigate(`/report/${run.run_id}`)}>
            {t("home.openReport")}
          </Button>
        </div>
      )}
    </Section>
  );
}
