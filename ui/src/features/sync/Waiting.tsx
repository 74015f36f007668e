/**
 * What a run that broke off left to send. It was approved, so it may go on, after signing in again where that is needed;
 * or it goes back to review. It never leaves with another plan.
 */
import { useState } from "react";
import { Amount, Banner, Button, ErrorBlock, Progress, Section, toast } from "../../components";
import { useHost, useRpcMutation } from "../../host/context";
import { toHostError, type HostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { RunStatus, WaitingView } from "../../ipc/generated";
import { useNames, useRecordWords } from "../match/names";
import { SignIn } from "../settings/SignIn";
import { useFailureWords } from "./failure";
import { isActive } from "./useRuns";

interface Props {
  waiting: WaitingView;
  onContinued: (run: RunStatus) => void;
}

export function Waiting({ waiting, onContinued }: Props) {
  const { t } = useWords();
  const { ledger } = useNames();
  const failure = useFailureWords();
  const [signing, setSigning] = useState(false);
  const { busy, failed, go, goIfSignedIn } = useContinue(onContinued);
  const back = useRpcMutation("run_send_back", ["run_waiting", "sync_check", "home", "app_status"]);
  const why = waiting.failure === null ? undefined : failure(waiting.failure);
  return (
    <Section title={t("sync.waiting.title", { count: waiting.approved })}>
      {failed !== undefined && <ErrorBlock error={failed} onRetry={() => void go()} />}
      {back.error !== null && <ErrorBlock error={back.error} compact />}
      {why !== undefined && (
        <Banner tone="warn">
          {why.title}. {why.text}
        </Banner>
      )}
      {busy ? (
        <Progress label={t("sync.interrupted.checking", { ledger })} done={0} total={null} />
      ) : (
        <p>{t("sync.waiting.text", { ledger })}</p>
      )}
      <Kinds waiting={waiting} />
      <div className="row row--wrap">
        <Button
          kind="primary"
          disabled={busy || back.isPending}
          onClick={() => (waiting.sign_in_needed ? setSigning(true) : void go())}
        >
          {t(waiting.sign_in_needed ? "sync.waiting.signIn" : "sync.waiting.continue")}
        </Button>
        <Button
          disabled={busy || back.isPending}
          onClick={() =>
            back.mutate(
              {},
              { onSuccess: () => toast({ text: t("sync.waiting.sentBack", { count: waiting.approved }) }) },
            )
          }
        >
          {t("sync.waiting.sendBack")}
        </Button>
      </div>
      {signing && (
        <SignIn
          onClose={() => {
            setSigning(false);
            void goIfSignedIn();
          }}
        />
      )}
    </Section>
  );
}

function Kinds({ waiting }: { waiting: WaitingView }) {
  const { t } = useWords();
  const { kindTitle, kindOne } = useRecordWords();
  return (
    <>
      <ul className="stack stack--tight">
        {waiting.kinds.map((kind) => (
          <li key={kind.kind} className="num">
            {t("sync.waiting.kind", { kind: kindTitle(kind.kind), count: kind.count })}
            {kind.amount !== null && (
              <>
                {" · "}
                <Amount value={kind.amount} />
              </>
            )}
          </li>
        ))}
        {waiting.in_doubt > 0 && <li>{t("sync.interrupted.verifying", { count: waiting.in_doubt })}</li>}
      </ul>
      <details className="check__fine">
        <summary>{t("sync.waiting.records")}</summary>
        <ul className="stack stack--tight small">
          {waiting.records.map((record) => (
            <li key={`${record.kind} ${record.name}`} className="row">
              <span className="muted">{kindOne(record.kind)}</span>
              <bdi className="truncate">{record.name}</bdi>
              {record.amount !== null && <Amount value={record.amount} />}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Sent without an answer and still open: looking again sends nothing. */
export function Doubts({ waiting, onContinued }: Props) {
  const { t } = useWords();
  const { busy, failed, go } = useContinue(onContinued);
  return (
    <>
      {failed !== undefined && <ErrorBlock error={failed} onRetry={() => void go()} compact />}
      <Banner
        tone="info"
        action={
          <Button small disabled={busy} onClick={() => void go()}>
            {t("sync.waiting.verify")}
          </Button>
        }
      >
        {t("sync.interrupted.verifying", { count: waiting.in_doubt })}
      </Banner>
    </>
  );
}

function useContinue(onContinued: (run: RunStatus) => void) {
  const host = useHost();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<HostError | undefined>();
  async function go() {
    setFailed(undefined);
    setBusy(true);
    try {
      const run = await host.call("run_recover", {});
      if (isActive(run)) onContinued(run);
    } catch (thrown) {
      setFailed(toHostError(thrown));
    } finally {
      setBusy(false);
    }
  }
  async function goIfSignedIn() {
    try {
      const now = await host.call("run_waiting", {});
      if (!now.sign_in_needed) await go();
    } catch (thrown) {
      setFailed(toHostError(thrown));
    }
  }
  return { busy, failed, go, goIfSignedIn };
}
