/** What is sent: one switch per kind, with what it needs. A needed kind is never taken away unasked. */
import { useState } from "react";
import { AlertDialog, Banner, ErrorBlock, Section, Switch } from "../../components";
import type { ObjectKind, ObjectSwitch } from "../../ipc/generated";
import { useWords, type MessageId, type Words } from "../../i18n/intl";
import { useSetting, useSettings } from "./useSetting";

export function ObjectsSection() {
  const { t } = useWords();
  const settings = useSettings();
  const set = useSetting();
  const [asking, setAsking] = useState<ObjectSwitch | undefined>();
  const objects = settings.data?.objects ?? [];
  const dependants = (object: ObjectSwitch) =>
    objects.filter((each) => each.on && object.needed_by.includes(each.kind));
  const kinds = kindList({ t });
  function change(object: ObjectSwitch, on: boolean) {
    if (!on && dependants(object).length > 0) setAsking(object);
    else set(`object.${object.kind}`, on, object.on);
  }
  return (
    <Section title={t("settings.objects")} note={t("settings.objectsNote")}>
      {settings.isError && <ErrorBlock error={settings.error} onRetry={() => void settings.refetch()} />}
      <ul className="switches">
        {objects.map((object) => (
          <li key={object.kind}>
            <Switch
              label={t(`kind.${object.kind}` as MessageId, { count: 2 })}
              checked={object.on}
              disabled={object.unavailable}
              onChange={(on) => change(object, on)}
              note={<Note object={object} />}
            />
            {object.kind === "journal_entry" && <Banner tone="warn">{t("settings.journalCaution")}</Banner>}
          </li>
        ))}
      </ul>
      <AlertDialog
        title={t("settings.turnOffTitle")}
        open={asking !== undefined}
        onClose={() => setAsking(undefined)}
        confirmLabel={t("settings.turnOffAll")}
        onConfirm={() => {
          if (asking !== undefined) set(`object.${asking.kind}`, false, true);
          setAsking(undefined);
        }}
      >
        {asking !== undefined &&
          t("settings.turnOffText", {
            needing: kinds(dependants(asking).map((each) => each.kind)),
            needed: kinds([asking.kind]),
          })}
      </AlertDialog>
    </Section>
  );
}

const kindList =
  ({ t }: Pick<Words, "t">) =>
  (kinds: readonly ObjectKind[]) =>
    kinds.map((kind) => t(`kind.${kind}` as MessageId, { count: 2 })).join(", ");

function Note({ object }: { object: ObjectSwitch }) {
  const words = useWords();
  const { t } = words;
  const parts = [
    t("settings.bothWords", { source: object.source_words, ledger: object.ledger_words }),
    object.needs.length === 0
      ? t("settings.needsNothing")
      : t("settings.needs", { list: kindList(words)(object.needs) }),
    object.unavailable ? t("settings.unavailable") : undefined,
  ];
  return <>{parts.filter(Boolean).join(" · ")}</>;
}
