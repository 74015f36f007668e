/** Moving to another ledger: what is owed and what stays, then which ledger and from which day. Nothing is sent by it. */
import { useState } from "react";
import { useNavigate } from "react-router";
import {
  Banner,
  Button,
  ChoiceField,
  Dialog,
  DialogButtons,
  ErrorBlock,
  TextField,
  toast,
} from "../../components";
import { useAppStatus } from "../../app/status";
import { useRpcMutation } from "../../host/context";
import type { MoveView } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

export const MOVE_READS = ["connection_get", "move_get", "home", "app_status", "settings_get"] as const;

export function MoveDialog({ move, onClose }: { move: MoveView; onClose: () => void }) {
  const { t, date } = useWords();
  const client = useAppStatus().data?.client?.name ?? "";
  const ledger = move.ledger_name ?? t("shell.noLedger");
  const [system, setSystem] = useState(() => proposed(move));
  const [firstDay, setFirstDay] = useState(move.first_day ?? "");
  const start = useRpcMutation("move_start", [...MOVE_READS]);
  const name = move.systems.find((each) => each.system === system)?.name ?? "";
  function confirm() {
    start.mutate(
      { system, first_day: firstDay === "" ? null : firstDay },
      {
        onSuccess: () => {
          toast({ text: t("move.done", { ledger: name }), tone: "good" });
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      title={t("move.title", { client })}
      open
      onClose={onClose}
      footer={
        <DialogButtons
          cancel={<Button onClick={onClose}>{t("common.cancel")}</Button>}
          confirm={
            <Button
              kind="primary"
              disabled={start.isPending}
              disabledReason={move.ready ? undefined : t("move.blockedShort")}
              onClick={confirm}
            >
              {t(start.isPending ? "move.moving" : "move.confirm", { ledger })}
            </Button>
          }
        />
      }
    >
      <div className="stack">
        {start.error !== null && <ErrorBlock error={start.error} compact />}
        <Blocked move={move} />
        <section className="stack stack--tight">
          <h3>{t("move.whatStays", { ledger })}</h3>
          <Stays move={move} />
        </section>
        <ChoiceField
          label={t("move.to")}
          value={system}
          choices={move.systems.map((each) => ({ value: each.system, label: each.name }))}
          onChange={setSystem}
        />
        <TextField
          label={t("move.firstDay")}
          type="date"
          value={firstDay}
          onChange={(event) => setFirstDay(event.target.value)}
          hint={
            <>
              <strong className="num">{firstDay === "" ? t("settings.noDate") : date(firstDay)}</strong>.{" "}
              {t("move.firstDayHint", { ledger })}
            </>
          }
        />
        <p className="muted">{t("move.anew")}</p>
      </div>
    </Dialog>
  );
}

/** Another product than the present one, where there is one. */
function proposed(move: MoveView): string {
  const other = move.systems.find((each) => each.name !== move.ledger_name);
  return (other ?? move.systems[0])?.system ?? "";
}

function Stays({ move }: { move: MoveView }) {
  const { t } = useWords();
  const lines: [MessageId, number][] = [
    ["move.approved", move.approved],
    ["move.staged", move.staged],
    ["move.failed", move.failed],
  ];
  return (
    <ul className="facts-list">
      <li>{t("move.posted", { count: move.posted })}</li>
      {lines
        .filter(([, count]) => count > 0)
        .map(([id, count]) => (
          <li key={id}>{t(id, { count })}</li>
        ))}
      <li>{t("move.kept")}</li>
    </ul>
  );
}

/** Why the ledger cannot be left now, and where that is put right. */
export function Blocked({ move }: { move: MoveView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  if (move.ready) return null;
  return (
    <Banner
      tone="warn"
      action={
        <Button small onClick={() => void navigate("/sync")}>
          {t("move.openSync")}
        </Button>
      }
    >
      {move.run_open ? t("move.blockedRun") : t("move.blockedDoubt", { count: move.in_doubt })}
    </Banner>
  );
}
