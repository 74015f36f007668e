/** Which rule or setting left a document out, in plain words. The program keeps `where:what`, e.g. `record:duplicate`. */
import { useMemo } from "react";
import { en } from "../../i18n/en";
import { useWords, type MessageId } from "../../i18n/intl";
import { useNames } from "../match/names";

const known = (id: string): id is MessageId => Object.hasOwn(en, id);

export function useIgnoredWords(): (by: string) => string {
  const { t } = useWords();
  const { source } = useNames();
  return useMemo(
    () => (by) => {
      const at = by.indexOf(":");
      const [where, what] = at < 0 ? ["", by] : [by.slice(0, at), by.slice(at + 1)];
      const why = where === "record" ? `ignore.${what}` : `ignored.${where}.${what}`;
      const frame = `ignored.by.${where}`;
      // A word that this version does not know is spelled out, never hidden.
      const reason = known(why) ? t(why, { source }) : what.replaceAll("_", " ");
      return known(frame) ? t(frame, { reason }) : reason;
    },
    [t, source],
  );
}
