/** Messages with plurals, typed ids, and formatters bound to the person's locale. */
import { useMemo, type ReactNode } from "react";
import { IntlProvider, useIntl } from "react-intl";
import { en, type MessageId } from "./en";
import {
  formatAmount,
  formatCount,
  formatDate,
  formatInstant,
  type AmountOptions,
  type NegativeStyle,
} from "./format";
import { usePrefs } from "../theme/prefs";

export type { MessageId };
export type MessageValues = Record<string, string | number | bigint | boolean | Date | null | undefined>;

/** Swaps the words for longer accented ones, so that a test or an eye finds what was not translated or overflows. */
export function pseudo(message: string): string {
  let depth = 0;
  let out = "";
  for (const char of message) {
    if (char === "{") depth += 1;
    if (depth === 0) out += ACCENTS[char] ?? char;
    else out += char;
    if (char === "}") depth -= 1;
  }
  return `[${out} ${"~".repeat(Math.ceil(message.length * 0.4))}]`;
}

const ACCENTS: Record<string, string> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  n: "ñ",
  A: "Á",
  E: "É",
  S: "Š",
};

const DEFAULT_LOCALE = "en-GB";

export function browserLocale(): string {
  const asked = typeof navigator === "undefined" ? "" : navigator.language;
  try {
    // Webviews hand on the system's own word, which may be "C" or "POSIX": no language, but no reason to draw nothing.
    return Intl.getCanonicalLocales(asked)[0] ?? DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE;
  }
}

export function Messages(props: { locale?: string; pseudo?: boolean; children: ReactNode }) {
  const messages = useMemo(() => {
    if (props.pseudo !== true) return en;
    return Object.fromEntries(Object.entries(en).map(([id, text]) => [id, pseudo(text)]));
  }, [props.pseudo]);
  return (
    <IntlProvider
      locale={props.locale ?? browserLocale()}
      defaultLocale="en"
      messages={messages}
      onError={ignore}
    >
      {props.children}
    </IntlProvider>
  );
}

// A missing message shows its id, which the test of message ids catches; the console is not the place.
function ignore() {}

export interface Words {
  t(id: MessageId, values?: MessageValues): string;
  locale: string;
  amount(text: string, options?: Partial<AmountOptions>): string;
  count(n: number): string;
  date(iso: string): string;
  instant(iso: string, seconds?: boolean): string;
  negative: NegativeStyle;
}

export function useWords(): Words {
  const intl = useIntl();
  const { negative } = usePrefs();
  return useMemo(() => {
    const locale = intl.locale;
    return {
      t: (id, values) => intl.formatMessage({ id }, values as Record<string, string>) as unknown as string,
      locale,
      negative,
      amount: (text, options) => formatAmount(text, { locale, negative, ...options }),
      count: (n) => formatCount(n, locale),
      date: (iso) => formatDate(iso, locale),
      instant: (iso, seconds) => formatInstant(iso, locale, seconds),
    };
  }, [intl, negative]);
}

export function T(props: { id: MessageId; values?: MessageValues }) {
  return <>{useWords().t(props.id, props.values)}</>;
}
