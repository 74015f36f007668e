/**
 * After a crash or power cut. Continuing asks the ledger first what it has, and only then sends the rest that was
 * approved; so it waits for a person.
 */
import { useState } from "react";
import { useNavigate } from "react-router";
import { Banner, Button, ErrorBlock, Progress, Section, toast } from "../../components";
import { useHost } from "../../host/context";
import { toHostError, type HostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { RunStatus } from "../../ipc/generated";
import { useNames } from "../match/names";
import { savedOf } from "./RunPane";
import { isActive } from "./useRuns";

interface Props {
  run: RunStatus;
  onContinued: (run: RunStatus) => void;
  /** Nothing was left to send. */
  onSettled: () => void;
}

export function Interrupted({ run, onContinued, onSettled }: Props) {
  const { t } = useWords();
  const { ledger } = useNames();
  const host = useHost();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<HostError | undefined>();
  const [settled, setSettled] = useState<RunStatus | undefined>();
  const title =
    run.total === null
      ? t("sync.interrupted.titleNoTotal", { done: run.done })
      : t("sync.interrupted.title", { done: run.done, total: run.total });

  async function go() {
    setFailed(undefined);
    setBusy(true);
    try {
      const after = (await host.call("run_recover", {})) ?? run;
      if (isActive(after)) {
        toast({ text: t("sync.interrupted.checked", { ledger, saved: savedOf(after) }) });
        onContinued(after);
      } else setSettled(after);
    } catch (thrown) {
      setFailed(toHostError(thrown));
    } finally {
      setBusy(false);
    }
  }

  if (settled !== undefined) return <Settled run={settled} title={title} onClose={onSettled} />;
  return (
    <Section title={title}>
      {failed !== undefined && <ErrorBlock error={failed} onRetry={() => void go()} />}
      {busy ? (
        <Progress label={t("sync.interrupted.checking", { ledger })} done={run.done} total={null} />
      ) : (
        <p>{t("sync.interrupted.text", { ledger })}</p>
      )}
      <div className="row">
        <Button kind="primary" disabled={busy} onClick={() => void go()}>
          {t("sync.interrupted.continue")}
        </Button>
        <Button onClick={() => void navigate("/activity?tile=pre_sync")}>
          {t("sync.interrupted.review")}
        </Button>
      </div>
    </Section>
  );
}

function Settled({ run, title, onClose }: { run: RunStatus; title: string; onClose: () => void }) {
  const { t } = useWords();
  const { ledger } = useNames();
  const verifying = run.kinds.reduce((sum, kind) => sum + kind.verifying, 0);
  return (
    <Section title={title}>
      <Banner tone={verifying > 0 ? "warn" : "good"}>
        {t("sync.interrupted.checked", { ledger, saved: savedOf(run) })}{" "}
        {verifying > 0 && t("sync.interrupted.verifying", { count: verifying })}
      </Banner>
      <div>
        <Button kind="primary" onClick={onClose}>
          {t("sync.interrupted.close")}
        </Button>
      </div>
    </Section>
  );
}
