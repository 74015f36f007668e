/** Files whose meaning is remembered: what they are called, and a way to rename or forget each. */
import { useState } from "react";
import { AlertDialog, Button, ErrorBlock, InstantText, Section, TextField } from "../../components";
import { useRpc, useRpcMutation } from "../../host/context";
import type { ImportProfileView } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

type Asked = { what: "rename" | "forget"; of: ImportProfileView };

export function Profiles() {
  const { t } = useWords();
  const profiles = useRpc("import_profiles", {});
  const [asked, setAsked] = useState<Asked | undefined>();
  if (profiles.isError)
    return <ErrorBlock error={profiles.error} onRetry={() => void profiles.refetch()} compact />;
  if (profiles.data === undefined || profiles.data.length === 0) return null;
  const close = () => setAsked(undefined);
  return (
    <Section title={t("import.profiles")} note={t("import.profilesNote")}>
      <ul className="stack stack--tight" aria-label={t("import.profiles")}>
        {profiles.data.map((of) => (
          <li key={of.name} className="row row--wrap">
            <span className="grow">
              {of.name}{" "}
              <span className="muted small">
                {t(`kind.${of.kind}` as MessageId, { count: 2 })} · {t("import.profileUsed")}{" "}
                <InstantText value={of.used_at} />
              </span>
            </span>
            <Button
              small
              aria-label={t("import.renameOf", { name: of.name })}
              onClick={() => setAsked({ what: "rename", of })}
            >
              {t("import.rename")}
            </Button>
            <Button
              small
              aria-label={t("import.forgetOf", { name: of.name })}
              onClick={() => setAsked({ what: "forget", of })}
            >
              {t("import.forget")}
            </Button>
          </li>
        ))}
      </ul>
      {asked?.what === "rename" && <Rename key={asked.of.name} of={asked.of} onClose={close} />}
      {asked?.what === "forget" && <Forget of={asked.of} onClose={close} />}
    </Section>
  );
}

function Rename({ of, onClose }: { of: ImportProfileView; onClose: () => void }) {
  const { t } = useWords();
  const rename = useRpcMutation("import_profile_rename", ["import_profiles"]);
  const [to, setTo] = useState(of.name);
  const save = () => rename.mutate({ name: of.name, to: to.trim() }, { onSuccess: onClose });
  return (
    <form
      className="row row--wrap"
      aria-label={t("import.renameTitle", { name: of.name })}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextField
        label={t("import.profileName")}
        value={to}
        maxLength={200}
        onChange={(event) => setTo(event.target.value)}
      />
      <Button type="submit" kind="primary" disabled={to.trim() === "" || rename.isPending}>
        {t("import.rename")}
      </Button>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      {rename.isError && <ErrorBlock error={rename.error} compact />}
    </form>
  );
}

function Forget({ of, onClose }: { of: ImportProfileView; onClose: () => void }) {
  const { t } = useWords();
  const forget = useRpcMutation("import_profile_delete", ["import_profiles"]);
  return (
    <AlertDialog
      title={t("import.forgetOf", { name: of.name })}
      open
      onClose={onClose}
      confirmLabel={t("import.forget")}
      onConfirm={() => forget.mutate({ name: of.name }, { onSuccess: onClose })}
    >
      <p>{t("import.forgetText")}</p>
      {forget.isError && <ErrorBlock error={forget.error} compact />}
    </AlertDialog>
  );
}
