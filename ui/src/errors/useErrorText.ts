/** The sentences for a code and its values, in the person's language; ISO dates among the values are spelled out. */
import { useMemo } from "react";
import type { AnyErrorCode } from "../host/host-error";
import { en, type MessageId } from "../i18n/en";
import { useWords, type Words } from "../i18n/intl";
import { errorValues, textId, titleId } from "./table";

export interface ErrorText {
  title: string;
  text: string;
}

interface Told {
  code: AnyErrorCode;
  params: Record<string, string>;
}

const AMOUNTS: ReadonlySet<string> = new Set(["total", "sum"]);
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Words of the backend (a kind, an account slot), dates and amounts as a person writes them. */
function shownValue(name: string, value: string, { t, date, instant, amount }: Words): string {
  if (name === "since") return instant(value);
  if (name === "kind" && `kind.${value}` in en) return t(`kind.${value}` as MessageId, { count: 2 });
  if (name === "slot" && `settings.slot.${value}` in en) return t(`settings.slot.${value}` as MessageId);
  if (name === "field" && `settings.value.${value}` in en) return t(`settings.value.${value}` as MessageId);
  if (ISO_DATE.test(value)) return date(value);
  return AMOUNTS.has(name) ? amount(value) : value;
}

export function useErrorText(): (error: Told) => ErrorText {
  const words = useWords();
  return useMemo(
    () => (error) => {
      const { t } = words;
      const shown = Object.entries(error.params).map(([name, value]) => [
        name,
        shownValue(name, value, words),
      ]);
      const values = errorValues(Object.fromEntries(shown) as Record<string, string>);
      return { title: t(titleId(error.code), values), text: t(textId(error.code), values) };
    },
    [words],
  );
}

/** A cause stated once for many records: without what belongs to one of them only. */
export function forGroup(failure: Told): Told {
  const { record: _record, number: _number, value: _value, date: _date, ...params } = failure.params;
  return { code: failure.code, params };
}
