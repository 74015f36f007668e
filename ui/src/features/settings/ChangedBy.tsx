/** Who changed a setting last, and when; nothing where it is still as it came. */
import { InstantText } from "../../components";
import { useWords } from "../../i18n/intl";
import { useSettings } from "./useSetting";

export function ChangedBy({ names }: { names: readonly string[] }) {
  const { t } = useWords();
  const changes = useSettings().data?.changes ?? [];
  const own = changes.filter((change) => names.includes(change.name));
  const last = own.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (last === undefined) return null;
  return (
    <p className="changed muted small">
      {t("settings.changedBy", { who: last.who })} <InstantText value={last.at} />
    </p>
  );
}
