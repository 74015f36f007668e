/** The Clients page: how each client stands, opened by key or mouse; a file that cannot be looked at says why. */
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Window } from "../../app/App";
import { HEALTH, STATUS } from "../../demo/app";
import { demoHandlers } from "../../demo/handlers";
import { HostError } from "../../host/host-error";
import { memoryHost, type Handlers } from "../../host/memory";
import type { AppStatus, ClientFile, ClientHealth } from "../../ipc/generated";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";

const file = (id: string, name: string): ClientFile => ({ id, name, practice: false, opened_at: null });
const THREE = [file("a", "Anchor Boats"), file("b", "Bay Foods"), file("c", "Cove Tools")];
const closed = (clients: ClientFile[]): AppStatus => ({ ...STATUS, client: null, clients });

function world(clients: ClientFile[], more: Handlers = {}) {
  const host = memoryHost({ ...demoHandlers(), app_status: () => closed(clients), ...more });
  return renderUi(<Window />, { host });
}
const row = (name: string) =>
  screen
    .findByRole("button", { name })
    .then((button) => button.closest<HTMLElement>("[role=row]") as HTMLElement);

describe("the clients page", () => {
  it("shows how each client stands and can be read by everybody", async () => {
    world(THREE);
    await screen.findByRole("heading", { level: 1, name: "Clients" });
    const first = await row("Anchor Boats");
    await within(first).findByText("1,480.00");
    expect(
      within(first)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ).toEqual(expect.arrayContaining(["3", "12", "46"]));
    await expectAccessible();
  });

  it("goes from client to client with the arrow keys and opens with Enter, which leads to Home", async () => {
    const opened: string[] = [];
    let status = closed(THREE);
    const { user } = world(THREE, {
      app_status: () => status,
      client_open: ({ id }) => {
        opened.push(id);
        return (status = STATUS);
      },
    });
    await waitFor(async () => expect(document.activeElement).toBe(await screen.findByText("Anchor Boats")));
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}{Enter}");
    await screen.findByRole("heading", { level: 1, name: "Home" });
    expect(opened).toEqual(["b"]);
  });

  it("says which file is open elsewhere, newer or damaged, and nothing else about it", async () => {
    const codes = { a: "client_file_in_use", b: "client_file_newer", c: "client_file_damaged" } as const;
    const health = ({ id }: { id: string }): ClientHealth => ({
      ...HEALTH,
      id,
      counts: null,
      trouble: { code: codes[id as keyof typeof codes], params: {}, recovery: "read_help", raw: null },
    });
    world(THREE, { client_health: health });
    await within(await row("Anchor Boats")).findByText("This client is open in another window");
    await within(await row("Bay Foods")).findByText(
      "This client was saved by a newer version of the program",
    );
    await within(await row("Cove Tools")).findByText("This client’s file is damaged");
    expect(screen.queryByText("1,480.00")).toBeNull();
    await expectAccessible();
  });

  it("stays and says why when the open client cannot be left, because a sync is running", async () => {
    const { user } = world(THREE, {
      client_open: () => {
        const error = { code: "run_in_progress", params: {}, recovery: "wait" } as const;
        throw new HostError({ ...error, message: "", report_id: null });
      },
    });
    await user.click(await screen.findByRole("button", { name: "Bay Foods" }));
    await screen.findByText("A sync is already running");
    await screen.findByRole("heading", { level: 1, name: "Clients" });
  });

  it("offers to search only when there are more than eight, and finds without accents", async () => {
    const many = Array.from({ length: 9 }, (_, n) => file(`m${n}`, n === 4 ? "Café Été" : `Client ${n}`));
    const { user } = world(many);
    await user.type(await screen.findByRole("searchbox", { name: "Find a client" }), "ete");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Client 1" })).toBeNull());
    await screen.findByRole("button", { name: "Café Été" });
  });

  it("offers the practice company of each ledger by name", async () => {
    const practices = [
      { system: "one", name: "Ledger One" },
      { system: "two", name: "Ledger Two" },
    ];
    const asked: (string | null)[] = [];
    const { user } = world(THREE, {
      app_status: () => ({ ...closed(THREE), practices }),
      practice_open: ({ system }) => {
        asked.push(system);
        return STATUS;
      },
    });
    await user.click(await screen.findByRole("button", { name: "Practice company" }));
    await user.click(await screen.findByRole("menuitem", { name: "With Ledger Two" }));
    await waitFor(() => expect(asked).toEqual(["two"]));
  });
});
