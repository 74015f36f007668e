/** A damaged client file: why it did not open, and the backup that takes its place at one press. */
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Window } from "../../app/App";
import { STATUS } from "../../demo/app";
import { demoHandlers } from "../../demo/handlers";
import { HostError } from "../../host/host-error";
import { memoryHost } from "../../host/memory";
import type { AppStatus } from "../../ipc/generated";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";

const BACKUP = { backup: "boats-20260302-100000.tieout", backup_at: "2026-03-02 10:00 UTC" };
const damaged = (params: Record<string, string>): AppStatus => ({
  ...STATUS,
  client: null,
  trouble: {
    code: "client_file_damaged",
    params: { client: "boats", ...params },
    recovery: "read_help",
    raw: null,
  },
});
const button = () => screen.findByRole("button", { name: "Open the newest backup" });

describe("a damaged client file", () => {
  it("says which backup there is, opens it at one press and goes to Home", async () => {
    let status = damaged(BACKUP);
    const host = memoryHost({
      ...demoHandlers(),
      app_status: () => status,
      client_restore: () => (status = STATUS),
    });
    const { user } = renderUi(<Window />, { host });
    await screen.findByText("This client’s file is damaged");
    await screen.findByText(/2026-03-02 10:00 UTC/);
    await expectAccessible();
    await user.click(await button());
    await screen.findByRole("heading", { level: 1, name: "Home" });
    expect(host.calls.filter((call) => call.name === "client_restore").map((call) => call.req)).toEqual([
      { id: "boats" },
    ]);
  });

  it("offers nothing to open where no backup was found", async () => {
    const host = memoryHost({ ...demoHandlers(), app_status: () => damaged({}) });
    renderUi(<Window />, { host });
    await screen.findByText(/No backup of it was found beside it/);
    expect(screen.queryByRole("button", { name: "Open the newest backup" })).toBeNull();
  });

  it("stays where it is and says why when the backup does not open either", async () => {
    const host = memoryHost({
      ...demoHandlers(),
      app_status: () => damaged(BACKUP),
      client_restore: () => {
        const error = { code: "disk_full", params: {}, recovery: "read_help" } as const;
        throw new HostError({ ...error, message: "full", report_id: null });
      },
    });
    const { user } = renderUi(<Window />, { host });
    await user.click(await button());
    await screen.findByText("The disk is full");
    await waitFor(async () => expect((await button()).hasAttribute("disabled")).toBe(false));
    await expectAccessible();
  });
});

describe("the name of a new client", () => {
  it("says at the field how long it may be and asks the program only for one that fits", async () => {
    const host = memoryHost({
      ...demoHandlers(),
      app_status: () => ({ ...STATUS, client: null, clients: [] }),
    });
    const { user } = renderUi(<Window />, { host });
    const field = await screen.findByRole("textbox", { name: "Client name" });
    await user.click(field);
    await user.paste("é".repeat(101));
    await user.keyboard("{Enter}");
    await screen.findByText("A client name has at most 100 characters. Please shorten it.");
    expect(host.calls.some((call) => call.name === "client_create")).toBe(false);
    await user.keyboard("{Backspace}{Enter}");
    await waitFor(() => expect(host.calls.some((call) => call.name === "client_create")).toBe(true));
  });
});
