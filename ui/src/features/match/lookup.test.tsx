/** What Match may say before both lists are compared, and where a record that is taken leads. */
import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { resetLive } from "../../components/Live";
import { STATUS } from "../../demo/app";
import { memoryHost, type Handlers } from "../../host/memory";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";
import { createMatchStore, type DemoOptions } from "./demo";
import { MatchPage } from "./MatchPage";

function open(options: DemoOptions & { path?: string; handlers?: Handlers } = {}) {
  resetLive();
  const host = memoryHost();
  const store = createMatchStore(host.emit, options);
  host.set({ app_status: () => STATUS, ...store.handlers, ...options.handlers });
  const ui = renderUi(<MatchPage />, { host, path: options.path ?? "/match?kind=customer" });
  return { ...ui, store };
}

const row = (name: string) => screen.findByRole("row", { name: new RegExp(name) });
const firstCell = async (name: string) => within(await row(name)).getAllByRole("gridcell")[1] as HTMLElement;
const calls = (host: ReturnType<typeof memoryHost>, name: string) =>
  host.calls.filter((call) => call.name === name);

describe("before both lists are compared", () => {
  const imported = { handlers: { match_rows: () => ({ rows: [], offset: 0, total: 0 }) } };

  it("says that nothing was imported, leads to Import, and claims no search", async () => {
    const { user } = open({ list: { source_records: 0 } });
    expect(await screen.findByText(/Nothing was imported yet/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Import files" })).toBeTruthy();
    const cells = within(await row("Cool Cars"));
    expect(cells.getByText("Not compared")).toBeTruthy();
    expect(screen.queryByText("No match")).toBeNull();
    expect(cells.queryByRole("button", { name: "Choose a match for Cool Cars" })).toBeNull();
    expect(cells.getByRole("checkbox", { name: "Ignore Cool Cars" })).toBeTruthy();
    const cell = await firstCell("Cool Cars");
    act(() => cell.focus());
    await user.keyboard("{F2}");
    expect((await screen.findAllByText(/is not here yet, so nothing was searched/)).length).toBeGreaterThan(
      0,
    );
    expect(screen.queryByRole("combobox")).toBeNull();
    await expectAccessible();
  });

  it("asks for an import where the other side has no records at all", async () => {
    open({ path: "/match?kind=customer&side=source", list: { source_records: 0 }, ...imported });
    expect(await screen.findByText("No customers were imported yet")).toBeTruthy();
    expect(screen.queryByText(/No customers are only in/)).toBeNull();
  });

  it("promises no creation from a list that was never compared with the ledger's", async () => {
    open({
      path: "/match?kind=customer&side=source",
      list: { pull: "never", pulled_at: null, ledger_records: 0 },
    });
    expect(await screen.findByText(/were not pulled yet, so nothing was searched/)).toBeTruthy();
    expect(screen.queryByText(/The next sync creates them/)).toBeNull();
  });

  it("shows what could not be compared as its own tier and tries it again", async () => {
    const { user, host, store } = open({ list: { lookup: "failed" } });
    const cells = within(await row("Cool Cars"));
    expect(cells.getByText("Lookup failed")).toBeTruthy();
    expect(within(await row("Alfreds Futterkiste")).getByText("Exact")).toBeTruthy();
    host.set({
      match_lookup: () => {
        const lists = store.overview();
        return { ...lists, kinds: lists.kinds.map((each) => ({ ...each, lookup: "done" as const })) };
      },
    });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(calls(host, "match_lookup")[0]?.req).toEqual({ kind: "customer" });
    await waitFor(() => expect(cells.getByText("No match")).toBeTruthy());
    expect(screen.queryByText("Lookup failed")).toBeNull();
  });

  it("says checking while the lists are compared", async () => {
    open({ list: { lookup: "checking" } });
    expect(within(await row("Cool Cars")).getByText("Checking")).toBeTruthy();
    expect(screen.queryByText("No match")).toBeNull();
  });

  it("counts the list on both sides", async () => {
    open({ list: { source_records: 91 } });
    expect(await screen.findByText(/91 imported/)).toBeTruthy();
  });
});

it("leads to the pair that holds a record instead of linking it a second time", async () => {
  const { user, host } = open();
  const first = await firstCell("Alfreds Futterkiste");
  act(() => first.focus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("row", { name: /Alfreds/ })).toBeNull(), { timeout: 2000 });
  const cell = await firstCell("Cool Cars");
  act(() => cell.focus());
  await user.keyboard("{F2}");
  await user.type(await screen.findByRole("combobox", { name: "Match for Cool Cars" }), "alfreds");
  await user.click(await screen.findByRole("option", { name: /already linked to Alfreds/ }));
  const dialog = await screen.findByRole("alertdialog", { name: "This record is already matched" });
  await user.click(within(dialog).getByRole("button", { name: "Go to that pair" }));
  expect(calls(host, "match_link")).toHaveLength(1);
  const pair = within(await row("Alfreds Futterkiste"));
  expect(pair.getByRole("button", { name: /^Undo match of Alfreds/ })).toBeTruthy();
  expect((screen.getByRole("radio", { name: /^Linked/ }) as HTMLInputElement).checked).toBe(true);
  expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search in this list" }));
});
