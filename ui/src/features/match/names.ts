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

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const LINE = /^lines\.(\d+)\.(.+)$/;
const ADDRESS_LINE = /^(.+)\.lines\.(\d+)$/;
/** Last parts of codes whose values are money. */
const MONEY: ReadonlySet<string> = new Set([
  "amount",
  "total",
  "tax_total",
  "balance",
  "unit_price",
  "sales_price",
  "purchase_cost",
]);
/** Last parts of codes whose values are words of the program. */
const CODED: ReadonlySet<string> = new Set(["kind", "item_type", "state"]);

/** Words for the codes that come with records; a code without a word is shown spelled out, never hidden. */
export function useRecordWords() {
  const { t, date, amount } = useWords();
  function field(code: string): string {
    const [, line, ofLine] = LINE.exec(code) ?? [];
    if (line !== undefined && ofLine !== undefined) return t("field.ofLine", { line, field: field(ofLine) });
    const [, address, part] = ADDRESS_LINE.exec(code) ?? [];
    if (address !== undefined && part !== undefined)
      return t("field.addressLine", { line: part, field: field(address) });
    const id = `field.${code}`;
    const words = spaced(code).replaceAll(".", " › ");
    return known(id) ? t(id) : words.charAt(0).toUpperCase() + words.slice(1);
  }
  return {
    /** A field's value as a person writes it: months by name, money with its decimals. */
    value(code: string, text: string): string {
      const last = code.slice(code.lastIndexOf(".") + 1);
      if (ISO_DATE.test(text)) return date(text);
      if (MONEY.has(last)) return amount(text);
      if (text === "true" || text === "false") return t(text === "true" ? "common.yes" : "common.no");
      return CODED.has(last) ? spaced(text) : text;
    },
    kind: (kind: ObjectKind) => t(`kindWord.${kind}`),
    kindTitle: (kind: ObjectKind) => t(`kind.${kind}`, { count: 2 }),
    kindOne: (kind: ObjectKind) => t(`kind.${kind}`, { count: 1 }),
    field,
    reason(reason: ReasonView): string {
      const id = `match.${reason.contradiction ? "whyNot" : "why"}.${reason.code}`;
      if (known(id)) return t(id, { text: reason.text ?? "none" });
      return reason.text === null ? spaced(reason.code) : `${spaced(reason.code)} ${reason.text}`;
    },
  };
}
