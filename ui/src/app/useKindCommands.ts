/** Lists and documents as entries of the palette, found by either side's word for them (Voucher or Bill, Part or Item). */
import { useNavigate } from "react-router";
import type { Command } from "../components";
import { useRpc } from "../host/context";
import { useWords, type MessageId } from "../i18n/intl";
import type { ObjectSwitch } from "../ipc/generated";

const LISTS: ReadonlySet<string> = new Set(["item", "customer", "vendor"]);

/** Where such records are worked on; what is not sent to this ledger is explained under Objects. */
function place({ kind, unavailable }: ObjectSwitch): string {
  if (LISTS.has(kind)) return `/match?kind=${kind}`;
  return unavailable ? "/settings/objects" : "/activity?tile=total";
}

/** Asked for when the palette opens, not before. */
export function useKindCommands(asked: boolean): Command[] {
  const { t } = useWords();
  const navigate = useNavigate();
  const settings = useRpc("settings_get", {}, { enabled: asked });
  return (settings.data?.objects ?? []).map((each) => {
    const label = t(`kind.${each.kind}` as MessageId, { count: 2 });
    const words = [...new Set([each.source_words, each.ledger_words])];
    return {
      id: `kind-${each.kind}`,
      label,
      kind: "page" as const,
      note: words.join(" · "),
      run: () => void navigate(place(each)),
    };
  });
}
