/** Pulling: the button with its menu, what was pulled when, and the progress while it goes on. */
import { Button, MenuButton, Progress, toast } from "../../components";
import { useHost } from "../../host/context";
import { toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { ListState, PullStartReq, RunStatus } from "../../ipc/generated";
import { useErrorTitle } from "../sync/failure";
import { isActive, pace, useLiveRun, useNow, useRunControls, useRunLook } from "../sync/useRuns";
import { useRecordWords, type Names } from "./names";

export interface Pull {
  start(changesOnly: boolean): void;
  /** Pulls one list again; what it no longer mentions is gone, as a person has confirmed. */
  acceptGone(kind: ListState["kind"]): void;
  /** Why pulling is not possible now. */
  blocked: string | undefined;
  /** The pull that is under way. */
  run: RunStatus | undefined;
}

export function usePull(names: Names): Pull {
  const host = useHost();
  const { t } = useWords();
  const { run, put } = useLiveRun();
  const errorTitle = useErrorTitle();
  const job = isActive(run) ? t(run.action === "pull" ? "match.jobPull" : "match.jobPush") : undefined;
  const offline = typeof navigator !== "undefined" && !navigator.onLine && !names.practice;
  const blocked =
    job !== undefined
      ? t("match.pullBusy", { what: job })
      : !names.connected
        ? t("match.pullNotConnected")
        : offline
          ? t("match.pullOffline")
          : undefined;
  const call = (req: PullStartReq) => {
    if (blocked !== undefined) return;
    host
      .call("pull_start", req)
      .then(put)
      .catch((thrown: unknown) => toast({ tone: "bad", text: errorTitle(toHostError(thrown)) }));
  };
  return {
    blocked,
    run: isActive(run) && run.action === "pull" ? run : undefined,
    start: (changesOnly) => call({ kinds: [], changes_only: changesOnly }),
    acceptGone: (kind) => call({ kinds: [kind], changes_only: false, accept_gone: true }),
  };
}

export function PullButtons({ pull }: { pull: Pull }) {
  const { t } = useWords();
  return (
    <div className="row split-button">
      <Button kind="primary" icon="sync" onClick={() => pull.start(false)} disabledReason={pull.blocked}>
        {t("match.pullFull")}
      </Button>
      <MenuButton
        label={t("match.pullMore")}
        icon="down"
        kind="secondary"
        actions={[
          {
            id: "changes",
            label: t("match.pullChanges"),
            note: "F5",
            run: () => pull.start(true),
            disabled: pull.blocked !== undefined,
          },
        ]}
      />
    </div>
  );
}

export function PulledText({ list }: { list: ListState | undefined }) {
  const { t, instant } = useWords();
  if (list === undefined) return null;
  if (list.pulled_at === null) return <span className="small">{t("match.neverPulled")}</span>;
  return (
    <span className="small">
      {t("match.pulled", { when: instant(list.pulled_at), count: list.ledger_records })}
    </span>
  );
}

export function useLeftText() {
  const { t } = useWords();
  return (seconds: number | undefined) => {
    if (seconds === undefined) return undefined;
    return seconds < 90
      ? t("match.secondsLeft", { count: seconds })
      : t("match.minutesLeft", { count: Math.ceil(seconds / 60) });
  };
}

export function PullProgress({ run, names }: { run: RunStatus; names: Names }) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  const { pause, stop } = useRunControls();
  const leftText = useLeftText();
  useRunLook(run);
  const now = useNow(true);
  const current = run.kinds.find((each) => each.total === null || each.done < each.total);
  const label =
    current === undefined
      ? t("match.pulling", { ledger: names.ledger })
      : t("match.pullingKind", { ledger: names.ledger, kind: kind(current.kind) });
  const note = run.paused ? t("match.pullPaused") : leftText(pace(run, now).left);
  return (
    <section className="pull" aria-label={label}>
      <div className="grow">
        <Progress label={label} done={run.done} total={run.total} {...(note === undefined ? {} : { note })} />
      </div>
      <Button small icon={run.paused ? "play" : "pause"} onClick={() => void pause(run, !run.paused)}>
        {t(run.paused ? "match.resume" : "match.pause")}
      </Button>
      <Button small onClick={() => void stop(run)}>
        {t("match.cancelPull")}
      </Button>
    </section>
  );
}
