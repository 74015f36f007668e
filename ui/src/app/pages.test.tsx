/** Every page of the frame: loads, has no accessibility violations, and survives nothing, an error and a pseudo-locale. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { demoHandlers } from "../demo/handlers";
import { HostError } from "../host/host-error";
import { memoryHost, type Handlers, type MemoryHost } from "../host/memory";
import { expectAccessible } from "../test/axe";
import { renderUi } from "../test/render";
import { Window } from "./App";

const PAGES = [
  ["/", "Home"],
  ["/import", "Import"],
  ["/activity", "Activity"],
  ["/activity/4?tile=failed", "Activity"],
  ["/audit", "Audit trail"],
  ["/settings/connections", "Settings"],
  ["/settings/objects", "Settings"],
  ["/settings/accounts", "Settings"],
  ["/settings/policies", "Settings"],
  ["/settings/appearance", "Settings"],
  ["/nowhere", "There is no such page."],
] as const;

/** Names out of the example data: they are never translated. */
const DATA = ["Northwind files"];

const demo = (more: Handlers = {}): MemoryHost => memoryHost({ ...demoHandlers(), ...more });
const settled = (container: HTMLElement) =>
  waitFor(() => expect(container.querySelector("[aria-busy]"), "still loading").toBeNull());

describe("pages", () => {
  it.each(PAGES)("%s is accessible", async (path, title) => {
    const { container } = renderUi(<Window />, { host: demo(), path });
    await screen.findByRole("heading", { level: 1, name: title });
    await settled(container);
    await expectAccessible();
  });

  it.each(PAGES.slice(0, -2))("%s says what is wrong when the backend fails", async (path) => {
    const broken = () => {
      throw new HostError({
        code: "internal",
        params: {},
        recovery: "read_help",
        message: "boom",
        report_id: "r1",
      });
    };
    const all = Object.keys(demoHandlers()).filter((name) => name !== "app_status");
    const host = demo(Object.fromEntries(all.map((name) => [name, broken])) as Handlers);
    renderUi(<Window />, { host, path });
    expect((await screen.findAllByText("This did not work, and the fault is ours")).length).toBeGreaterThan(
      0,
    );
    await expectAccessible();
  });

  it.each(PAGES)("%s has every word in the message file", async (path) => {
    const { container } = renderUi(<Window />, { host: demo(), path, pseudo: true });
    await waitFor(() => expect(container.querySelector("h1")?.textContent).toMatch(/^\[/));
    await settled(container);
    const untranslated = [
      ...container.querySelectorAll("h1, h2, h3, button:not(.top *, .grid *), legend, label"),
    ]
      .map((each) => each.textContent ?? "")
      .filter((text) => /^[A-Z][a-z]+ [a-z]/.test(text) && !DATA.includes(text));
    expect(untranslated).toEqual([]);
  });
});

describe("the shell", () => {
  it("opens the palette with Ctrl+K, finds a page by typing and goes there", async () => {
    const { user } = renderUi(<Window />, { host: demo() });
    await screen.findByRole("heading", { level: 1, name: "Home" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "audit");
    await expectAccessible();
    await user.keyboard("{Enter}");
    await screen.findByRole("heading", { level: 1, name: "Audit trail" });
  });

  it("finds a list or document by either side's word for it, and goes where it is worked on", async () => {
    const host = demo();
    const { user } = renderUi(<Window />, { host });
    await screen.findByRole("heading", { level: 1, name: "Home" });
    await user.keyboard("{Control>}k{/Control}");
    const field = await screen.findByRole("combobox");
    await user.type(field, "voucher");
    expect((await screen.findByRole("option", { name: /Bills/ })).textContent).toContain("Voucher · Bill");
    await user.clear(field);
    await user.type(field, "part");
    await user.click(await screen.findByRole("option", { name: /Items.*Part · Item/ }));
    await screen.findByRole("heading", { level: 1, name: "Match: pull data" });
    const shown = () => host.calls.filter((call) => call.name === "match_rows").at(-1)?.req;
    await waitFor(() => expect(shown()).toMatchObject({ kind: "item" }));
  });

  it("shows the keys with a question mark, but not while typing", async () => {
    const { user } = renderUi(<Window />, { host: demo(), path: "/audit" });
    const search = await screen.findByRole("searchbox");
    await user.type(search, "?");
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.click(screen.getByRole("heading", { level: 1 }));
    await user.keyboard("?");
    await screen.findByRole("dialog", { name: "Keyboard" });
    await expectAccessible();
  });

  it("marks the practice company in words", async () => {
    renderUi(<Window />, { host: demo() });
    await screen.findByText("PRACTICE");
    await screen.findByText("Practice company: nothing here reaches a real ledger.");
  });

  it("reads again what an event says has changed", async () => {
    const host = demo();
    renderUi(<Window />, { host });
    await screen.findByRole("heading", { level: 1, name: "Home" });
    const before = host.calls.filter((call) => call.name === "home").length;
    host.emit({ changed: ["transactions"] });
    await waitFor(() =>
      expect(host.calls.filter((call) => call.name === "home").length).toBeGreaterThan(before),
    );
  });

  it("shows a running job at once when its event comes", async () => {
    const host = demo();
    renderUi(<Window />, { host });
    await screen.findByText("No job is running");
    const { LAST_RUN } = await import("../demo/home");
    host.emit({ run: { ...LAST_RUN, state: "running", done: 14, total: 37 } });
    expect((await screen.findAllByRole("progressbar"))[0]?.getAttribute("aria-valuenow")).toBe("14");
    await screen.findByRole("button", { name: "Pause" });
  });

  it("offers the two ways to start when no client is open", async () => {
    const status = await demo().call("app_status", {});
    const host = demo({ app_status: () => ({ ...status, client: null, clients: [] }) });
    const { user } = renderUi(<Window />, { host });
    await screen.findByRole("button", { name: "Open the practice company" });
    await user.click(screen.getByRole("button", { name: "Create the client" }));
    await screen.findByText("This is needed.");
    await expectAccessible();
    await user.type(screen.getByLabelText("Client name"), "  Southwind Ltd ");
    await user.click(screen.getByRole("button", { name: "Create the client" }));
    await waitFor(() =>
      expect(host.calls.find((call) => call.name === "client_create")?.req).toEqual({
        name: "Southwind Ltd",
      }),
    );
  });
});
