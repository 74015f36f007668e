// Screens with no, with one and with 50,000 rows: each says what it is, the last row is one key away, and the page
// stays small. Not here: speed (bench.mjs). Invariant: rows come from files through the import, as a person's do.

import { strict as assert } from "node:assert";
import { test } from "node:test";
import { until } from "./person.mjs";
import { importCustomers, pulled } from "./scene.mjs";
import { at } from "./views.mjs";
import { World } from "./world.mjs";

const MANY = 50_000;
/** Elements that a list may hold at once, however long it is. */
const ELEMENTS_MOST = 6_000;

test("with nothing in it, every screen says what comes next", async (t) => {
  const world = await World.start();
  t.after(() => world.stop());
  await world.call("client_create", { name: "Empty Ltd" });
  const page = await world.page();
  await at(page, "/", (here) => here.getByRole("region", { name: "Before the first sync" }));
  await at(page, "/import", (here) => here.getByText("No records yet"));
  await at(page, "/match", (here) => here.getByRole("heading", { name: "Match: pull data" }));
  await at(page, "/sync", (here) => here.getByRole("heading", { name: "Sync", level: 1 }));
  await at(page, "/activity", (here) => here.getByText("No documents yet. Import your files first."));
  await at(page, "/audit", (here) => here.getByRole("heading", { name: "Audit trail" }));
  await at(page, "/settings/accounts", (here) => here.getByRole("region", { name: "Default accounts" }));
  await at(page, "/report/1", (here) => here.getByRole("heading", { name: /^Report/ }));
});

test("with one row, a list is a list of one", async (t) => {
  const world = await World.start({ consent: true });
  t.after(() => world.stop());
  await pulled(world);
  const page = await world.page();
  await at(page, "/match?kind=customer", (here) => here.locator("[role=grid]:not([aria-busy]) [data-row='0']").first());
  await page.getByRole("searchbox", { name: "Search in this list" }).fill("Around the Horn");
  const grid = page.getByRole("grid", { name: "Customers" });
  await until(async () => (await grid.getAttribute("aria-rowcount")) === "2");
  await grid.locator("[data-row='0'] [data-col='1']").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row), "0");
});

test("with 50,000 rows, the last one is a key away and the page stays small", async (t) => {
  const world = await World.start({ consent: true });
  t.after(() => world.stop());
  await pulled(world);
  await importCustomers(world, MANY);
  const page = await world.page();
  await at(page, "/match?kind=customer&side=source", (here) => here.locator("[role=grid]:not([aria-busy]) [data-row='0']").first());
  const grid = page.getByRole("grid", { name: "Customers" });
  const rows = Number(await grid.getAttribute("aria-rowcount")) - 1;
  assert.ok(rows >= MANY, `${rows} rows`);
  await grid.locator("[data-row='0'] [data-col='1']").click();
  await page.keyboard.press("Control+End");
  const last = grid.locator(`[data-row='${rows - 1}']`);
  await last.locator(".twoline__main").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row), String(rows - 1));
  const elements = await page.evaluate(() => document.querySelectorAll("*").length);
  assert.ok(elements < ELEMENTS_MOST, `${elements} elements`);
  await page.keyboard.press("Control+Home");
  await grid.locator("[data-row='0'] .twoline__main").first().waitFor();
  assert.deepEqual(page.errors, []);
});
