import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { PageExtrasContext, type PageExtras } from "../../app/page-commands";
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
const focusedRow = () => document.activeElement?.closest('[role="row"]')?.textContent ?? "";

async function start(name: string, options: Parameters<typeof open>[0] = {}) {
  const ui = open(options);
  const cell = await firstCell(name);
  act(() => cell.focus());
  return ui;
}

describe("matching by keyboard", () => {
  it("links the pair with Enter, goes to the next open record and says how many are left", async () => {
    const { user, host } = await start("Alfreds Futterkiste");
    await user.keyboard("{Enter}");
    expect(calls(host, "match_link")[0]?.req).toEqual({
      kind: "customer",
      ledger_id: "customer-l0",
      source_id: "customer-s0",
    });
    await waitFor(() => expect(focusedRow()).toContain("Around the Horn"));
    expect((await screen.findAllByText("Alfreds Futterkiste synced. 19 left.")).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.queryByRole("row", { name: /Alfreds/ })).toBeNull(), { timeout: 2000 });
    expect(focusedRow()).toContain("Around the Horn");
  });

  it("takes three records in a row as fast as Enter is pressed, each once", async () => {
    const { user, host } = await start("Alfreds Futterkiste");
    await user.keyboard("{Enter}{Enter}{Enter}");
    const ids = calls(host, "match_link").map((call) => (call.req as { ledger_id: string }).ledger_id);
    expect(ids).toEqual(["customer-l0", "customer-l1", "customer-l2"]);
    await waitFor(() => expect(focusedRow()).toContain("Berglunds"));
    await waitFor(() => expect(screen.queryByRole("row", { name: /Beverages/ })).toBeNull(), {
      timeout: 2000,
    });
    expect(focusedRow()).toContain("Berglunds");
  });

  it("opens the candidates of an ambiguous record instead of deciding", async () => {
    const { user, host } = await start("Lazy K Country Store");
    await user.keyboard("{Enter}");
    expect(calls(host, "match_link")).toHaveLength(0);
    const list = await screen.findByRole("listbox");
    expect(within(list).getByText("Lazy K Kountry Store")).toBeTruthy();
    expect(within(list).getByText("Lazy Kay Store")).toBeTruthy();
  });

  it("takes the second candidate with 2", async () => {
    const { user, host } = await start("Lazy K Country Store");
    await user.keyboard("2");
    expect(calls(host, "match_link")[0]?.req).toMatchObject({
      ledger_id: "customer-l15",
      source_id: "customer-s15o0",
    });
  });

  it("asks once for a reason, ignores, and repeats the choice with +", async () => {
    const { user, host } = await start("Cool Cars");
    await user.keyboard("i");
    const dialog = await screen.findByRole("dialog", { name: "Ignore Cool Cars?" });
    await user.click(within(dialog).getByRole("radio", { name: "Duplicate" }));
    await user.keyboard("{Enter}");
    expect(calls(host, "match_ignore")[0]?.req).toMatchObject({ ids: ["customer-l18"], reason: "duplicate" });
    const next = await firstCell("0969 Ocean View Road");
    act(() => next.focus());
    await user.keyboard("+");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(calls(host, "match_ignore")[1]?.req).toMatchObject({ ids: ["customer-l19"], reason: "duplicate" });
  });

  it("undoes and redoes with Ctrl+Z and Shift+Ctrl+Z", async () => {
    const { user, host } = await start("Alfreds Futterkiste");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("row", { name: /Alfreds/ })).toBeNull(), { timeout: 2000 });
    await user.keyboard("{Control>}z{/Control}");
    expect(await row("Alfreds Futterkiste")).toBeTruthy();
    expect(focusedRow()).toContain("Around the Horn");
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    await waitFor(() => expect(screen.queryByRole("row", { name: /Alfreds/ })).toBeNull());
    expect(calls(host, "match_redo")).toHaveLength(1);
  });

  it("searches the other side while typing and links what is chosen", async () => {
    const { user, host } = await start("Cool Cars");
    await user.keyboard("{F2}");
    const field = await screen.findByRole("combobox", { name: "Match for Cool Cars" });
    await user.type(field, "bolido");
    const found = await screen.findByRole("option", { name: /Bólido Comidas/ });
    expect(found.querySelector("mark")?.textContent).toBe("Bólido");
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() =>
      expect(calls(host, "match_link")[0]?.req).toMatchObject({ ledger_id: "customer-l18" }),
    );
  });

  it("gives the old value back on Escape", async () => {
    const { user, host } = await start("Alfreds Futterkiste");
    await user.keyboard("/");
    await user.keyboard("xyz{Escape}");
    expect(screen.queryByRole("combobox")).toBeNull();
    expect(await row("Alfreds Futterkiste")).toBeTruthy();
    expect(calls(host, "match_link")).toHaveLength(0);
  });

  it("compares side by side with D and explains with E", async () => {
    const { user } = await start("Eastern Connections");
    await user.keyboard("d");
    const panel = await screen.findByRole("complementary", { name: "Eastern Connections" });
    expect((await within(panel).findAllByText(/differs/)).length).toBeGreaterThan(0);
    expect(within(panel).getByText("different phone")).toBeTruthy();
    expect(within(panel).getByText("70 of 100")).toBeTruthy();
  });

  it("walks open records with J and K and pulls changes with F5", async () => {
    const { user, host } = await start("Alfreds Futterkiste", {
      handlers: { pull_start: () => Promise.reject(new Error("x")) },
    });
    await user.keyboard("j");
    await waitFor(() => expect(focusedRow()).toContain("Around the Horn"));
    await user.keyboard("k");
    await waitFor(() => expect(focusedRow()).toContain("Alfreds"));
    await user.keyboard("{F5}");
    expect(calls(host, "pull_start")[0]?.req).toEqual({ kinds: [], changes_only: true });
  });

  it("keeps the row and says why when the backend refuses", async () => {
    const refuse = () => {
      throw { code: "already_linked", params: {}, message: "" };
    };
    const { user } = await start("Alfreds Futterkiste", { handlers: { match_link: refuse } });
    await user.keyboard("{Enter}");
    expect((await screen.findAllByText(/Alfreds Futterkiste was not changed/)).length).toBeGreaterThan(0);
    expect(await row("Alfreds Futterkiste")).toBeTruthy();
  });
});

describe("none of these, and not the same", () => {
  const sourcePath = "/match?kind=customer&side=source";

  it("creates with N: the row leaves, counts as decided, and is found and taken back under its own view", async () => {
    const { user, host, store } = await start("Eastern Connection Freight", { path: sourcePath });
    const left = () => store.overview().kinds.find((each) => each.kind === "customer")?.source_left;
    expect(left()).toBe(5);
    await user.keyboard("n");
    expect(calls(host, "match_create")[0]?.req).toEqual({ kind: "customer", ids: ["customer-x4"] });
    expect(left()).toBe(4);
    const said =
      "Eastern Connection Freight will be created in QuickBooks Online with the next sync. Nothing was sent yet.";
    expect((await screen.findAllByText(said)).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.queryByRole("row", { name: /Freight/ })).toBeNull(), { timeout: 2000 });
    await user.click(screen.getByRole("radio", { name: /^To be created/ }));
    const cells = within(await row("Eastern Connection Freight"));
    expect(cells.getByText("Will be created with the next sync")).toBeTruthy();
    await user.click(cells.getByRole("button", { name: "Do not create Eastern Connection Freight" }));
    expect(calls(host, "match_uncreate")).toHaveLength(1);
    await waitFor(() => expect(left()).toBe(5));
    expect(
      await screen.findByText(/You did not ask to create any customers/, undefined, { timeout: 2000 }),
    ).toBeTruthy();
  });

  it("creates from the row's menu by mouse, and Undo brings the record back", async () => {
    const { user, host } = open({ path: sourcePath });
    const more = await screen.findByRole("button", { name: "More for Eastern Connection Freight" });
    await user.click(more);
    await user.click(
      await screen.findByRole("menuitem", {
        name: /Create “Eastern Connection Freight” in QuickBooks Online/,
      }),
    );
    expect(calls(host, "match_create")).toHaveLength(1);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(calls(host, "match_undo")).toHaveLength(1);
    const cells = within(await row("Eastern Connection Freight"));
    await waitFor(() => expect(cells.getByRole("button", { name: /^Sync Eastern/ })).toBeTruthy());
  });

  it("offers to create as the last option of the search field", async () => {
    const { user, host } = await start("Wolski Zajazd", { path: sourcePath });
    await user.keyboard("{F2}");
    const options = await screen.findAllByRole("option");
    expect(options.at(-1)?.textContent).toContain("Create “Wolski Zajazd” in QuickBooks Online");
    await user.click(options.at(-1) as HTMLElement);
    expect(calls(host, "match_create")[0]?.req).toMatchObject({ ids: ["customer-x0"] });
  });

  it("explains in place where nothing can be created", async () => {
    const { user, host } = await start("Cool Cars");
    await user.keyboard("n");
    expect((await screen.findAllByText(/Cool Cars is only in QuickBooks Online/)).length).toBeGreaterThan(0);
    expect(calls(host, "match_create")).toHaveLength(0);
  });

  it("promises nothing for a list that is not sent", async () => {
    const { user, host } = await start("Wolski Zajazd", { path: sourcePath, list: { pushes: false } });
    await user.keyboard("n");
    const said = await screen.findAllByText(/Nothing of this list is sent to QuickBooks Online/);
    expect(said.length).toBeGreaterThan(0);
    expect(calls(host, "match_create")).toHaveLength(0);
  });

  it("drops a suggestion with X: the row stays and undo brings the suggestion back", async () => {
    const { user, host } = await start("Eastern Connections");
    await user.keyboard("x");
    expect(calls(host, "match_reject")[0]?.req).toEqual({
      kind: "customer",
      ledger_id: "customer-l12",
      source_id: "customer-s12",
    });
    const said = "Eastern Connection is not suggested for Eastern Connections any more.";
    expect((await screen.findAllByText(said)).length).toBeGreaterThan(0);
    const next = { name: /^Sync Eastern Connections with Eastern Connection \(old\)/ };
    expect(await screen.findByRole("button", next)).toBeTruthy();
    expect(focusedRow()).toContain("Eastern Connections");
    await user.keyboard("{Control>}z{/Control}");
    const before = { name: "Sync Eastern Connections with Eastern Connection" };
    expect(await screen.findByRole("button", before)).toBeTruthy();
  });

  it("drops it from the menu and from the compare panel by mouse", async () => {
    const { user, host } = await start("Consolidated Holding");
    await user.click(screen.getByRole("button", { name: "More for Consolidated Holding" }));
    await user.click(await screen.findByRole("menuitem", { name: /^Not the same as Consolidated Holdings/ }));
    expect(calls(host, "match_reject")[0]?.req).toMatchObject({ source_id: "customer-s8" });
    const cell = await firstCell("Eastern Connections");
    act(() => cell.focus());
    await user.keyboard("d");
    const panel = await screen.findByRole("complementary", { name: "Eastern Connections" });
    await user.click(within(panel).getByRole("button", { name: "Not the same as Eastern Connection" }));
    expect(calls(host, "match_reject")[1]?.req).toMatchObject({ source_id: "customer-s12" });
  });

  it("shows first which candidate of an ambiguous record is meant, then takes X", async () => {
    const { user, host } = await start("Lazy K Country Store");
    await user.keyboard("x");
    expect(calls(host, "match_reject")).toHaveLength(0);
    const panel = await screen.findByRole("complementary", { name: "Lazy K Country Store" });
    expect(within(panel).getByRole("button", { name: "Not the same as Lazy K Kountry Store" })).toBeTruthy();
    await user.keyboard("x");
    expect(calls(host, "match_reject")[0]?.req).toMatchObject({ source_id: "customer-s15" });
  });
});

describe("where the keys are found", () => {
  it("lists N and X in the sheet, and the palette does the same for the record in focus", async () => {
    const slot: { current: PageExtras } = { current: {} };
    const host = memoryHost();
    const store = createMatchStore(host.emit);
    host.set({ app_status: () => STATUS, ...store.handlers });
    const page = (
      <PageExtrasContext value={slot}>
        <MatchPage />
      </PageExtrasContext>
    );
    renderUi(page, { host, path: "/match?kind=customer" });
    const cell = await firstCell("Consolidated Holding");
    act(() => cell.focus());
    const keys = slot.current.keys?.flatMap((group) => group.lines.map((line) => line.keys));
    expect(keys).toEqual(expect.arrayContaining(["N", "X"]));
    const command = (id: string) => slot.current.commands?.find((each) => each.id === id);
    expect([command("match/create")?.keys, command("match/reject")?.keys]).toEqual(["N", "X"]);
    act(() => command("match/create")?.run());
    expect((await screen.findAllByText(/Consolidated Holding is only in/)).length).toBeGreaterThan(0);
    act(() => command("match/reject")?.run());
    expect(calls(host, "match_reject")[0]?.req).toMatchObject({ ledger_id: "customer-l8" });
  });
});

describe("a row that was just decided", () => {
  const slow = () => {
    const waiting: (() => void)[] = [];
    const store = createMatchStore(() => undefined);
    const link = store.handlers.match_link;
    const handlers: Handlers = {
      ...store.handlers,
      match_link: async (req) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return link?.(req) ?? Promise.reject(new Error("no demo"));
      },
    };
    return { handlers, answer: () => act(async () => waiting.splice(0).forEach((each) => each())) };
  };

  it("is inert from the click until it leaves: a second click and a key do nothing", async () => {
    const { handlers, answer } = slow();
    const { user, host } = open({ handlers });
    const line = await row("Alfreds Futterkiste");
    const sync = within(line).getByRole("button", { name: /^Sync Alfreds/ });
    const box = within(line).getByRole("checkbox", { name: "Ignore Alfreds Futterkiste" });
    expect(line.getAttribute("aria-disabled")).toBeNull();
    await user.click(sync);
    expect(line.getAttribute("aria-disabled")).toBe("true");
    // The style sheet takes the pointer away; what gets through all the same must not act either.
    act(() => sync.click());
    act(() => box.click());
    act(() => box.focus());
    await user.keyboard("i");
    await answer();
    act(() => box.click());
    await user.keyboard("i");
    expect(calls(host, "match_link")).toHaveLength(1);
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(screen.queryByRole("row", { name: /Alfreds/ })).toBeNull(), { timeout: 2000 });
    expect(screen.getAllByRole("row")[1]?.getAttribute("aria-disabled")).toBeNull();
  });

  it("does not take an ignore back when its box is clicked twice", async () => {
    const { user, host } = open();
    const box = await screen.findByRole("checkbox", { name: "Ignore Cool Cars" });
    await user.click(box);
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Ignore" }));
    expect(calls(host, "match_ignore")).toHaveLength(1);
    act(() => box.click());
    expect(calls(host, "match_unignore")).toHaveLength(0);
    await waitFor(() => expect(screen.queryByRole("row", { name: /Cool Cars/ })).toBeNull(), {
      timeout: 2000,
    });
    expect(calls(host, "match_unignore")).toHaveLength(0);
  });

  it("opens the question for the record that was pressed, though the list changed under the pointer", async () => {
    const { user, host, store } = open();
    await screen.findByRole("checkbox", { name: "Ignore Alfreds Futterkiste" });
    const box = screen.getByRole("checkbox", { name: "Ignore Around the Horn Ltd" });
    await user.pointer({ keys: "[MouseLeft>]", target: box });
    const reads = calls(host, "match_rows").length;
    await act(async () => {
      await store.handlers.match_link?.({
        kind: "customer",
        ledger_id: "customer-l0",
        source_id: "customer-s0",
      });
      host.emit({ changed: ["matches"] });
    });
    await waitFor(() => expect(calls(host, "match_rows").length).toBeGreaterThan(reads));
    expect(screen.getByRole("row", { name: /Alfreds/ })).toBeTruthy();
    await user.pointer({ keys: "[/MouseLeft]", target: box });
    expect(await screen.findByRole("dialog", { name: "Ignore Around the Horn Ltd?" })).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole("row", { name: /Alfreds/, hidden: true })).toBeNull());
  });
});

describe("accepting in bulk", () => {
  it("syncs exactly as many as the button says, after a preview with name-only pairs last", async () => {
    const { user, host } = open();
    await screen.findByText("8 exact matches");
    const before = screen.getByRole("button", { name: /^Sync 8/ });
    expect(before.getAttribute("aria-disabled")).toBe("true");
    await user.click(screen.getByRole("button", { name: "Preview" }));
    const dialog = await screen.findByRole("dialog", { name: "Sync 8 pairs of customers?" });
    const rows = await within(dialog).findAllByRole("row");
    expect(rows.at(-1)?.textContent).toContain("name only");
    expect(rows[1]?.textContent).not.toContain("name only");
    await user.click(within(dialog).getByRole("button", { name: "Sync 8" }));
    expect((await screen.findAllByText("8 records synced. 12 left.")).length).toBeGreaterThan(0);
    expect(calls(host, "match_bulk_accept")[0]?.req).toMatchObject({ kind: "customer", tiers: ["exact"] });
  });

  it("counts down when a pair is unticked and links only the rest", async () => {
    const { user, store } = open();
    await user.click(await screen.findByRole("button", { name: "Preview" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(
      (await within(dialog).findAllByRole("checkbox", { name: "Select row" }))[0] as HTMLElement,
    );
    await user.click(within(dialog).getByRole("button", { name: "Sync 7" }));
    expect((await screen.findAllByText("7 records synced. 13 left.")).length).toBeGreaterThan(0);
    expect(store.rows.get("customer")?.filter((each) => each.state === "linked")).toHaveLength(7);
  });

  it("never offers what is ambiguous, even when it is selected", async () => {
    const { user, host } = await start("Lazy K Country Store");
    await user.keyboard("{Control>}a{/Control}");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(calls(host, "match_bulk_preview")).toHaveLength(1));
    const req = calls(host, "match_bulk_preview")[0]?.req as { ids: string[] };
    expect(req.ids).toHaveLength(15);
    expect(req.ids).not.toContain("customer-l15");
    expect(await screen.findByText(/5 selected records have no clear candidate/)).toBeTruthy();
  });
});

describe("what the list says about itself", () => {
  it("offers to pull when nothing was pulled yet", async () => {
    open({
      list: { pull: "never", pulled_at: null, ledger_records: 0, left: 0 },
      handlers: { match_rows: () => ({ rows: [], offset: 0, total: 0 }) },
    });
    expect(
      await screen.findByText("Pull them from QuickBooks Online; this reads only and changes nothing."),
    ).toBeTruthy();
    expect(screen.getByRole("button", { name: "Pull now" })).toBeTruthy();
    await expectAccessible();
  });

  it("leads to the next list when all are done", async () => {
    const { user } = open({ path: "/match?kind=term" });
    await user.click(await screen.findByRole("button", { name: "Preview" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Sync 2" }));
    const cell = await firstCell("2% 10 Net 30");
    act(() => cell.focus());
    await user.keyboard("{Enter}");
    expect(
      await screen.findByText("All 3 terms are matched or ignored", undefined, { timeout: 2000 }),
    ).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Next: Items" }));
    expect(await row("Chai")).toBeTruthy();
  });

  it("never shows a partial list as complete", async () => {
    open({ list: { pull: "partial", pulled: 800, total: 1284 } });
    expect(await screen.findByText(/The pull stopped at 800 of 1,284/)).toBeTruthy();
    await expectAccessible();
  });

  it("says what failed when the list cannot be read", async () => {
    open({
      handlers: {
        match_rows: () => {
          throw { code: "internal", params: {}, message: "disk" };
        },
      },
    });
    await waitFor(() =>
      expect(screen.getAllByRole("alert").some((each) => each.textContent !== "")).toBe(true),
    );
    await expectAccessible();
  });

  it("shows what is only in the source and lets it be ignored", async () => {
    const { user, host } = open({ path: "/match?kind=customer&side=source" });
    expect(await screen.findByText(/The next sync creates them in QuickBooks Online/)).toBeTruthy();
    await user.click(await screen.findByRole("checkbox", { name: "Ignore Wolski Zajazd" }));
    await user.click(await screen.findByRole("button", { name: "Ignore" }));
    expect(calls(host, "match_ignore")[0]?.req).toMatchObject({ side: "source", ids: ["customer-x0"] });
  });

  it("has no axe violations with rows, panel and editor open", async () => {
    const { user } = await start("Eastern Connections");
    await user.keyboard("d");
    await screen.findByText("70 of 100");
    await expectAccessible();
    const cell = await firstCell("Cool Cars");
    act(() => cell.focus());
    await user.keyboard("{F2}");
    await screen.findByRole("combobox");
    await expectAccessible();
  });

  it("reads only the windows in view of a long list", async () => {
    const { host } = open({ many: 50_000 });
    await row("Alfreds Futterkiste");
    const limits = calls(host, "match_rows").map((call) => (call.req as { limit: number }).limit);
    expect(Math.max(...limits)).toBeLessThanOrEqual(1000);
    expect(calls(host, "match_rows").length).toBeLessThan(4);
    expect(screen.getByRole("grid", { name: "Customers" }).getAttribute("aria-rowcount")).toBe("50021");
    expect(vi.isFakeTimers()).toBe(false);
  });
});
