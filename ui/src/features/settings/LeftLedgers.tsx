/** Ledgers the client moved away from: kept as they were, and gone back to with one question. */
import { useState } from "react";
import { AlertDialog, Banner, Button, Chip, Section, toast } from "../../components";
import { useErrorText } from "../../errors/useErrorText";
import { useRpcMutation } from "../../host/context";
import type { ConnectionView, LeftLedger, MoveView } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { Blocked, MOVE_READS } from "./MoveDialog";

const named = (left: LeftLedger) =>
  left.company_name === null ? left.ledger_name : `${left.ledger_name}: ${left.company_name}`;

/** Between leaving one ledger and signing in to the other. */
export function MoveUnderWay({ connection, move }: { connection: ConnectionView; move: MoveView }) {
  const { t } = useWords();
  const back = useGoBack();
  const from = move.left[0];
  if (connection.company_name !== null || from === undefined) return null;
  return (
    <Banner
      tone="info"
      action={
        <Button small disabled={back.pending} onClick={() => back.go(from)}>
          {t("move.cancel", { left: from.ledger_name })}
        </Button>
      }
    >
      <strong>{t("move.underWay", { left: named(from), ledger: connection.ledger_name ?? "" })}</strong>{" "}
      {t("move.underWayNext")}
    </Banner>
  );
}

export function LeftLedgers({ connection, move }: { connection: ConnectionView; move: MoveView }) {
  const { t } = useWords();
  const [asked, setAsked] = useState<LeftLedger | undefined>();
  if (move.left.length === 0) return null;
  return (
    <Section title={t("move.left")} note={t("move.leftNote")}>
      <ul className="left">
        {move.left.map((left) => (
          <li key={left.id} className="left__line">
            <Line left={left} />
            <Button
              small
              aria-label={t("move.backSpoken", { ledger: named(left) })}
              onClick={() => setAsked(left)}
            >
              {t("move.back")}
            </Button>
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <GoBack left={asked} connection={connection} move={move} onClose={() => setAsked(undefined)} />
      )}
    </Section>
  );
}

function Line({ left }: { left: LeftLedger }) {
  const { t, instant } = useWords();
  return (
    <div className="grow stack stack--tight">
      <span className="row">
        <strong className="truncate">{named(left)}</strong>
        {left.state === "removed" && <Chip>{t("status.not_connected")}</Chip>}
        {left.state === "sign_in_needed" && <Chip tone="bad">{t("status.reconnect")}</Chip>}
      </span>
      <span className="muted small">
        {t("move.leftPosted", { count: left.posted })}
        {left.last_success_at !== null && ` · ${t("move.leftLast", { when: instant(left.last_success_at) })}`}
      </span>
    </div>
  );
}

function GoBack(props: {
  left: LeftLedger;
  connection: ConnectionView;
  move: MoveView;
  onClose: () => void;
}) {
  const { t } = useWords();
  const back = useGoBack();
  const { left, connection, move } = props;
  const current = connection.ledger_name ?? "";
  return (
    <AlertDialog
      title={t("move.backTitle", { ledger: named(left) })}
      open
      onClose={props.onClose}
      confirmLabel={t("move.backConfirm", { ledger: left.ledger_name })}
      confirmDisabledReason={move.ready ? undefined : t("move.blockedShort")}
      onConfirm={() => {
        props.onClose();
        back.go(left);
      }}
    >
      <div className="stack">
        <Blocked move={move} />
        <ul className="facts-list">
          <li>{t("move.backKept")}</li>
          <li>{t("move.backSent")}</li>
          <li>
            {t(connection.company_name === null ? "move.backForgotten" : "move.backPaused", {
              ledger: current,
            })}
          </li>
        </ul>
      </div>
    </AlertDialog>
  );
}

function useGoBack() {
  const { t } = useWords();
  const errorText = useErrorText();
  const back = useRpcMutation("move_back", [...MOVE_READS]);
  return {
    pending: back.isPending,
    go(left: LeftLedger) {
      back.mutate(
        { id: left.id },
        {
          onSuccess: () => toast({ text: t("move.backDone", { ledger: left.ledger_name }), tone: "good" }),
          onError: (error) => toast({ text: errorText(error).title, tone: "bad" }),
        },
      );
    },
  };
}
