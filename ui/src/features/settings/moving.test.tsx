/** Moving to another ledger and back, by key and mouse: what stays is said before, and nothing is left in doubt. */
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Window } from "../../app/App";
import { demoHandlers } from "../../demo/handlers";
import { CONNECTION, MOVE } from "../../demo/home";
import { memoryHost, type Handlers } from "../../host/memory";
import type { ConnectionView, LeftLedger, MoveView } from "../../ipc/generated";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";

const NEW: ConnectionView = {
  ...CONNECTION,
  state: "new",
  system: "xero",
  ledger_name: "Xero",
  company_name: null,
  book_number: null,
};
const LEFT: LeftLedger = {
  id: 7,
  ledger_name: "QuickBooks Online",
  company_name: "Northwind Traders Ltd",
  book_number: "9341453172058392",
  state: "paused",
  last_success_at: "2026-11-22T06:14:40Z",
  posted: 142,
};

function world(handlers: Handlers) {
  const host = memoryHost({ ...demoHandlers(), ...handlers });
  return renderUi(<Window />, { host, path: "/settings/connections" });
}
const asked = (host: { calls: { name: string; req: unknown }[] }, name: string) =>
  host.calls.filter((call) => call.name === name).map((call) => call.req);
const moveButton = () => screen.findByRole("button", { name: "Move to another ledger…" });

describe("moving to another ledger", () => {
  it("says what stays and what comes, and moves to the ledger and day that were chosen", async () => {
    let moved = false;
    const { host, user } = world({
      connection_get: () => (moved ? NEW : CONNECTION),
      move_get: (): MoveView => (moved ? { ...MOVE, ledger_name: "Xero", left: [LEFT] } : MOVE),
      move_start: () => {
        moved = true;
        return NEW;
      },
    });
    await user.click(await moveButton());
    const dialog = await screen.findByRole("dialog");
    within(dialog).getByText(/142 documents were sent to it. They stay there/);
    within(dialog).getByText(/2 approved entries were not sent yet: they go back to review/);
    expect(within(dialog).getByRole<HTMLInputElement>("radio", { name: "Xero" }).checked).toBe(true);
    expect(within(dialog).getByLabelText<HTMLInputElement>("First day for the new ledger").value).toBe(
      "2026-11-22",
    );
    await expectAccessible();
    await user.click(within(dialog).getByRole("button", { name: "Pause QuickBooks Online and move" }));
    await screen.findByText(/You are moving from QuickBooks Online: Northwind Traders Ltd to Xero/);
    expect(asked(host, "move_start")).toEqual([{ system: "xero", first_day: "2026-11-22" }]);
    await expectAccessible();
  });

  it("cannot be done while an answer is owed, and says where to get it", async () => {
    const { host, user } = world({ move_get: () => ({ ...MOVE, ready: false, in_doubt: 2 }) });
    await user.click(await moveButton());
    await screen.findByText(/2 entries were sent and their answers are missing/);
    const confirm = screen.getByRole("button", { name: /Pause QuickBooks Online and move/ });
    await user.click(confirm);
    expect(asked(host, "move_start")).toEqual([]);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Open Sync" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("goes back with the keyboard alone after one question", async () => {
    const { host, user } = world({
      connection_get: () => ({ ...CONNECTION, system: "xero", ledger_name: "Xero" }),
      move_get: () => ({ ...MOVE, ledger_name: "Xero", left: [LEFT] }),
      move_back: () => CONNECTION,
    });
    const back = await screen.findByRole("button", {
      name: "Go back to QuickBooks Online: Northwind Traders Ltd…",
    });
    back.focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("alertdialog", { name: /Go back to QuickBooks Online: Northwind Traders Ltd/ });
    screen.getByText("Xero is paused and kept in the same way.");
    await expectAccessible();
    screen.getByRole("button", { name: "Go back to QuickBooks Online" }).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(asked(host, "move_back")).toEqual([{ id: 7 }]));
  });
});

describe("choosing the ledger of a new client", () => {
  it("brings the lines of the chosen one, and offers no choice once a company is tied", async () => {
    const fresh: ConnectionView = { ...NEW, practice: false, system: null, systems: MOVE.systems };
    let view = { ...fresh, system: "quickbooks" };
    const { host, user } = world({
      connection_get: () => view,
      connection_save: ({ system }) => (view = { ...fresh, system, values: CONNECTION.values.slice(0, 1) }),
    });
    const select = await screen.findByRole("combobox", { name: "Ledger" });
    await user.selectOptions(select, "Xero");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Base URL" })).toBeNull());
    expect(asked(host, "connection_save")).toEqual([{ system: "xero", values: {} }]);
    await expectAccessible();
  });
});
