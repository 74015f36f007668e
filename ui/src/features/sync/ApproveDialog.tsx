/** The last look before a ledger is written. Cancel has the focus; the button says what, how much and where to. */
import { useState } from "react";
import { AlertDialog, Banner, ErrorBlock, TextField } from "../../components";
import { useHost } from "../../host/context";
import { toHostError, type HostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { PlanView, RunStatus } from "../../ipc/generated";
import { useNames } from "../match/names";
import { FilesPlanned } from "./Files";

export function ApproveDialog(props: {
  plan: PlanView;
  onClose: () => void;
  onStarted: (run: RunStatus) => void;
  onOutdated: () => void;
}) {
  const { plan } = props;
  const { t, amount } = useWords();
  const names = useNames();
  const host = useHost();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HostError | undefined>();
  const word = plan.typed_word;
  const typedWrong = word !== null && typed.trim().toLowerCase() !== word.toLowerCase();
  const documents = plan.step !== "lists";
  const values = {
    count: plan.to_send,
    ledger: plan.ledger_name,
    company: plan.company_name,
    source: plan.source_name,
    files: plan.write_back.length,
  };
  const label = documents
    ? t("sync.approve.confirm", { ...values, amount: amount(plan.amount, { currency: plan.currency }) })
    : t("sync.approve.confirmNoAmount", values);

  async function send() {
    setBusy(true);
    setError(undefined);
    try {
      const run = await host.call("plan_approve", {
        plan_id: plan.plan_id,
        hash: plan.hash,
        typed: word === null ? null : typed.trim(),
      });
      props.onStarted(run);
    } catch (thrown) {
      const failed = toHostError(thrown);
      setError(failed);
      if (failed.code === "plan_outdated") props.onOutdated();
    } finally {
      setBusy(false);
    }
  }

  return (
    <AlertDialog
      title={t("sync.approve.title", { ledger: plan.ledger_name })}
      open
      size="medium"
      onClose={props.onClose}
      onConfirm={() => void send()}
      confirmLabel={label}
      confirmDisabledReason={
        busy
          ? t("sync.approve.sending")
          : typedWrong
            ? t("sync.approve.typedFirst", { word: word ?? "" })
            : undefined
      }
    >
      <div className="stack">
        <p className="approve__direction">
          {t("sync.approve.direction", {
            source: names.source,
            ledger: plan.ledger_name,
            company: plan.company_name,
          })}
        </p>
        <p>{t("sync.approve.text", { ...values, held: plan.held })}</p>
        <FilesPlanned plan={plan} />
        {names.practice && <Banner tone="info">{t("sync.approve.practice")}</Banner>}
        {word !== null && (
          <TextField
            label={t("sync.approve.typed", { word })}
            hint={t("sync.approve.typedHint")}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !typedWrong && !busy) void send();
            }}
          />
        )}
        {error !== undefined && <ErrorBlock error={error} compact />}
      </div>
    </AlertDialog>
  );
}
