/** The search over all settings: by name, by help text and by either system's word, with the keyboard alone. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Window } from "../../app/App";
import { demoHandlers } from "../../demo/handlers";
import { memoryHost } from "../../host/memory";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";
import { findSettings, type SettingEntry } from "./search";

const start = () => renderUi(<Window />, { host: memoryHost(demoHandlers()), path: "/settings/connections" });
const box = () => screen.findByRole("combobox", { name: "Search all settings" });
const focused = () => document.activeElement as HTMLElement;

describe("the search over settings", () => {
  it.each([
    ["density", "Appearance", "comfortable"],
    ["original date memo", "Policies", "Documents dated in a closed period"],
    ["cost of goods", "Default accounts", "Cost of goods sold"],
  ])("finds “%s” under %s and puts the focus there", async (typed, section, label) => {
    const { user } = start();
    await user.type(await box(), typed);
    await screen.findByRole("option");
    await expectAccessible();
    await user.keyboard("{ArrowDown}{Enter}");
    await screen.findByRole("region", { name: section });
    await waitFor(() => expect(focused().closest(".settings__body"), focused().outerHTML).not.toBeNull());
    const around = focused().closest("fieldset, .stack--tight")?.textContent?.toLowerCase();
    expect(around).toContain(label.toLowerCase());
  });

  it("finds an object by the word of the operational system as well as by the ledger's", async () => {
    const host = memoryHost(demoHandlers());
    const { objects } = await host.call("settings_get", {});
    const named = objects.find((object) => object.source_words !== object.ledger_words)!;
    const { user } = renderUi(<Window />, { host, path: "/settings/connections" });
    for (const word of [named.source_words, named.ledger_words]) {
      await user.clear(await box());
      await user.type(await box(), word);
      const options = await screen.findAllByRole("option");
      expect(options.some((each) => each.textContent?.includes(named.source_words))).toBe(true);
    }
  });

  it("opens the closed fold that holds the setting", async () => {
    const { user } = start();
    await user.type(await box(), "token url");
    await screen.findByRole("option");
    await user.keyboard("{ArrowDown}{Enter}");
    const field = await screen.findByRole("textbox", { name: "Token URL" });
    await waitFor(() => expect(focused()).toBe(field));
  });
});

describe("finding", () => {
  const entry = (label: string, help: string): SettingEntry => ({
    id: label,
    section: "policies",
    label,
    help,
  });
  const entries = [
    entry("Prefix", "before a número"),
    entry("Number from", "a prefix too"),
    entry("Other", ""),
  ];

  it("needs every word, forgives accents, and puts names first", () => {
    expect(findSettings(entries, "prefix").map((each) => each.label)).toEqual(["Prefix", "Number from"]);
    expect(findSettings(entries, "NUMERO before").map((each) => each.label)).toEqual(["Prefix"]);
    expect(findSettings(entries, "prefix nothing")).toEqual([]);
    expect(findSettings(entries, "  ")).toEqual([]);
  });
});
