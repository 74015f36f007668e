import { screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router";
import { describe, expect, it } from "vitest";
import { resetLive } from "../../components/Live";
import { STATUS } from "../../demo/app";
import { memoryHost, type Handlers } from "../../host/memory";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";
import { CONNECTION, HOME } from "../../demo/home";
import { settingsHandlers } from "../../demo/settings";
import type { CheckReport, HomeView, ListsOverview, SetupWord, SyncStep } from "../../ipc/generated";
import { NOTHING_WAITS, syncDemo, type SyncDemoOptions } from "./demo";
import { bothWaysRows, CHECKS, RUN, waitingRows } from "./demo-plan";
import { SyncPage } from "./SyncPage";

// happy-dom's document is no instance of its own window's Document, which hides the focus from React Aria.
Object.defineProperty(document.defaultView?.Document, Symbol.hasInstance, {
  value: (node: Node | null) => node?.nodeType === 9,
});

type Opened = SyncDemoOptions & { handlers?: Handlers; ticks?: "kept"; path?: string };

function open(options: Opened = {}) {
  resetLive();
  if (options.ticks === undefined) localStorage.clear();
  const host = memoryHost();
  host.set({
    app_status: () => STATUS,
    home: () => HOME,
    ...syncDemo(host.emit, { pace: 0, ...options }),
    ...options.handlers,
  });
  const page = (
    <Routes>
      <Route path="/sync/:step?" element={<SyncPage />} />
    </Routes>
  );
  return renderUi(page, { host, path: options.path ?? "/sync" });
}

const LISTS: ListsOverview = { kinds: [], can_undo: null, can_redo: null };

const calls = (host: ReturnType<typeof memoryHost>, name: string) =>
  host.calls.filter((call) => call.name === name);

async function toPlan(options: Parameters<typeof open>[0] = {}) {
  const ui = open(options);
  for (const box of await screen.findAllByRole("checkbox", { name: "I have read this" }))
    await ui.user.click(box);
  await ui.user.click(screen.getByRole("button", { name: /^Sync now/ }));
  await screen.findByRole("grid", { name: "Planned changes" });
  return ui;
}

describe("starting", () => {
  const firstSync = (missing: SetupWord[]): HomeView => ({
    ...HOME,
    setup: HOME.setup.map(({ step }) => ({ step, done: step !== "first_sync" && !missing.includes(step) })),
  });
  const shown = (home: HomeView) => ({
    handlers: { ...settingsHandlers(), home: () => home, lists_overview: () => LISTS },
  });

  it("says since when there are how many changes of each kind", async () => {
    open();
    const since = /^39 changes since 22 Nov 2026/;
    expect(await screen.findByRole("heading", { name: since })).toBeTruthy();
    const table = screen.getByRole("table", { name: "What has changed" });
    const cells = (kind: string) =>
      within(within(table).getByRole("rowheader", { name: kind }).closest("tr")!)
        .getAllByRole("cell")
        .map((cell) => cell.textContent);
    expect(cells("Customers")).toEqual(["5", "1", "1"]);
    expect(cells("Invoices")).toEqual(["30", "0", "1"]);
  });

  it("says that there is nothing to do, and since when", async () => {
    const none = (step: SyncStep): CheckReport => ({
      step,
      blocked: false,
      changes: [],
      waiting_files: [],
      setup_done: true,
      items: [{ check: "nothing_to_do", level: "warning", count: 0, params: {} }],
    });
    const { user, host } = open({ checks: { lists: none("lists"), documents: none("documents") } });
    const title = /^Nothing to do since 22 Nov 2026/;
    expect(await screen.findByRole("heading", { name: title })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Sync now/ }));
    await waitFor(() => expect(calls(host, "pull_start")).toHaveLength(1));
    expect(await screen.findByRole("heading", { name: title })).toBeTruthy();
    expect(calls(host, "plan_make")).toHaveLength(0);
  });

  it("reads what changed in the ledger before the plan is made", async () => {
    const { host } = await toPlan();
    const order = host.calls.map((call) => call.name);
    expect(order.indexOf("pull_start")).toBeGreaterThan(0);
    expect(order.indexOf("plan_make")).toBeGreaterThan(order.indexOf("pull_start"));
    expect(calls(host, "pull_start")[0]?.req).toEqual({ kinds: [], changes_only: true });
  });

  it("is one click elsewhere: the address that says now shows the plan", async () => {
    const calm = {
      lists: { ...CHECKS.lists, items: CHECKS.lists.items.filter(({ level }) => level === "ok") },
    };
    open({ checks: calm, path: "/sync/now" });
    expect(await screen.findByRole("grid", { name: "Planned changes" })).toBeTruthy();
  });

  it("asks a new client for its set-up first, and says what is missing", async () => {
    const { user, host } = open({ ...shown(firstSync(["accounts"])), path: "/sync/now" });
    expect(await screen.findByRole("region", { name: "Set up once" })).toBeTruthy();
    expect(await screen.findByRole("group", { name: "Sharing of customers" })).toBeTruthy();
    const go = screen.getByRole("button", { name: /^Go on to step 1/ });
    await user.click(go);
    expect(calls(host, "pull_start")).toHaveLength(0);
    expect(go.textContent + (go.getAttribute("title") ?? "") + document.body.textContent).toContain(
      "First: Choose the default accounts",
    );
    await expectAccessible();
  });

  it("shows the reference of an invoice while the prefix is typed, and goes on to step 1", async () => {
    const { user, host } = open(shown(firstSync([])));
    const field = await screen.findByRole("textbox", { name: "Reference prefix" });
    await user.clear(field);
    await user.type(field, "TTA-");
    expect(screen.getByText("INV0007 → TTA-INV0007")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Go on to step 1/ }));
    expect(await screen.findByText(/It sends no invoices/)).toBeTruthy();
    expect(calls(host, "plan_make")).toHaveLength(0);
  });
});

describe("checking before anything is planned", () => {
  it("goes on only after every warning was ticked", async () => {
    const { user, host } = open();
    const next = await screen.findByRole("button", { name: /^Sync now/ });
    await user.click(next);
    expect(calls(host, "plan_make")).toHaveLength(0);
    for (const box of await screen.findAllByRole("checkbox", { name: "I have read this" }))
      await user.click(box);
    await user.click(next);
    await waitFor(() => expect(calls(host, "plan_make")[0]?.req).toEqual({ step: "lists" }));
  });

  it("does not ask again at the next sync for what was read, unless its figure changed", async () => {
    const { user, unmount } = open();
    for (const box of await screen.findAllByRole("checkbox", { name: "I have read this" }))
      await user.click(box);
    unmount();
    const again = open({ ticks: "kept" });
    const boxes = await screen.findAllByRole("checkbox", { name: "I have read this" });
    expect(boxes.every((box) => (box as HTMLInputElement).checked)).toBe(true);
    again.unmount();
    const changed = {
      ...CHECKS.lists,
      items: CHECKS.lists.items.map((item) => ({ ...item, count: item.count + 1 })),
    };
    open({ ticks: "kept", checks: { lists: changed } });
    const asked = await screen.findAllByRole("checkbox", { name: "I have read this" });
    expect(asked.some((box) => (box as HTMLInputElement).checked)).toBe(false);
  });

  it("stops at a blocker and leads to where it is fixed", async () => {
    const blocked = {
      step: "lists" as const,
      blocked: true,
      items: [{ check: "default_accounts" as const, level: "blocker" as const, count: 2, params: {} }],
      changes: [],
      waiting_files: [],
      setup_done: true,
    };
    const { user, host } = open({ checks: { lists: blocked } });
    expect(
      await screen.findByText("2 records need a default account that is missing or of the wrong type."),
    ).toBeTruthy();
    expect(screen.getByRole("button", { name: "Fix" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Sync now/ }));
    expect(calls(host, "plan_make")).toHaveLength(0);
    await expectAccessible();
  });
});

describe("the plan", () => {
  it("lists every write with its request budget and sets what is held apart", async () => {
    await toPlan();
    expect(screen.getByText(/needs about 2 requests; QuickBooks Online allows 500 a minute/)).toBeTruthy();
    const held = await screen.findByRole("row", { name: /Exotic Liquids/ });
    expect(within(held).getByText(/already used/)).toBeTruthy();
    expect(screen.getByRole("button", { name: /Hold customers/ })).toBeTruthy();
    await expectAccessible();
  });

  it("says how many of the day's calls it needs, and what to do when they are not enough", async () => {
    const enough = await toPlan({ calls: { needed: 60, left_today: 940, per_day: 1000 } });
    expect(screen.getByText(/needs about 60 of the 940 calls left today/)).toBeTruthy();
    expect(screen.queryByText(/gives only/)).toBeNull();
    enough.unmount();
    await toPlan({ calls: { needed: 60, left_today: 12, per_day: 1000 } });
    expect(screen.getByText(/needs about 60 calls, and QuickBooks Online gives only 12 more/)).toBeTruthy();
    expect(screen.getByText(/when there are 1,000 calls again/)).toBeTruthy();
    await expectAccessible();
  });

  it("shows last agreed, source now and ledger now of a change", async () => {
    const { user } = await toPlan();
    await user.click(within(await screen.findByRole("row", { name: /Berglunds/ })).getByRole("button"));
    const panel = await screen.findByRole("complementary", { name: "Berglunds snabbköp" });
    for (const head of ["Last agreed", "Northwind files now", "QuickBooks Online now"])
      expect(within(panel).getByRole("columnheader", { name: head })).toBeTruthy();
    expect(within(panel).getByText("order@berglund.example")).toBeTruthy();
    await expectAccessible();
  });

  it("names the direction, the winner where both sides changed, and the file for the source", async () => {
    const { user } = await toPlan({ rows: { lists: bothWaysRows() } });
    const file =
      /1 record of your customers goes into the file “northwind-customers-41\.csv” for you to import/;
    expect(screen.getByText(file)).toBeTruthy();
    expect(screen.getByText(/1 changed on both sides/)).toBeTruthy();
    const back = await screen.findByRole("row", { name: /A B C Rentals/ });
    expect(within(back).getByText(/Northwind files, in a file/)).toBeTruthy();
    const both = await screen.findByRole("row", { name: /Berglunds/ });
    expect(within(both).getByText(/Changed on both sides, Northwind files wins/)).toBeTruthy();
    await user.click(within(both).getByRole("button"));
    const panel = await screen.findByRole("complementary", { name: "Berglunds snabbköp" });
    expect(within(panel).getByRole("columnheader", { name: /Northwind files now ?wins/ })).toBeTruthy();
    expect(within(panel).getByRole("link", { name: "Change the master" })).toBeTruthy();
    await expectAccessible();
    expect(screen.getByRole("button", { name: "Review and send 9, write 1 file…" })).toBeTruthy();
  });

  it("writes only a file where nothing goes to the ledger", async () => {
    const rows = { lists: bothWaysRows().filter((row) => row.target === "source") };
    const { user, host } = await toPlan({ rows });
    await user.click(screen.getByRole("button", { name: "Review and write 1 file…" }));
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: "Write 1 file for Northwind files" }));
    expect(calls(host, "plan_approve")).toHaveLength(1);
  });

  it("says in step 2 which invoices wait for what failed in step 1, and leads there", async () => {
    const calm = (step: SyncStep) => ({
      ...CHECKS[step],
      items: CHECKS[step].items.filter(({ level }) => level === "ok"),
    });
    const nothing = {
      ...calm("lists"),
      items: [{ check: "nothing_to_do" as const, level: "warning" as const, count: 0, params: {} }],
    };
    const checks = { lists: nothing, documents: calm("documents") };
    open({ rows: { documents: waitingRows() }, checks, path: "/sync/documents" });
    await screen.findByRole("grid", { name: "Planned changes" });
    const title = /2 invoices wait for customers or items that are not in QuickBooks Online:/;
    const banner = (await screen.findByText(title)).closest(".banner") as HTMLElement;
    expect(banner.textContent).toContain("Wilman Kala");
    const link = within(banner).getByRole("link", { name: "Show what failed in step 1" });
    expect(link.getAttribute("href")).toContain("/activity?tile=failed&of=lists");
    await expectAccessible();
  });

  it("holds a record that is unticked, and counts down", async () => {
    const { user, host } = await toPlan();
    await user.click(await screen.findByRole("checkbox", { name: "Send Wilman Kala" }));
    expect(calls(host, "plan_tick")[0]?.req).toMatchObject({ entry_ids: [3], ticked: false });
    expect((await screen.findAllByText("Wilman Kala is held back.")).length).toBeGreaterThan(0);
    expect(screen.getByRole("button", { name: "Review and send 8…" })).toBeTruthy();
  });

  it("says so when there is nothing to do", async () => {
    await open({ rows: { lists: [] } }).user.click(
      (await screen.findAllByRole("checkbox", { name: "I have read this" }))[0] as HTMLElement,
    );
    const { user } = { user: (await import("@testing-library/user-event")).default.setup() };
    await user.click(
      (await screen.findAllByRole("checkbox", { name: "I have read this" }))[1] as HTMLElement,
    );
    await user.click(screen.getByRole("button", { name: /^Sync now/ }));
    expect(await screen.findByText("Nothing to do")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Next: Invoices" })).toBeTruthy();
  });
});

describe("approving", () => {
  it("puts the focus on Cancel and the facts on the button", async () => {
    const { user, host } = await toPlan();
    await user.click(screen.getByRole("button", { name: "Review and send 9…" }));
    const dialog = await screen.findByRole("alertdialog");
    const cancel = within(dialog).getByRole("button", { name: "Cancel" });
    await waitFor(() => expect(document.activeElement).toBe(cancel));
    await expectAccessible(dialog);
    await user.click(
      within(dialog).getByRole("button", { name: "Send 9 changes to QuickBooks Online – Northwind Traders" }),
    );
    expect(calls(host, "plan_approve")[0]?.req).toEqual({ plan_id: 1, hash: "hash-lists-1", typed: null });
    expect(await screen.findByText(/Sending to QuickBooks Online/)).toBeTruthy();
    await expectAccessible();
  });

  it("asks for the word and sends nothing before it is typed", async () => {
    const { user, host } = await toPlan({ typed: "send" });
    await user.click(screen.getByRole("button", { name: "Review and send 9…" }));
    const dialog = await screen.findByRole("alertdialog");
    const send = within(dialog).getByRole("button", { name: /^Send 9 changes/ });
    await user.click(send);
    expect(calls(host, "plan_approve")).toHaveLength(0);
    await user.type(within(dialog).getByLabelText("Type send to confirm"), "send");
    await user.click(send);
    await waitFor(() => expect(calls(host, "plan_approve")[0]?.req).toMatchObject({ typed: "send" }));
  });

  it("asks for a new plan when this one is outdated", async () => {
    const refuse = () => {
      throw { code: "plan_outdated", params: {}, message: "" };
    };
    const { user, host } = await toPlan({ handlers: { plan_approve: refuse } });
    await user.click(screen.getByRole("button", { name: "Review and send 9…" }));
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: /^Send 9/ }));
    await within(dialog).findByRole("alert");
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await user.click(await screen.findByRole("button", { name: "Make the plan again" }));
    await waitFor(() => expect(calls(host, "plan_make")).toHaveLength(2));
  });
});

describe("running", () => {
  const running = {
    ...RUN,
    done: 14,
    total: 37,
    kinds: [{ kind: "customer" as const, done: 14, total: 37, failed: 1, verifying: 2 }],
  };

  it("shows progress, failures and what is being verified, pauses and stops", async () => {
    const { user, host } = open({ handlers: { app_status: () => ({ ...STATUS, run: running }) } });
    expect(await screen.findByText("1 failed")).toBeTruthy();
    expect(screen.getByText("2 being verified")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Pause after this record" }));
    expect(calls(host, "run_pause")[0]?.req).toEqual({ run_id: 41, paused: true });
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: /^Stop sending to/ }));
    expect(calls(host, "run_stop")).toHaveLength(1);
  });

  it("goes on to the next step by itself when the run has ended", async () => {
    const { host, user } = open({ handlers: { app_status: () => ({ ...STATUS, run: running }) } });
    await screen.findByText("1 failed");
    host.emit({
      run: { ...running, done: 37, state: "completed", ended_at: "2026-03-14T09:30:00Z", has_report: true },
    });
    await user.click(await screen.findByRole("button", { name: "Next: Invoices" }));
    await waitFor(() =>
      expect(
        calls(host, "sync_check").some((call) => (call.req as { step: string }).step === "documents"),
      ).toBe(true),
    );
  });

  it("shows what is running when it is not ours", async () => {
    const pull = { ...RUN, action: "pull" as const, step: null, done: 3, total: 9 };
    open({ handlers: { app_status: () => ({ ...STATUS, run: pull }) } });
    expect(await screen.findByText("Another job is running")).toBeTruthy();
    expect(screen.getByText(/Ana Lindqvist started pulling the lists/)).toBeTruthy();
  });

  it("sends nothing after an interruption until a person continues, then goes on where the ledger stands", async () => {
    const crashed = { ...running, interrupted: true };
    const after = {
      ...running,
      run_id: 42,
      kinds: [{ ...running.kinds[0]!, done: 15, failed: 0, verifying: 0 }],
    };
    const { user, host } = open({
      handlers: { app_status: () => ({ ...STATUS, run: crashed }), run_recover: () => after },
    });
    expect(await screen.findByText("The last run was interrupted at 14 of 37.")).toBeTruthy();
    expect(calls(host, "run_recover")).toHaveLength(0);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(
      (await screen.findAllByText("We checked QuickBooks Online: 15 were saved, none twice.")).length,
    ).toBeGreaterThan(0);
    expect(await screen.findByText(/Sending to QuickBooks Online/)).toBeTruthy();
  });

  const waits = {
    ...NOTHING_WAITS,
    approved: 3,
    kinds: [{ kind: "invoice" as const, count: 3, amount: "120.50" }],
    records: [{ kind: "invoice" as const, name: "10250", date: "2026-03-01", amount: "40.00" }],
    failure: {
      code: "sign_in_needed" as const,
      params: {},
      raw: null,
      recovery: "reconnect" as const,
    },
  };

  it("shows what a broken run left and goes on with it", async () => {
    let left = waits;
    const { user, host } = open({
      handlers: {
        run_waiting: () => left,
        run_recover: () => {
          left = { ...NOTHING_WAITS, kinds: [], records: [], failure: waits.failure };
          return running;
        },
      },
    });
    expect(await screen.findByText("3 approved records wait to be sent")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Sync now/ })).toBeNull();
    expect(calls(host, "run_recover")).toHaveLength(0);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByText(/Sending to QuickBooks Online/)).toBeTruthy();
    expect(calls(host, "run_recover")).toHaveLength(1);
  });

  it("signs in again in place and then goes on by itself", async () => {
    let needed = true;
    const { user, host } = open({
      handlers: {
        run_waiting: () => ({ ...waits, sign_in_needed: needed }),
        run_recover: () => running,
        sign_in_start: () => ({ authorize_url: "https://example.com/sign-in", comes_back: true }),
        sign_in_wait: () => {
          needed = false;
          return { state: "done" as const, connection: CONNECTION, trouble: null };
        },
      },
    });
    await user.click(await screen.findByRole("button", { name: "Sign in again and continue" }));
    const dialog = await screen.findByRole("dialog");
    expect(calls(host, "run_recover")).toHaveLength(0);
    const close = await within(dialog).findAllByRole("button", { name: "Close" });
    await user.click(close.at(-1)!);
    await waitFor(() => expect(calls(host, "run_recover")).toHaveLength(1));
  });

  it("begins signed out with the sign-in in place, and then reads by itself", async () => {
    let needed = true;
    const { user, host } = open({
      handlers: {
        run_waiting: () => ({ ...waits, approved: 0, kinds: [], records: [], sign_in_needed: needed }),
        sign_in_start: () => ({ authorize_url: "https://example.com/sign-in", comes_back: true }),
        sign_in_wait: () => {
          needed = false;
          return { state: "done" as const, connection: CONNECTION, trouble: null };
        },
      },
    });
    expect(await screen.findByText(/You are signed out of QuickBooks Online\./)).toBeTruthy();
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Sign in and sync now" }));
    const dialog = await screen.findByRole("dialog");
    expect(calls(host, "pull_start")).toHaveLength(0);
    const close = await within(dialog).findAllByRole("button", { name: "Close" });
    await user.click(close.at(-1)!);
    await waitFor(() => expect(calls(host, "pull_start")).toHaveLength(1));
  });

  it("sends what waits back to review without asking the ledger", async () => {
    let left = waits;
    const { user, host } = open({
      handlers: {
        run_waiting: () => left,
        run_send_back: () => {
          left = { ...waits, approved: 0, kinds: [], records: [] };
          return HOME.tiles;
        },
      },
    });
    await user.click(await screen.findByRole("button", { name: "Send back to review" }));
    await screen.findByRole("button", { name: /^Sync now/ });
    expect(calls(host, "run_send_back")).toHaveLength(1);
    expect(calls(host, "run_recover")).toHaveLength(0);
  });

  it("says what was saved when nothing was left to send", async () => {
    const crashed = { ...running, interrupted: true };
    const after = { ...running, state: "completed" as const, ended_at: "2026-03-14T09:30:00Z" };
    const { user } = open({
      handlers: { app_status: () => ({ ...STATUS, run: crashed }), run_recover: () => after },
    });
    await user.click(await screen.findByRole("button", { name: "Continue" }));
    expect(await screen.findByText(/We checked QuickBooks Online: 14 were saved, none twice\./)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Go on" }));
    expect(await screen.findByRole("button", { name: /^Sync now/ })).toBeTruthy();
  });
});
