/**
 * Formatting of amounts, dates and counts. Amounts are decimal strings from edge to edge and never become
 * JavaScript numbers: the whole part is grouped as a BigInt, the fraction is carried over digit by digit.
 */
export type NegativeStyle = "minus" | "parentheses";

export interface AmountOptions {
  locale: string;
  currency?: string;
  negative?: NegativeStyle;
  /** Fewest digits after the mark; without it the currency's own number of decimals. */
  decimals?: number;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

export interface DecimalParts {
  negative: boolean;
  whole: string;
  fraction: string;
}

/** undefined when the text is no plain decimal: the caller shows it as it came, never as 0. */
export function splitDecimal(text: string): DecimalParts | undefined {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return undefined;
  const whole = (match[2] ?? "0").replace(/^0+(?=\d)/, "");
  const fraction = match[3] ?? "";
  const zero = /^0*$/.test(whole) && /^0*$/.test(fraction);
  return { negative: match[1] === "-" && !zero, whole, fraction };
}

const separators = new Map<string, string>();

export function decimalSeparator(locale: string): string {
  let found = separators.get(locale);
  if (found === undefined) {
    const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(0);
    found = parts.find((part) => part.type === "decimal")?.value ?? ".";
    separators.set(locale, found);
  }
  return found;
}

const decimalsByCurrency = new Map<string, number>();

/** JPY 0, USD 2, KWD 3; an unknown code counts as 2. */
export function currencyDecimals(currency: string): number {
  let found = decimalsByCurrency.get(currency);
  if (found === undefined) {
    try {
      const format = new Intl.NumberFormat("en", { style: "currency", currency });
      found = format.resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
      found = 2;
    }
    decimalsByCurrency.set(currency, found);
  }
  return found;
}

/** Pads, never rounds: a third decimal that is there stays visible. */
function shownFraction(fraction: string, least: number): string {
  return fraction.replace(/0+$/, "").padEnd(least, "0");
}

export function formatAmount(text: string, options: AmountOptions): string {
  const parts = splitDecimal(text);
  if (parts === undefined) return text;
  const least = options.decimals ?? (options.currency === undefined ? 2 : currencyDecimals(options.currency));
  const whole = new Intl.NumberFormat(options.locale).format(BigInt(parts.whole));
  const fraction = shownFraction(parts.fraction, least);
  const number = fraction === "" ? whole : whole + decimalSeparator(options.locale) + fraction;
  if (!parts.negative) return number;
  return options.negative === "parentheses" ? `(${number})` : `\u2212${number}`;
}

/** Order of two decimal strings without turning them into numbers; unreadable text sorts last. */
export function compareDecimals(a: string, b: string): number {
  const left = splitDecimal(a);
  const right = splitDecimal(b);
  if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const size = Math.max(left.fraction.length, right.fraction.length);
  const l = BigInt(left.whole + left.fraction.padEnd(size, "0"));
  const r = BigInt(right.whole + right.fraction.padEnd(size, "0"));
  const order = l < r ? -1 : l > r ? 1 : 0;
  return left.negative ? -order : order;
}

/** Sum of decimal strings, exact. Unreadable text is an error, never 0. */
export function sumDecimals(values: readonly string[]): string {
  const parts = values.map((value) => {
    const split = splitDecimal(value);
    if (split === undefined) throw new RangeError(`not a decimal: ${value}`);
    return split;
  });
  const size = Math.max(0, ...parts.map((part) => part.fraction.length));
  let total = 0n;
  for (const part of parts) {
    const units = BigInt(part.whole + part.fraction.padEnd(size, "0"));
    total += part.negative ? -units : units;
  }
  const digits = (total < 0n ? -total : total).toString().padStart(size + 1, "0");
  const text = size === 0 ? digits : `${digits.slice(0, -size)}.${digits.slice(-size)}`;
  return total < 0n ? `-${text}` : text;
}

function monthName(locale: string, month: number): string {
  // British English abbreviates September to four letters, which would break the column.
  const name = locale.startsWith("en") ? "en-US" : locale;
  return new Intl.DateTimeFormat(name, { month: "short", timeZone: "UTC" }).format(
    Date.UTC(2024, month - 1, 15),
  );
}

/** A ledger date has no time zone: "2026-03-14" is 14 Mar 2026 everywhere. */
export function formatDate(iso: string, locale: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (match === null) return iso;
  return `${Number(match[3])} ${monthName(locale, Number(match[2]))} ${match[1]}`;
}

/** An event happened at an instant: shown in local time. */
export function formatInstant(iso: string, locale: string, seconds = false): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${at.getDate()} ${monthName(locale, at.getMonth() + 1)} ${at.getFullYear()}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return seconds ? `${day} ${time}:${two(at.getSeconds())}` : `${day} ${time}`;
}

/** Counts of records are safe integers; amounts must not come here. */
export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(count);
}
