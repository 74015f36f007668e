// Several clients: one page shows how each stands, keys and mouse open them, and a second window is told what the first has open.
// Not here: moving a client to another ledger (move.test). Invariant: looking at a client never takes it from another window.

import { strict as assert } from "node:assert";
import { after, before } from "node:test";
import { story } from "./person.mjs";
import { connected } from "./scene.mjs";
import { settled } from "./views.mjs";
import { axe, World } from "./world.mjs";

let world;
let other;
let page;
before(async () => {
  world = await World.start({ consent: true });
  await connected(world);
  for (const name of ["Anchor Boats", "Café Été"]) await world.call("client_create", { name });
  await world.call("client_close");
  page = await world.page();
});
after(async () => {
  if (other?.program.exitCode === null && other.program.signalCode === null) await other.kill();
  await world?.stop();
});

const step = story(() => page);
const clients = (page) => page.getByRole("table", { name: "Clients" });
const row = (page, name) => clients(page).getByRole("row").filter({ has: page.getByRole("button", { name, exact: true }) });

step("the first page lists every client with what waits there", async () => {
  await page.getByRole("heading", { name: "Clients", level: 1 }).waitFor();
  const practice = row(page, "Northwind Traders");
  await practice.getByText("PRACTICE").waitFor();
  await practice.getByText("830", { exact: true }).waitFor();
  await practice.getByText("Connected").waitFor();
  await row(page, "Anchor Boats").getByText("Not connected").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    assert.deepEqual(await axe(page), [], colorScheme);
  }
});

step("arrow keys and Enter open a client, which leads to its Home", async () => {
  await page.getByRole("button", { name: "Anchor Boats", exact: true }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  assert.equal((await world.call("app_status")).client.name, "Café Été");
});

step("the header's menu and the palette lead to another client", async () => {
  await page.getByRole("button", { name: /^Client: Café Été/ }).click();
  await page.getByRole("menuitem", { name: "Anchor Boats" }).click();
  await page.getByRole("button", { name: /^Client: Anchor Boats/ }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("cafe");
  await page.getByRole("option", { name: /Open client Café Été/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Client: Café Été/ }).waitFor();
});

step("a second window says which client is open in the first, and can open the others", async () => {
  other = new World(world.folder, world.flags, world.browser);
  await other.run();
  const second = await other.page();
  await row(second, "Café Été").getByText("This client is open in another window").waitFor();
  await settled(second);
  assert.deepEqual(await axe(second), []);
  await second.getByRole("button", { name: "Café Été", exact: true }).click();
  await second.getByRole("alert").getByText("This client is open in another window").waitFor();
  await second.getByRole("button", { name: "Anchor Boats", exact: true }).click();
  await second.getByRole("button", { name: /^Client: Anchor Boats/ }).waitFor();
  assert.deepEqual(second.errors.filter((line) => !line.includes("422")), []);
});

step("and what the second has open is not taken from it by a look of the first", async () => {
  await page.getByRole("button", { name: /^Client: Café Été/ }).click();
  await page.getByRole("menuitem", { name: "All clients…" }).click();
  await row(page, "Anchor Boats").getByText("This client is open in another window").waitFor();
  await row(page, "Café Été").getByText("Open", { exact: true }).waitFor();
  assert.equal((await other.call("app_status")).client.name, "Anchor Boats");
  await other.kill();
  await page.getByRole("button", { name: "Anchor Boats", exact: true }).click();
  await page.getByRole("button", { name: /^Client: Anchor Boats/ }).waitFor();
});

step("a new client is named in a dialog and begins with Import", async () => {
  await page.evaluate(() => void (location.hash = "/start"));
  await page.getByRole("button", { name: "New client…" }).click();
  const dialog = page.getByRole("dialog");
  await settled(page);
  assert.deepEqual(await axe(page), []);
  await dialog.getByRole("textbox", { name: "Client name" }).fill("Dockside Ltd");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Import", level: 1 }).waitFor();
  assert.equal((await world.call("app_status")).clients.length, 4);
});
