// The whole job with the mouse, in the browser host, from the first start to a report that agrees to the cent.
// Not here: the keyboard (job.keyboard.test.mjs). Invariant: figures are read off the page, then checked in the ledger.

import { strict as assert } from "node:assert";
import { after, before } from "node:test";
import { allow, assertAddsUp, goTo, MOUSE, numberIn, still, story, tileOf, tiles, toPlan, until } from "./person.mjs";
import { book, references } from "./scene.mjs";
import { World } from "./world.mjs";

let world;
let page;
before(async () => {
  world = await World.start();
  page = await world.page();
});
after(() => world?.stop());

const step = story(() => page);

step("the first start offers the practice company, and opening it loads the operational records", async () => {
  await page.getByRole("button", { name: "Open the practice company" }).click();
  await page.getByRole("heading", { name: "Home" }).waitFor();
  await goTo(page, "Import");
  await page.getByRole("region", { name: "Northwind files" }).getByText("830", { exact: true }).first().waitFor();
  await goTo(page, "Home");
});

step("the connect page shows five values, each with a tick, and signing in is the person's own act", async () => {
  await page.getByRole("button", { name: "Connect…" }).click();
  for (const value of ["Client ID", "Client secret", "Base URL", "Authorization URL", "Token URL"])
    await page.getByText(`${value} is good`).waitFor({ state: "attached" });
  await page.getByText("5 of 5 checked").waitFor();
  await page.getByRole("button", { name: "Sign in…" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in at the ledger" });
  await allow(page, () => dialog.getByRole("link", { name: "Open the sign-in page" }).click());
  await page.getByText("You connected Northwind").waitFor();
  await page.getByRole("button", { name: "Yes, go on" }).click();
  await page.getByRole("button", { name: "Connected", exact: true }).waitFor();
  await goTo(page, "Home");
  await until(async () => (await tiles(page)).Total === 830);
  assertAddsUp(await tiles(page));
});

step("a full sync pulls every list", async () => {
  await goTo(page, "Match");
  await page.getByRole("button", { name: "Run full sync" }).click();
  await page.getByText(/^Pulled .* \d+ records$/).waitFor();
  await until(async () => (await world.call("runs_list", { offset: 0, limit: 1 })).rows[0]?.ended_at);
  assert.ok((await world.call("lists_overview")).kinds.every((list) => list.pull === "complete"));
});

step("exact matches are accepted tab by tab, each after its preview, and the count on the button is the count done", async () => {
  for (const name of ["Accounts", "Terms", "Items", "Customers", "Vendors"]) {
    await tab(name).click();
    const bar = page.getByRole("region", { name: /exact match/ });
    const list = await overview(name);
    if (list.tiers.exact === 0) continue;
    await bar.getByRole("button", { name: "Preview", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const accept = dialog.getByRole("button", { name: /^Sync \d+$/ });
    await accept.waitFor();
    const count = numberIn(await accept.innerText());
    assert.equal(count, list.tiers.exact);
    await accept.click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(new RegExp(`^${count} records? synced`)).first().waitFor();
    const now = await overview(name);
    assert.equal(now.linked, list.linked + count);
    await until(async () => numberIn(await tab(name).locator(".tabs__count").innerText()) === now.left);
  }
});

step("a strong suggestion is taken with its Sync button", async () => {
  await tab("Customers").click();
  await page.getByRole("button", { name: /^Strong/ }).click();
  const before = await overview("Customers");
  const sync = page.getByRole("grid").getByRole("button", { name: /^Sync .* with / }).first();
  await sync.click();
  await until(async () => (await overview("Customers")).linked === before.linked + 1);
  await page.getByRole("button", { name: /^Strong/ }).click();
});

step("a partner is picked through the search field", async () => {
  const before = await overview("Customers");
  const free = (await open("customer", "source")).find((row) => row.partner === null || row.tier === "none").record;
  await page.getByRole("button", { name: /^No match/ }).click();
  await still(page);
  await page.getByRole("grid").getByRole("button", { name: /^Match for / }).first().click();
  const field = page.getByRole("combobox", { name: /^Match for / });
  await field.fill(free.name);
  await page.getByRole("option", { name: free.name }).first().click();
  await until(async () => (await overview("Customers")).linked === before.linked + 1);
  // It was a try: one click on Undo takes it back.
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await overview("Customers")).linked === before.linked);
  await page.getByRole("button", { name: /^No match/ }).click();
});

step("ignoring asks for a reason, and undo takes it back", async () => {
  const before = await overview("Customers");
  await still(page);
  await page.getByRole("grid").getByRole("checkbox", { name: /^Ignore / }).first().click();
  const dialog = page.getByRole("dialog", { name: /^Ignore / });
  await dialog.getByRole("radio", { name: "Old" }).click();
  await dialog.getByRole("button", { name: "Ignore", exact: true }).click();
  await until(async () => (await overview("Customers")).ignored === before.ignored + 1);
  const undo = page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Undo" }).last();
  await undo.click();
  await until(async () => (await overview("Customers")).ignored === before.ignored);
  await still(page);
  await page.getByRole("grid").getByRole("checkbox", { name: /^Ignore / }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Ignore", exact: true }).click();
  await until(async () => (await overview("Customers")).ignored === before.ignored + 1);
});

step("a wrong suggestion is dropped from the row's menu, and undo brings it back", async () => {
  await page.getByRole("button", { name: /^Strong/ }).click();
  const grid = page.getByRole("grid");
  await still(page);
  const line = grid.getByRole("row").filter({ has: page.getByRole("button", { name: /^Sync .* with / }) }).first();
  const name = await line.locator(".twoline__main").first().innerText();
  const partner = async () => (await open("customer", "ledger")).find((row) => row.record.name === name).partner?.record.id;
  const before = await partner();
  await line.getByRole("button", { name: /^More for / }).click();
  await page.getByRole("menuitem", { name: /^Not the same as / }).first().click();
  await until(async () => (await partner()) !== before);
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await partner()) === before);
  await page.getByRole("button", { name: /^Strong/ }).click();
});

step("none of these: the next sync creates the record", async () => {
  const { name } = (await open("customer", "source")).find((row) => row.tier === "none").record;
  await page.locator("label").filter({ hasText: /^Only in/ }).click();
  // Only rows in sight are drawn: whoever looks for one record types its name.
  const search = page.getByPlaceholder(/^Name, /);
  await search.fill(name);
  await page.getByRole("button", { name: `More for ${name}`, exact: true }).click();
  await page.getByRole("menuitem", { name: `Create “${name}” in QuickBooks Online` }).click();
  await until(async () => (await overview("Customers")).to_create === 1);
  await page.locator("label").filter({ hasText: /^To be created/ }).click();
  await page.getByRole("row").filter({ hasText: name }).getByText("Will be created with the next sync").waitFor();
  await search.fill("");
  await page.locator("label").filter({ hasText: /^In QuickBooks Online/ }).click();
});

step("strong suggestions are selected, looked at and accepted together", async () => {
  for (const name of ["Items", "Customers"]) {
    await tab(name).click();
    const before = await overview(name);
    await page.getByRole("button", { name: /^Strong/ }).click();
    await page.getByRole("checkbox", { name: "Select all rows" }).click();
    const bar = page.getByRole("region", { name: `${before.tiers.strong} selected` });
    await bar.getByRole("button", { name: "Preview…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: `Sync ${before.tiers.strong}`, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    assert.equal((await overview(name)).linked, before.linked + before.tiers.strong);
  }
});

step("what only resembles a record is new: that is set once", async () => {
  await goTo(page, "Settings");
  await page.getByRole("link", { name: "Policies" }).click();
  await page.getByRole("radio", { name: "Create it in the ledger" }).click();
  await until(async () => (await world.call("settings_get")).policies.create_unmatched);
});

step("the default accounts are chosen by name, and one of the wrong type cannot be chosen", async () => {
  await goTo(page, "Settings");
  await page.getByRole("link", { name: "Default accounts" }).click();
  for (const [slot, type] of [["Income", /Income/], ["Inventory asset", /Asset/], ["Cost of goods sold", /Cost of Goods/i]]) {
    const field = page.getByRole("combobox", { name: slot });
    await field.click();
    const options = page.getByRole("option");
    await options.first().waitFor();
    const good = options.and(page.locator(":not([aria-disabled])")).filter({ hasText: type }).first();
    const wrong = page.getByRole("option", { disabled: true }).first();
    assert.match(await wrong.innerText(), /must be/);
    const name = (await good.locator(".combo__label").innerText()).trim();
    await good.click();
    await until(async () => (await field.inputValue()) === name);
  }
  const { accounts } = await world.call("settings_get");
  for (const slot of accounts) assert.ok(slot.account, `${slot.slot} is chosen`);
});

step("step 1 is checked, planned, looked at, approved and sent", async () => {
  await goTo(page, "Sync");
  await toPlan(page, MOUSE);
  // The change itself is looked at before anything is approved.
  const grid = page.getByRole("grid", { name: "Planned changes" });
  await grid.getByRole("row").nth(1).getByRole("gridcell").nth(2).dblclick();
  const panel = page.getByRole("complementary").filter({ hasText: "Field by field" });
  await panel.getByRole("rowheader", { name: "Description" }).first().waitFor();
  await panel.getByRole("button", { name: "Close" }).click();
  const run = await approve();
  assert.equal(run.state, "completed", JSON.stringify(run.failure));
});

step("step 2 sends the invoices", async () => {
  await page.getByRole("button", { name: "Next: Invoices" }).click();
  await toPlan(page, MOUSE);
  const run = await approve();
  assert.ok(["completed", "completed_with_failures"].includes(run.state), JSON.stringify(run.failure));
});

step("the report agrees to the cent and its counts add up", async () => {
  await page.getByRole("button", { name: "Next: Report" }).click();
  const both = page.getByRole("region", { name: "Both sides" });
  await both.waitFor();
  assert.match(await both.getByRole("row", { name: /^Difference/ }).innerText(), /\b0\.00\b/);
  const [planned, ...parts] = await page.locator(".equation__figure:not([data-aside]) .equation__number").allInnerTexts();
  assert.equal(numberIn(planned), parts.reduce((sum, part) => sum + numberIn(part), 0));
});

step("the tiles on Home add up, and each leads to a list whose total is its number", async () => {
  await goTo(page, "Home");
  // The page shows what it last knew until it has read anew.
  const { Completed } = await completed();
  await until(async () => (await tiles(page)).Completed === Completed);
  const shown = await tiles(page);
  assertAddsUp(shown);
  assert.equal(shown.Total, 830);
  for (const [name, count] of Object.entries(shown)) {
    await tileOf(page, name).click();
    await page.getByRole("tab", { selected: true, name: new RegExp(name === "Total" ? "^All" : `^${name}`) }).waitFor();
    const grid = page.getByRole("grid");
    if (count > 0) await grid.getByText(new RegExp(`^${count} records?$`)).waitFor();
    else await page.getByText(/^(Nothing|No documents)/).waitFor();
    await goTo(page, "Home");
  }
});

step("the ledger's own book holds each of our references once", async () => {
  const { documents } = await book(world, "Invoice");
  const { Completed } = await completed();
  const seen = references(documents.Invoice);
  assert.equal(seen.size, Completed);
  assert.equal((await overview("Customers")).to_create, 0, "what was to be created is linked with what was created");
  assert.deepEqual([...seen].filter(([, times]) => times !== 1), []);
});

step("nothing went wrong behind the scenes", () => assert.deepEqual(page.errors, []));

async function open(kind, side) {
  const request = { kind, side, view: "open", tiers: [], search: "", sort: "name", descending: false, offset: 0, limit: 200 };
  return (await world.call("match_rows", request)).rows;
}

async function completed() {
  const { tiles: figures } = await world.call("home");
  return { Completed: figures.completed };
}

const KINDS = { Accounts: "account", Terms: "term", Items: "item", Customers: "customer", Vendors: "vendor" };
const tab = (name) => page.getByRole("tab", { name: new RegExp(`^${name}`) });
const overview = async (name) => (await world.call("lists_overview")).kinds.find((list) => list.kind === KINDS[name]);

async function approve() {
  await page.getByRole("button", { name: /^Review and send/ }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cancel", "the first focus is on Cancel");
  const word = dialog.getByRole("textbox", { name: /^Type .* to confirm$/ });
  if (await word.isVisible()) await word.fill("send");
  await dialog.getByRole("button", { name: /^Send .* to QuickBooks Online – / }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Open the report" }).waitFor({ timeout: 180_000 });
  return (await world.call("runs_list", { offset: 0, limit: 1 })).rows[0];
}
