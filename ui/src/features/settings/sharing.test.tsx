/** Direction and master of the lists: what each choice says, what is saved, what Undo takes back. */
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Window } from "../../app/App";
import { demoHandlers } from "../../demo/handlers";
import { memoryHost } from "../../host/memory";
import { expectAccessible } from "../../test/axe";
import { renderUi } from "../../test/render";

const start = () => renderUi(<Window />, { host: memoryHost(demoHandlers()), path: "/settings/objects" });
const group = (name: string) => screen.findByRole("group", { name });
const saved = (host: ReturnType<typeof memoryHost>) =>
  host.calls.filter((call) => call.name === "setting_set").map((call) => call.req);
const box = async () => (await group("Sharing of customers")).closest(".sharing")!.textContent!;

describe("sharing and master of customers", () => {
  it("says what follows from each choice, with the renamed customer as the example", async () => {
    const { user, host } = start();
    expect(await box()).toContain("New in QuickBooks Online: stays as it is.");
    expect(await box()).toContain("In QuickBooks Online: the next sync changes it back to “A B C Rentals”.");
    await user.click(within(await group("Sharing of customers")).getByRole("radio", { name: /^Both ways/ }));
    await waitFor(async () =>
      expect(await box()).toContain("put into a file for you to import into Northwind files"),
    );
    await user.click(
      within(await group("Master of customers")).getByRole("radio", { name: "QuickBooks Online" }),
    );
    await waitFor(async () =>
      expect(await box()).toContain("In QuickBooks Online: the next sync puts “ABC Rentals” into the file"),
    );
    expect(saved(host)).toEqual([
      { name: "sharing.customer", value: '"both"' },
      { name: "master.customer", value: '"ledger"' },
    ]);
    expect(await box()).toContain("Last changed by Ana Lindqvist");
    await expectAccessible();
  });

  it("is changed with the arrow keys and taken back with Undo", async () => {
    const { user, host } = start();
    const radio = within(await group("Master of items")).getByRole("radio", { name: /^Northwind files/ });
    await user.click(radio);
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(saved(host)).toHaveLength(1));
    await user.click((await screen.findAllByRole("button", { name: "Undo" })).at(-1)!);
    await waitFor(() => expect(saved(host).at(-1)).toEqual({ name: "master.item", value: '"source"' }));
    expect((radio as HTMLInputElement).checked).toBe(true);
  });

  it("asks before it is switched off, because invoices need it", async () => {
    const { user, host } = start();
    await user.click(within(await group("Sharing of customers")).getByRole("radio", { name: "Off" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(saved(host)).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Turn all off" }));
    await waitFor(() => expect(saved(host)).toEqual([{ name: "object.customer", value: "false" }]));
    const master = (await group("Master of customers")) as HTMLFieldSetElement;
    await waitFor(() => expect(master.disabled).toBe(true));
  });
});
