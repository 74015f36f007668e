/** An amount: decimal string in, locale's separators out, figures of equal width, the sign never by colour alone. */
import { useWords } from "../i18n/intl";
import "./Amount.css";

export interface AmountProps {
  /** Decimal string as it came from the backend. */
  value: string;
  currency?: string | undefined;
  /** Shows the code; a client with more than one currency always does. */
  showCurrency?: boolean;
  decimals?: number;
  strong?: boolean;
}

export function Amount({ value, currency, showCurrency, decimals, strong }: AmountProps) {
  const { amount, negative } = useWords();
  const text = amount(value, {
    ...(currency === undefined ? {} : { currency }),
    ...(decimals === undefined ? {} : { decimals }),
  });
  const isNegative = /^-/.test(value) && /[1-9]/.test(value);
  return (
    <span className="amount num" data-negative={isNegative || undefined} data-strong={strong || undefined}>
      {text}
      {/* Keeps the decimal mark in line with amounts that end in a bracket. */}
      {negative === "parentheses" && !isNegative && <span className="amount__pad" aria-hidden="true" />}
      {showCurrency === true && currency !== undefined && <span className="amount__code"> {currency}</span>}
    </span>
  );
}

export function DateText({ value }: { value: string | null | undefined }) {
  const { date, t } = useWords();
  if (value === null || value === undefined || value === "")
    return <span className="muted">{t("common.never")}</span>;
  return (
    <time className="num" dateTime={value}>
      {date(value)}
    </time>
  );
}

export function InstantText({ value, seconds }: { value: string | null | undefined; seconds?: boolean }) {
  const { instant, t } = useWords();
  if (value === null || value === undefined || value === "")
    return <span className="muted">{t("common.never")}</span>;
  return (
    <time className="num" dateTime={value} title={value}>
      {instant(value, seconds)}
    </time>
  );
}

export function Count({ value }: { value: number }) {
  return <span className="num">{useWords().count(value)}</span>;
}
