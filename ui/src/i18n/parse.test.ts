import { describe, expect, it } from "vitest";
import { parseAmount } from "./parse";

const ok = (value: string) => ({ kind: "ok", value });

describe("typed amounts", () => {
  it.each([
    ["1,234.56", "en-GB", ok("1234.56")],
    ["1.234,56", "de-DE", ok("1234.56")],
    ["1.234,56", "en-GB", ok("1234.56")],
    ["1,234", "en-GB", ok("1234")],
    ["1.234", "en-GB", { kind: "ambiguous" }],
    ["1,234", "de-DE", { kind: "ambiguous" }],
    ["1,234,567", "de-DE", ok("1234567")],
    ["12,34,567.5", "en-IN", ok("1234567.5")],
    ["1.5", "en-GB", ok("1.5")],
    ["1,5", "de-DE", ok("1.5")],
    ["−12", "en-GB", ok("-12")],
    ["1 234,50", "fr-FR", ok("1234.50")],
    ["twelve", "en-GB", { kind: "unreadable" }],
    ["1.2.3", "en-GB", { kind: "unreadable" }],
    ["", "en-GB", { kind: "unreadable" }],
  ])("%s in %s", (text, locale, result) => {
    expect(parseAmount(text, locale)).toEqual(result);
  });
});
