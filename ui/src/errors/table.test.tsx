import { screen } from "@testing-library/react";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { ErrorBlock } from "../components/ErrorBlock";
import { HostError, type AnyErrorCode } from "../host/host-error";
import { en } from "../i18n/en";
import { expectAccessible } from "../test/axe";
import { renderUi } from "../test/render";
import { ERRORS, errorValues, textId, titleId } from "./table";

const codes = Object.keys(ERRORS) as AnyErrorCode[];

describe("the table of errors", () => {
  it.each(codes)("says what happened and why for %s, with and without values", (code) => {
    for (const id of [titleId(code), textId(code)]) {
      const bare = String(new IntlMessageFormat(en[id], "en").format(errorValues({})));
      expect(bare).not.toMatch(/\{|none/);
      expect(bare.length).toBeGreaterThan(3);
    }
  });

  it("uses the values it is given", () => {
    const error = new HostError({
      code: "period_closed",
      params: { record: "Invoice INV-0988", closed_through: "28 Feb 2026" },
      recovery: { open_period: { closed_through: "2026-02-28" } },
      message: "6210",
      report_id: "r-1",
    });
    renderUi(<ErrorBlock error={error} />);
    expect(
      screen.getByText(
        /Invoice INV-0988 is dated in a closed period; the books are closed through 28 Feb 2026/,
      ),
    ).toBeTruthy();
    expect(screen.getByRole("button", { name: "Open policies" })).toBeTruthy();
  });

  it("has no accessibility violations", async () => {
    const { container } = renderUi(<ErrorBlock error={new Error("boom")} onRetry={() => {}} />);
    await expectAccessible(container);
  });
});

describe("messages", () => {
  it.each(Object.entries(en))("%s can be read by the formatter", (_, text) => {
    expect(() => new IntlMessageFormat(text, "en")).not.toThrow();
  });
});
