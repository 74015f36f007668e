/** How one list goes between the two sides: which way, and whose value wins. What follows from it is said in place. */
import { ChoiceField } from "../../components";
import type { ObjectSwitch, Side } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { useNames } from "../match/names";
import { ChangedBy } from "./ChangedBy";
import { useSharing, type Way } from "./useSharing";

const WAYS: readonly Way[] = ["one_way", "both", "off"];
const SIDES: readonly Side[] = ["source", "ledger"];

export function SharingFields({ object, onOff }: { object: ObjectSwitch; onOff: () => void }) {
  const { t } = useWords();
  const names = useNames();
  const { way, setWay, setMaster } = useSharing(object);
  const kind = t(`kindWord.${object.kind}` as MessageId);
  const side = { source: names.source, ledger: names.ledger };
  return (
    <div className="sharing">
      <div className="sharing__choices">
        <ChoiceField
          label={t("settings.sharing", { kind })}
          value={way}
          onChange={(next) => (next === "off" ? onOff() : setWay(next))}
          choices={WAYS.map((value) => ({
            value,
            label: t(`settings.sharing.${value}` as MessageId),
            note:
              value === "off" ? undefined : t("settings.side", { name: arrow(value, object.master, side) }),
          }))}
        />
        <ChoiceField
          label={t("settings.master", { kind })}
          value={object.master}
          disabled={way === "off"}
          onChange={setMaster}
          choices={SIDES.map((value) => ({
            value,
            label: t("settings.side", { name: side[value] }),
            note: value === "source" ? t("settings.master.recommended") : undefined,
          }))}
        />
      </div>
      <Consequences object={object} way={way} />
      <ChangedBy names={[`sharing.${object.kind}`, `master.${object.kind}`, `object.${object.kind}`]} />
    </div>
  );
}

function arrow(way: Way, master: Side, side: Record<Side, string>): string {
  if (way === "both") return `${side.source} ⇄ ${side.ledger}`;
  return master === "source" ? `${side.source} → ${side.ledger}` : `${side.ledger} → ${side.source}`;
}

/** One line each: what happens to new records, to differing ones, and an example of a name that was changed. */
function Consequences({ object, way }: { object: ObjectSwitch; way: Way }) {
  const { t } = useWords();
  const { source, ledger } = useNames();
  const { kind, master } = object;
  const words = {
    source,
    ledger,
    one: t(`settings.sharing.one.${kind}` as MessageId),
    many: t(`kindWord.${kind}` as MessageId),
    before: t(`settings.example.before.${kind}` as MessageId),
    after: t(`settings.example.after.${kind}` as MessageId),
  };
  if (way === "off") return <p className="sharing__follows small">{t("settings.follows.off", words)}</p>;
  const made = (at: Side) => (way === "both" || master === at ? "made" : "stays");
  const lines: MessageId[] = [
    `settings.follows.source.${made("source")}`,
    `settings.follows.ledger.${made("ledger")}`,
    `settings.follows.differs.${master}`,
  ];
  return (
    <div className="sharing__follows small">
      <ul>
        {lines.map((id) => (
          <li key={id}>{t(id, words)}</li>
        ))}
      </ul>
      {!object.can_write_back && made("ledger") === "made" && (
        <p className="sharing__example">{t("settings.follows.noColumns", words)}</p>
      )}
      <p className="sharing__example">
        {t("settings.example", words)}
        <span>{t(`settings.example.inLedger.${master}`, words)}</span>
        <span>{t(`settings.example.inSource.${master}`, words)}</span>
      </p>
    </div>
  );
}
