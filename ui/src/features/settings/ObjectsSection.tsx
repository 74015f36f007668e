/** What is shared: lists with their direction and master, other kinds with a switch. A needed kind is never taken away unasked. */
import { useState } from "react";
import { AlertDialog, Banner, ErrorBlock, Section, Switch } from "../../components";
import type { ObjectKind, ObjectSwitch } from "../../ipc/generated";
import { useWords, type MessageId, type Words } from "../../i18n/intl";
import { useNames } from "../match/names";
import { ChangedBy } from "./ChangedBy";
import { SharingFields } from "./SharingFields";
import { useSetting, useSettings } from "./useSetting";
import { isShared } from "./useSharing";

export function ObjectsSection() {
  const { t } = useWords();
  return <Objects title={t("settings.objects")} note={t("settings.objectsNote")} shown={() => true} />;
}

/** Only the lists that can go either way: what a first sync asks. */
export function SharedLists({ title, note }: { title: string; note: string }) {
  return <Objects title={title} note={note} shown={isShared} />;
}

function Objects(props: { title: string; note: string; shown: (object: ObjectSwitch) => boolean }) {
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
    <Section title={props.title} note={props.note}>
      {settings.isError && <ErrorBlock error={settings.error} onRetry={() => void settings.refetch()} />}
      <ul className="switches">
        {objects.filter(props.shown).map((object) => (
          <li key={object.kind}>
            {isShared(object) ? (
              <SharedList object={object} onOff={() => change(object, false)} />
            ) : (
              <OneWay object={object} onChange={(on) => change(object, on)} />
            )}
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

/** A list that can go either way. */
function SharedList({ object, onOff }: { object: ObjectSwitch; onOff: () => void }) {
  const { t } = useWords();
  return (
    <div className="stack">
      <div>
        <h3>{t(`kind.${object.kind}` as MessageId, { count: 2 })}</h3>
        <p className="muted small">
          <Note object={object} />
        </p>
      </div>
      <SharingFields object={object} onOff={onOff} />
    </div>
  );
}

/** A kind that only ever goes from the source to the ledger: on or off. */
function OneWay({ object, onChange }: { object: ObjectSwitch; onChange: (on: boolean) => void }) {
  const { t } = useWords();
  const { source, ledger } = useNames();
  return (
    <>
      <Switch
        label={t(`kind.${object.kind}` as MessageId, { count: 2 })}
        checked={object.on}
        disabled={object.unavailable}
        onChange={onChange}
        note={<Note object={object} />}
      />
      <div className="switches__more">
        {object.on && <p className="small">{t("settings.oneWay", { source, ledger })}</p>}
        {object.kind === "invoice" && !object.on && (
          <Banner tone="warn">{t("settings.invoicesOff", { ledger })}</Banner>
        )}
        {object.kind === "journal_entry" && <Banner tone="warn">{t("settings.journalCaution")}</Banner>}
        <ChangedBy names={[`object.${object.kind}`]} />
      </div>
    </>
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
