/** A sync that begins signed out asks for the sign-in where it stands and then goes on by itself (S-146, C-23). */
import { useState } from "react";
import { Banner, Button } from "../../components";
import { useHost, useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import { useNames } from "../match/names";
import { SignIn } from "../settings/SignIn";
import type { Start } from "./useStart";

export const useSignedOut = () => useRpc("run_waiting", {}).data?.sign_in_needed === true;

export function SignInAndSync({ start }: { start: Start }) {
  const { t } = useWords();
  const { ledger } = useNames();
  const host = useHost();
  const [signing, setSigning] = useState(false);
  async function closed() {
    setSigning(false);
    // The dialog can also be closed without signing in.
    const now = await host.call("run_waiting", {});
    if (!now.sign_in_needed) await start.go();
  }
  return (
    <>
      <Banner tone="warn">{t("sync.overview.signedOut", { ledger })}</Banner>
      <div className="row">
        <Button kind="primary" icon="sync" disabled={start.busy} onClick={() => setSigning(true)}>
          {t("sync.overview.signIn")}
        </Button>
      </div>
      {signing && <SignIn onClose={() => void closed()} />}
    </>
  );
}
