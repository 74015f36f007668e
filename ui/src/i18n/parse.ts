/** Reads a typed amount by the locale's separators into a decimal string; what could mean two things is asked. */
import { decimalSeparator } from "./format";

export type ParsedAmount = { kind: "ok"; value: string } | { kind: "ambiguous" } | { kind: "unreadable" };

const GROUPS = "[ .,'\u2019\u00a0\u202f]";

export function parseAmount(text: string, locale: string): ParsedAmount {
  const decimal = decimalSeparator(locale);
  const bare = text.trim().replace(/\u2212/g, "-");
  const match = new RegExp(
    `^(-?)(\\d{1,3}(?:${GROUPS}\\d{2,3})*${GROUPS}\\d{3}|\\d+)(?:([.,])(\\d+))?$`,
  ).exec(bare);
  if (match === null) return { kind: "unreadable" };
  const [, sign = "", whole = "", mark, fraction] = match;
  const marks = whole.replace(/\d/g, "");
  const separators = new Set(marks);
  if (separators.size > 1 || (mark !== undefined && separators.has(mark))) return { kind: "unreadable" };
  const [group] = separators;
  if (mark === undefined && group !== undefined && group === decimal && marks.length === 1) {
    // "1,234" where the comma marks decimals, or "1.234" where the point does: one or a thousand?
    return { kind: "ambiguous" };
  }
  if (mark !== undefined && mark !== decimal && group === undefined && fraction?.length === 3)
    return { kind: "ambiguous" };
  const digits = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  return { kind: "ok", value: `${sign}${digits}${fraction === undefined ? "" : `.${fraction}`}` };
}
