/** The ledger connection: how it stands, the values behind it, signing in, taking it away, moving to another. */
import { useState } from "react";
import { useNavigate } from "react-router";
import { AlertDialog, Button, ErrorBlock, Fold, Section, StatusBadge, Switch, toast } from "../../components";
import { CONNECTION_STATUS } from "../../app/connection-status";
import { useErrorText } from "../../errors/useErrorText";
import { useRpc, useRpcMutation } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import type { ConnectionView, FailureView, MoveView } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { ConnectionFacts } from "./ConnectionFacts";
import { ConnectionValues } from "./ConnectionValues";
import { LeftLedgers, MoveUnderWay } from "./LeftLedgers";
import { MoveDialog } from "./MoveDialog";
import { SignIn } from "./SignIn";
import { useSetting, useSettings } from "./useSetting";

export function ConnectionsSection() {
  const connection = useRpc("connection_get", {});
  if (connection.isError)
    return <ErrorBlock error={connection.error} onRetry={() => void connection.refetch()} />;
  if (connection.data === undefined) return null;
  return <Body connection={connection.data} />;
}

function Body({ connection }: { connection: ConnectionView }) {
  const { t } = useWords();
  const [signingIn, setSigningIn] = useState(false);
  const move = useRpc("move_get", {}).data;
  // What the last refresh or disconnect could not do; it stays until the next try, not until the next look.
  const [trouble, setTrouble] = useState<FailureView | null>(null);
  const shown = trouble ?? connection.trouble;
  const good = connection.values.filter((value) => value.ok === true).length;
  // Optional values are never checked: they must not look as if something were missing.
  const checked = connection.values.filter((value) => value.ok !== null).length;
  const connected = connection.state === "connected";
  const ready =
    connection.values.length > 0 &&
    connection.values.every((value) => value.ok !== false && (value.stored || value.value !== null));
  return (
    <>
      {move !== undefined && <MoveUnderWay connection={connection} move={move} />}
      <Section
        title={connection.ledger_name ?? t("settings.noLedger")}
        note={t("settings.connectionNote")}
        actions={<StatusBadge status={CONNECTION_STATUS[connection.state]} />}
      >
        {shown !== null && <ErrorBlock error={fromFailure(shown)} compact />}
        <ConnectionFacts connection={connection} />
        <div className="row row--wrap">
          <Button
            kind={connected ? "secondary" : "primary"}
            icon="plug"
            disabledReason={ready ? undefined : t("settings.valuesFirst")}
            onClick={() => setSigningIn(true)}
          >
            {t(connection.company_name === null ? "settings.signIn" : "settings.signInAgain")}
          </Button>
          {connection.company_name !== null && <Refresh onTrouble={setTrouble} />}
          {connection.company_name !== null && <PullLink ledger={connection.ledger_name ?? ""} />}
          <span className="row leaving">
            {connection.company_name !== null && move !== undefined && <Move move={move} />}
            {connection.company_name !== null && connection.state !== "removed" && (
              <Disconnect connection={connection} onTrouble={setTrouble} />
            )}
          </span>
        </div>
        {connection.company_name !== null && <EachSync />}
      </Section>
      <Fold
        name="authentication"
        title={t("settings.authentication")}
        open={!connected}
        aside={
          <span className="muted small num">
            {t("settings.valuesGood", { good, all: checked === 0 ? connection.values.length : checked })}
          </span>
        }
      >
        <ConnectionValues connection={connection} />
      </Fold>
      {move !== undefined && <LeftLedgers connection={connection} move={move} />}
      {signingIn && <SignIn onClose={() => setSigningIn(false)} />}
    </>
  );
}

function Move({ move }: { move: MoveView }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {t("move.button")}
      </Button>
      {asking && <MoveDialog move={move} onClose={() => setAsking(false)} />}
    </>
  );
}

/** C-23: by default one stays signed in. */
function EachSync() {
  const { t } = useWords();
  const set = useSetting();
  const each = useSettings().data?.policies.sign_in_each_sync;
  if (each === undefined) return null;
  return (
    <Switch
      label={t("signIn.each")}
      note={t("signIn.eachNote")}
      checked={each}
      onChange={(next) => set("policy.sign_in_each_sync", next, each)}
    />
  );
}

function PullLink({ ledger }: { ledger: string }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Button kind="link" onClick={() => void navigate("/match")}>
      {t("settings.pullFrom", { ledger })}
    </Button>
  );
}

function Refresh({ onTrouble }: { onTrouble: (trouble: FailureView | null) => void }) {
  const { t } = useWords();
  const errorText = useErrorText();
  const refresh = useRpcMutation("connection_refresh", ["connection_get", "home", "app_status"]);
  return (
    <Button
      icon="sync"
      disabled={refresh.isPending}
      onClick={() =>
        refresh.mutate(
          {},
          {
            onSuccess: ({ trouble }) => {
              onTrouble(trouble);
              if (trouble === null) toast({ text: t("settings.refreshed"), tone: "good" });
            },
            onError: (error) => toast({ text: errorText(error).title, tone: "bad" }),
          },
        )
      }
    >
      {t(refresh.isPending ? "settings.refreshing" : "settings.refresh")}
    </Button>
  );
}

function Disconnect({
  connection,
  onTrouble,
}: {
  connection: ConnectionView;
  onTrouble: (trouble: FailureView | null) => void;
}) {
  const { t } = useWords();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const remove = useRpcMutation("connection_remove", ["connection_get", "home", "app_status"]);
  return (
    <>
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {t("settings.disconnect")}
      </Button>
      <AlertDialog
        title={t("settings.disconnectTitle", { company: connection.company_name ?? "" })}
        open={asking}
        danger
        onClose={() => setAsking(false)}
        confirmLabel={t("settings.disconnectButton")}
        onConfirm={() => {
          setAsking(false);
          remove.mutate(
            {},
            {
              onSuccess: ({ trouble }) => onTrouble(trouble),
              onError: (error) => toast({ text: errorText(error).title, tone: "bad" }),
            },
          );
        }}
      >
        <ul className="stack stack--tight">
          <li>{t("settings.disconnectStops")}</li>
          <li>{t("settings.disconnectStays")}</li>
          <li>{t("settings.disconnectKeeps")}</li>
        </ul>
      </AlertDialog>
    </>
  );
}
