/** The running job with its progress, Pause and Stop; otherwise a quiet line. */
import { useNavigate } from "react-router";
import { Button, Icon, Progress } from "../components";
import { useRpcMutation } from "../host/context";
import type { RunStatus } from "../ipc/generated";
import { useWords, type MessageId } from "../i18n/intl";
import { isRunning } from "./status";

export function StatusBar(props: { run: RunStatus | null; version: string; practice: boolean }) {
  const { t } = useWords();
  return (
    <footer className="status" aria-label={t("shell.status")}>
      {isRunning(props.run) ? <Job run={props.run} /> : <span className="muted">{t("shell.idle")}</span>}
      <span className="grow" />
      {props.practice && <span className="status__practice">{t("shell.practiceLong")}</span>}
      <span className="row muted">
        <Icon name="check" size={12} />
        {t("shell.lastSaved")}
      </span>
      <span className="muted num">
        {t("app.name")} {props.version}
      </span>
    </footer>
  );
}

function Job({ run }: { run: RunStatus }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const pause = useRpcMutation("run_pause", ["app_status", "run_status"]);
  const what = t(`shell.job.${run.action}` as MessageId);
  return (
    <>
      <button
        type="button"
        className="status__job"
        onClick={() => void navigate(run.action === "pull" ? "/match" : "/sync")}
      >
        <Progress
          label={run.paused ? `${what} · ${t("status.paused")}` : what}
          done={run.done}
          total={run.total}
          slim
        />
      </button>
      {run.action === "push" && (
        <Button
          small
          kind="quiet"
          icon={run.paused ? "play" : "pause"}
          onClick={() => pause.mutate({ run_id: run.run_id, paused: !run.paused })}
        >
          {t(run.paused ? "shell.resume" : "shell.pause")}
        </Button>
      )}
    </>
  );
}
