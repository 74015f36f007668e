import { describe, expect, it } from "vitest";
import {
  compareDecimals,
  currencyDecimals,
  formatAmount,
  formatDate,
  formatInstant,
  sumDecimals,
} from "./format";

describe("amounts", () => {
  it.each([
    ["12480.00", "en-GB", "USD", "12,480.00"],
    ["12480.5", "de-DE", "EUR", "12.480,50"],
    ["-0.01", "en-GB", "USD", "−0.01"],
    ["-0.00", "en-GB", "USD", "0.00"],
    ["1500", "ja-JP", "JPY", "1,500"],
    ["1.5", "en-GB", "KWD", "1.500"],
    ["0.125", "en-GB", "USD", "0.125"],
    ["123456789012345678901234567890.12", "en-GB", "USD", "123,456,789,012,345,678,901,234,567,890.12"],
    ["1234567", "en-IN", "INR", "12,34,567.00"],
  ])("shows %s in %s as %s %s", (value, locale, currency, shown) => {
    expect(formatAmount(value, { locale, currency })).toBe(shown);
  });

  it("puts negative amounts in brackets where that is chosen", () => {
    expect(formatAmount("-5", { locale: "en-GB", currency: "USD", negative: "parentheses" })).toBe("(5.00)");
  });

  it("leaves unreadable text as it came and never makes it 0", () => {
    expect(formatAmount("n/a", { locale: "en-GB" })).toBe("n/a");
    expect(() => sumDecimals(["1.00", "n/a"])).toThrow(RangeError);
  });

  it("adds and compares exactly where floating numbers do not", () => {
    expect(sumDecimals(["0.1", "0.2"])).toBe("0.3");
    expect(sumDecimals(["10.00", "-10.01"])).toBe("-0.01");
    expect(sumDecimals([])).toBe("0");
    expect(compareDecimals("9007199254740993", "9007199254740992")).toBe(1);
    expect(compareDecimals("-2", "-10")).toBe(1);
    expect(compareDecimals("1.10", "1.1")).toBe(0);
  });

  it("knows how many decimals a currency has", () => {
    expect(["JPY", "USD", "KWD", "???"].map(currencyDecimals)).toEqual([0, 2, 3, 2]);
  });
});

describe("dates", () => {
  it("names the month, so that day and month cannot be swapped", () => {
    expect(formatDate("2026-03-04", "en-GB")).toBe("4 Mar 2026");
    expect(formatDate("2026-09-14", "en-GB")).toBe("14 Sep 2026");
  });

  it("shows an instant in local time and leaves nonsense alone", () => {
    expect(formatInstant("2026-03-14T09:12:00", "en-GB")).toBe("14 Mar 2026 09:12");
    expect(formatInstant("soon", "en-GB")).toBe("soon");
  });
});
