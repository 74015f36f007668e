/** Signing in happens in the system's browser. We wait, or take the address that the person copies back. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Banner, Button, Dialog, DialogButtons, ErrorBlock, Progress, TextField } from "../../components";
import { useHost, useRpcMutation } from "../../host/context";
import { fromFailure, toHostError, type HostError } from "../../host/host-error";
import type { SignInStarted, SignInState } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";

const WAIT_SECONDS = 15;
const READS = ["connection_get", "home", "app_status", "lists_overview"];

export function SignIn({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const attempt = useSignIn();
  const { state, started, error } = attempt;
  const arrived = state?.state === "arrived";
  const done = arrived || state?.state === "done";
  const trouble = error ?? (state?.trouble == null ? undefined : fromFailure(state.trouble));
  const waiting = started !== undefined && !done && trouble === undefined;
  function close() {
    if (state?.state !== "done") attempt.cancel();
    onClose();
  }
  return (
    <Dialog
      title={t(done ? "signIn.doneTitle" : "signIn.title")}
      open
      onClose={close}
      footer={
        arrived ? (
          <DialogButtons
            cancel={<Button onClick={close}>{t("signIn.no")}</Button>}
            confirm={
              <Button kind="primary" disabled={attempt.confirming} onClick={() => attempt.confirm(onClose)}>
                {t("signIn.yes")}
              </Button>
            }
          />
        ) : (
          <Button kind={done ? "primary" : "secondary"} onClick={close}>
            {t(done ? "common.close" : "common.cancel")}
          </Button>
        )
      }
    >
      <div className="stack">
        {trouble !== undefined && <ErrorBlock error={trouble} onRetry={attempt.start} compact />}
        {waiting && (
          <Waiting
            started={started}
            onAgain={attempt.start}
            onPaste={attempt.paste}
            pasting={attempt.pasting}
          />
        )}
        {done && state !== undefined && (
          <Banner tone="good">
            {t("signIn.done", {
              company: state.connection.company_name ?? "",
              id: state.connection.book_number ?? "",
            })}
          </Banner>
        )}
        {arrived && <p>{t("signIn.right")}</p>}
      </div>
    </Dialog>
  );
}

function Waiting(props: {
  started: SignInStarted;
  onAgain: () => void;
  onPaste: (address: string) => void;
  pasting: boolean;
}) {
  const { t } = useWords();
  const host = useHost();
  const [address, setAddress] = useState("");
  return (
    <>
      <p>{t(props.started.comes_back ? "signIn.waiting" : "signIn.waitingPaste")}</p>
      <Progress label={t("signIn.progress")} done={0} total={null} slim />
      <div>
        {host.can("open-browser") ? (
          <div className="stack stack--tight">
            <div>
              <Button small onClick={props.onAgain}>
                {t("signIn.again")}
              </Button>
            </div>
            <TextField
              label={t("signIn.address")}
              value={props.started.authorize_url}
              readOnly
              onFocus={(event) => event.target.select()}
            />
          </div>
        ) : (
          <a href={props.started.authorize_url} target="_blank" rel="noreferrer">
            {t("signIn.open")}
          </a>
        )}
      </div>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (address.trim() !== "") props.onPaste(address.trim());
        }}
      >
        <TextField
          label={t("signIn.paste")}
          hint={t("signIn.pasteHint")}
          value={address}
          maxLength={4000}
          autoComplete="off"
          onChange={(event) => setAddress(event.target.value)}
        />
        <div>
          <Button type="submit" small disabled={props.pasting || address.trim() === ""}>
            {t("signIn.pasteButton")}
          </Button>
        </div>
      </form>
    </>
  );
}

function useSignIn() {
  const host = useHost();
  const client = useQueryClient();
  const [started, setStarted] = useState<SignInStarted | undefined>();
  const [state, setState] = useState<SignInState | undefined>();
  const [error, setError] = useState<HostError | undefined>();
  const [round, setRound] = useState(0);
  const alive = useRef(true);
  const pasted = useRpcMutation("sign_in_paste");
  const confirmed = useRpcMutation("sign_in_confirm");

  useEffect(() => {
    alive.current = true;
    let mine = true;
    const current = () => mine && alive.current;
    function take(next: SignInState) {
      setState(next);
      if (next.state !== "waiting")
        for (const name of READS) void client.invalidateQueries({ queryKey: [name] });
      return next.state === "waiting";
    }
    async function run() {
      setError(undefined);
      setState(undefined);
      const begun = await host.call("sign_in_start", {});
      if (!current()) return;
      setStarted(begun);
      while (current()) {
        const next = await host.call("sign_in_wait", { seconds: WAIT_SECONDS });
        if (!current() || !take(next)) return;
      }
    }
    run().catch((thrown: unknown) => current() && setError(toHostError(thrown)));
    return () => {
      mine = false;
    };
  }, [host, client, round]);

  return {
    started,
    state,
    error,
    pasting: pasted.isPending,
    start: () => setRound((old) => old + 1),
    paste(address: string) {
      pasted.mutate(
        { address },
        {
          onError: setError,
          onSuccess(next) {
            setState(next);
            for (const name of READS) void client.invalidateQueries({ queryKey: [name] });
          },
        },
      );
    },
    confirming: confirmed.isPending,
    confirm(then: () => void) {
      confirmed.mutate(
        {},
        {
          onError: setError,
          onSuccess() {
            for (const name of READS) void client.invalidateQueries({ queryKey: [name] });
            then();
          },
        },
      );
    },
    cancel() {
      alive.current = false;
      void host.call("sign_in_cancel", {}).catch(() => undefined);
    },
  };
}
