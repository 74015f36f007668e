/** What the two sides are called on screen. Names come from data; no product is named in this code. */
import { useMemo } from "react";
import { useRpc } from "../../host/context";
import { useWords, type MessageId } from "../../i18n/intl";
import { en } from "../../i18n/en";
import type { ObjectKind, ReasonView } from "../../ipc/generated";

export interface Names {
  client: string;
  source: string;
  ledger: string;
  company: string;
  practice: boolean;
  connected: boolean;
}

export function useNames(): Names {
  const { t } = useWords();
  const client = useRpc("app_status", {}).data?.client ?? null;
  return useMemo(
    () => ({
      client: client?.name ?? "",
      source: client?.source_name ?? t("match.source"),
      ledger: client?.ledger_name ?? t("match.ledger"),
      company: client?.company_name ?? "",
      practice: client?.practice ?? false,
      connected: client === null || client.connection === "connected",
    }),
    [client, t],
  );
}

const known = (id: string): id is MessageId => Object.hasOwn(en, id);
const spaced = (code: string) => code.replaceAll("_", " ");

/** Words for the codes that come with records; a code without a word is shown spelled out, never hidden. */
export function useRecordWords() {
  const { t } = useWords();
  return {
    kind: (kind: ObjectKind) => t(`kindWord.${kind}`),
    kindTitle: (kind: ObjectKind) => t(`kind.${kind}`, { count: 2 }),
    kindOne: (kind: ObjectKind) => t(`kind.${kind}`, { count: 1 }),
    field(code: string): string {
      const id = `field.${code}`;
      const words = spaced(code).replaceAll(".", " › ");
      return known(id) ? t(id) : words.charAt(0).toUpperCase() + words.slice(1);
    },
    reason(reason: ReasonView): string {
      const id = `match.${reason.contradiction ? "whyNot" : "why"}.${reason.code}`;
      if (known(id)) return t(id, { text: reason.text ?? "none" });
      return reason.text === null ? spaced(reason.code) : `${spaced(reason.code)} ${reason.text}`;
    },
  };
}
