/** Sending: how far, how fast, what waits and why, the last records, Pause and Stop. After the end: what comes next. */
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import {
  AlertDialog,
  announce,
  Banner,
  Button,
  EmptyState,
  Progress,
  Section,
  StatusBadge,
} from "../../components";
import { useWords, type MessageId } from "../../i18n/intl";
import { en } from "../../i18n/en";
import type { RunStatus, SyncStep } from "../../ipc/generated";
import { useNames, useRecordWords } from "../match/names";
import { useFailureWords } from "./failure";
import { FilesOfRun } from "./Files";
import { isActive, pace, secondsUntil, useNow, useRunControls, useRunLook } from "./useRuns";

export function useTimeText() {
  const { t } = useWords();
  return (seconds: number) =>
    seconds < 60
      ? t("sync.time.seconds", { s: seconds })
      : t("sync.time.minutes", { m: Math.floor(seconds / 60), s: seconds % 60 });
}

/** Customers and items are no documents: Activity lists them apart. */
export const failedPath = (step: SyncStep | null) =>
  `/activity?tile=failed${step === "lists" ? "&of=lists" : ""}`;

export const failedOf = (run: RunStatus) => run.kinds.reduce((sum, kind) => sum + kind.failed, 0);
export const savedOf = (run: RunStatus) => run.kinds.reduce((sum, kind) => sum + kind.done, 0);

export function RunPane({ run, next }: { run: RunStatus; next: React.ReactNode }) {
  const { t } = useWords();
  const names = useNames();
  const title = t("sync.run.title", { ledger: names.ledger, company: names.company });
  const active = isActive(run);
  useRunLook(run);
  useEffect(() => {
    // At most one message per five seconds: the live region sees to it.
    if (active) announce(t("sync.run.announce", { done: run.done, total: run.total ?? run.done }));
  }, [active, run.done, run.total, t]);
  if (!active) return <RunEnded run={run} next={next} />;
  return (
    <Section title={title} actions={<RunButtons run={run} />}>
      <RunProgress run={run} />
      <div className="run__columns">
        <RunKinds run={run} />
        <RunLog run={run} />
      </div>
    </Section>
  );
}

function RunProgress({ run }: { run: RunStatus }) {
  const { t } = useWords();
  const names = useNames();
  const time = useTimeText();
  const now = useNow(true);
  const { elapsed, left } = pace(run, now);
  const wait = run.waiting_until === null ? 0 : secondsUntil(run.waiting_until, now);
  const step = t(`sync.step.${run.step ?? "lists"}`);
  const notes = [t("sync.run.elapsed", { time: time(elapsed) })];
  if (left !== undefined && !run.paused) notes.push(t("sync.run.left", { time: time(left) }));
  const counts = { done: run.done, total: run.total ?? run.done };
  return (
    <>
      <Progress label={step} done={run.done} total={run.total} note={notes.join(" · ")} />
      {run.paused && <Banner tone="warn">{t("sync.run.paused")}</Banner>}
      {wait > 0 && (
        <Banner tone="info">
          {t("sync.run.waiting", { ...counts, ledger: names.ledger, seconds: wait })}
        </Banner>
      )}
    </>
  );
}

function RunButtons({ run }: { run: RunStatus }) {
  const { t } = useWords();
  const names = useNames();
  const { pause, stop } = useRunControls();
  const [asking, setAsking] = useState(false);
  return (
    <div className="row">
      <Button icon={run.paused ? "play" : "pause"} onClick={() => void pause(run, !run.paused)}>
        {t(run.paused ? "sync.run.resume" : "sync.run.pausing")}
      </Button>
      <Button onClick={() => setAsking(true)}>{t("sync.run.stop")}</Button>
      <AlertDialog
        title={t("sync.run.stopTitle")}
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          void stop(run);
        }}
        confirmLabel={t("sync.run.stopConfirm", { company: names.company })}
      >
        <p>{t("sync.run.stopText", { ledger: names.ledger })}</p>
      </AlertDialog>
    </div>
  );
}

function RunKinds({ run }: { run: RunStatus }) {
  const { t } = useWords();
  const { kindTitle } = useRecordWords();
  return (
    <section className="stack" aria-label={t("sync.run.kinds")}>
      <h3>{t("sync.run.kinds")}</h3>
      {run.kinds.map((kind) => (
        <div key={kind.kind} className="stack stack--tight">
          <Progress slim label={kindTitle(kind.kind)} done={kind.done} total={kind.total} />
          {(kind.failed > 0 || kind.verifying > 0) && (
            <p className="row small">
              {kind.failed > 0 && (
                <StatusBadge status="failed" label={t("sync.run.failed", { count: kind.failed })} quiet />
              )}
              {kind.verifying > 0 && (
                <StatusBadge
                  status="in_doubt"
                  label={t("sync.run.verifying", { count: kind.verifying })}
                  quiet
                />
              )}
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

const OUTCOME: Record<string, string> = { failed: "failed", in_doubt: "in_doubt", held: "held" };

function RunLog({ run }: { run: RunStatus }) {
  const { t } = useWords();
  const { kindOne } = useRecordWords();
  const outcome = (code: string) => {
    const id = `sync.outcome.${code}`;
    return Object.hasOwn(en, id) ? t(id as MessageId) : code.replaceAll("_", " ");
  };
  return (
    <section className="stack stack--tight" aria-label={t("sync.run.log")}>
      <h3>{t("sync.run.log")}</h3>
      {run.log.length === 0 && <p className="muted small">{t("sync.run.logEmpty")}</p>}
      <ol className="run__log">
        {run.log.slice(0, 5).map((line) => (
          <li key={line.at + line.name} className="row small">
            <StatusBadge status={OUTCOME[line.outcome] ?? "done"} label={outcome(line.outcome)} />
            <span className="muted">{kindOne(line.kind)}</span>
            <bdi className="truncate">{line.name}</bdi>
          </li>
        ))}
      </ol>
    </section>
  );
}

function RunEnded({ run, next }: { run: RunStatus; next: React.ReactNode }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const failure = useFailureWords();
  const step = t(`sync.step.${run.step ?? "lists"}`);
  const failed = failedOf(run);
  const counts = { done: run.done, total: run.total ?? run.done, failed };
  const word = run.state === "cancelled" ? "cancelled" : run.state === "aborted" ? "aborted" : "done";
  return (
    <Section title={t(`sync.run.${word}`, { step })}>
      <EmptyState
        icon={word === "done" && failed === 0 ? "check" : "alert"}
        title={t(failed > 0 ? "sync.run.doneFailures" : "sync.run.doneText", counts)}
        {...(run.failure === null
          ? {}
          : { text: `${failure(run.failure).title}. ${failure(run.failure).text}` })}
        action={
          <div className="row row--wrap">
            {next}
            {run.has_report && (
              <Button icon="file" onClick={() => void navigate(`/report/${run.run_id}`)}>
                {t("sync.run.report")}
              </Button>
            )}
            {failed > 0 && (
              <Button icon="alert" onClick={() => void navigate(failedPath(run.step))}>
                {t("sync.run.failedLink")}
              </Button>
            )}
          </div>
        }
      />
      {run.has_report && <FilesOfRun runId={run.run_id} />}
    </Section>
  );
}
