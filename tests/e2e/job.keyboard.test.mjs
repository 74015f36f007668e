// The main path with the keyboard alone: Tab, arrows, Enter, the letters of the match list, Ctrl+Z and the palette.
// Not here: the mouse. Invariant: no pointer is ever used, and the focus is never lost.

import { strict as assert } from "node:assert";
import { after, before } from "node:test";
import { KEYBOARD, story, toPlan, until } from "./person.mjs";
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

step("the practice company is opened and signed in to", async () => {
  await press("Open the practice company");
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await palette("Settings");
  await press("Sign in…");
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    tabTo(page.getByRole("link", { name: "Open the sign-in page" })).then(() => page.keyboard.press("Enter")),
  ]);
  await tabTo(tab.getByRole("button", { name: "Allow" }), tab);
  await tab.keyboard.press("Enter");
  await tab.waitForURL((url) => url.searchParams.has("code"));
  await tab.close();
  await page.getByText("You connected").waitFor();
  await press("Yes, go on");
});

step("the lists are pulled from the palette", async () => {
  await palette("Match");
  await page.getByRole("tab", { name: /^Customers/ }).waitFor();
  await palette("Run full sync");
  await until(async () => (await world.call("runs_list", { offset: 0, limit: 1 })).rows[0]?.ended_at);
  assert.ok((await lists()).every((list) => list.pull === "complete"));
});

step("arrow keys choose the list, and exact matches are accepted after their preview", async () => {
  await tabTo(page.getByRole("tab", { selected: true }));
  await page.keyboard.press("Home");
  for (const { kind } of await lists()) {
    await page.locator(`[role=tab][data-tab="${kind}"][aria-selected=true]`).waitFor();
    const list = await one(kind);
    if (list.tiers.exact > 0) {
      await press("Preview");
      await acceptShown(list.tiers.exact);
      assert.equal((await one(list.kind)).linked, list.linked + list.tiers.exact);
    }
    await tabTo(page.locator(`[role=tab][data-tab="${list.kind}"]`));
    await page.keyboard.press("ArrowRight");
  }
});

step("Enter takes the pair and goes on, Ctrl+Z takes it back", async () => {
  await toList("customer");
  const before = await one("customer");
  await inGrid(async () => /^(Strong|Possible)$/.test(await tierOfFocus()));
  const name = await nameOfFocus();
  await page.keyboard.press("Enter");
  await until(async () => (await one("customer")).linked === before.linked + 1);
  await until(async () => (await nameOfFocus()) !== name);
  await page.keyboard.press("Control+z");
  await until(async () => (await one("customer")).linked === before.linked);
  await focusOnGrid();
});

step("D compares, Escape goes back to the list", async () => {
  await page.keyboard.press("d");
  const panel = page.getByRole("complementary").filter({ hasText: "Compare" });
  await panel.waitFor();
  await page.keyboard.press("d");
  await panel.waitFor({ state: "detached" });
  await focusOnGrid();
});

step("F2 opens the search field; typing and Enter pick the partner", async () => {
  const before = await one("customer");
  const free = (await source("customer")).find((row) => row.tier === "none").record;
  await page.keyboard.press("F2");
  const field = page.getByRole("combobox", { name: /^Match for / });
  await field.waitFor();
  await page.keyboard.type(free.name);
  await page.getByRole("option", { name: free.name }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until(async () => (await one("customer")).linked === before.linked + 1);
  await focusOnGrid();
  await page.keyboard.press("Control+z");
  await until(async () => (await one("customer")).linked === before.linked);
});

step("I ignores with a reason", async () => {
  const before = await one("customer");
  await page.keyboard.press("i");
  const dialog = page.getByRole("dialog", { name: /^Ignore / });
  await dialog.waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await until(async () => (await one("customer")).ignored === before.ignored + 1);
  await focusOnGrid();
});

step("X says that two are not the same, Ctrl+Z takes it back", async () => {
  await inGrid(async () => /^(Strong|Possible)$/.test(await tierOfFocus()));
  const name = await nameOfFocus();
  const partner = async () => (await rows("customer", "ledger")).find((row) => row.record.name === name).partner?.record.id;
  const before = await partner();
  await page.keyboard.press("x");
  await until(async () => (await partner()) !== before);
  await page.getByText(`is not suggested for ${name} any more`).first().waitFor({ state: "attached" });
  await focusOnGrid();
  await page.keyboard.press("Control+z");
  await until(async () => (await partner()) === before);
  await focusOnGrid();
});

step("N on the other side lets the next sync create the record, and its view lists it", async () => {
  const { name } = (await source("customer")).find((row) => row.tier === "none").record;
  await tabTo(page.getByRole("radio", { name: /^In / }));
  await page.keyboard.press("ArrowRight");
  await page.getByText("are only in").first().waitFor();
  await inGrid(async () => (await nameOfFocus()) === name);
  await page.keyboard.press("n");
  await until(async () => (await one("customer")).to_create === 1);
  await focusOnGrid();
  await tabTo(page.getByRole("radio", { name: /^Open/ }));
  await page.keyboard.press("ArrowRight");
  await page.getByRole("row").filter({ hasText: name }).getByText("Will be created with the next sync").waitFor();
});

step("Ctrl+A selects what the filter shows, Ctrl+Enter shows and syncs it", async () => {
  for (const kind of ["item", "customer"]) {
    await toList(kind);
    const before = await one(kind);
    await tabTo(page.getByRole("button", { name: /^Strong/ }));
    await page.keyboard.press("Space");
    await page.locator("[role=grid]:not([aria-busy])").waitFor();
    await inGrid(async () => (await tierOfFocus()) === "Strong");
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+Enter");
    await acceptShown(before.tiers.strong);
    assert.equal((await one(kind)).linked, before.linked + before.tiers.strong);
  }
});

step("what only resembles a record is new: that is set once", async () => {
  await palette("Settings");
  await press("Policies", "link");
  await tabTo(page.getByRole("radio", { name: "Hold it until it is decided on Match" }));
  await page.keyboard.press("ArrowDown");
  await until(async () => (await world.call("settings_get")).policies.create_unmatched);
});

step("the default accounts are chosen by name", async () => {
  await palette("Settings");
  await press("Default accounts", "link");
  for (const slot of (await world.call("settings_get")).accounts) {
    const field = page.locator(`#slot-${slot.slot}`);
    await tabTo(field);
    if ((await field.inputValue()) !== "") continue;
    await page.keyboard.press("ArrowDown");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await until(async () => (await field.inputValue()) !== "");
  }
  assert.ok((await world.call("settings_get")).accounts.every((slot) => slot.account !== null));
});

step("step 1: Space holds a record back, Enter shows its fields, and the approval begins on Cancel", async () => {
  await palette("Sync");
  await toPlan(page, KEYBOARD);
  const box = () => page.locator("[role=row][data-active] input[type=checkbox]");
  await inGrid(async () => (await box().count()) === 1 && (await box().isEnabled()));
  await page.keyboard.press("Space");
  await until(async () => !(await box().isChecked()));
  await page.keyboard.press("Space");
  await until(async () => box().isChecked());
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary").filter({ hasText: "Field by field" });
  await panel.waitFor();
  await tabTo(panel.getByRole("button", { name: "Close" }));
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  await focusOnGrid();
  await send();
});

step("step 2 and the report", async () => {
  await press("Next: Invoices");
  await toPlan(page, KEYBOARD);
  await send();
  await press("Next: Report");
  const both = page.getByRole("region", { name: "Both sides" });
  await both.waitFor();
  assert.match(await both.getByRole("row", { name: /^Difference/ }).innerText(), /\b0\.00\b/);
});

step("the ledger holds each of our references once, and nothing went wrong behind the scenes", async () => {
  const { documents } = await book(world, "Invoice");
  const seen = references(documents.Invoice);
  assert.equal(seen.size, (await world.call("home")).tiles.completed);
  assert.deepEqual([...seen].filter(([, times]) => times !== 1), []);
  assert.equal((await one("customer")).to_create, 0, "what was to be created is linked with what was created");
  assert.deepEqual(page.errors, []);
});

const lists = async () => (await world.call("lists_overview")).kinds;
const one = async (kind) => (await lists()).find((list) => list.kind === kind);

const source = (kind) => rows(kind, "source");

async function rows(kind, side) {
  const request = { kind, side, view: "open", tiers: [], search: "", sort: "name", descending: false };
  return (await world.call("match_rows", { ...request, offset: 0, limit: 200 })).rows;
}

/** Tab until the focus is on `target`: what cannot be reached so, cannot be reached at all. */
async function tabTo(target, on = page) {
  await target.first().waitFor();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await on.keyboard.press("Tab");
  }
  assert.fail(`Tab never reaches ${target}`);
}

/** In the preview: to the button that names the count, and Enter. */
async function acceptShown(count) {
  const dialog = page.getByRole("dialog");
  const accept = dialog.getByRole("button", { name: `Sync ${count}`, exact: true });
  await accept.and(page.locator(":enabled")).waitFor();
  await tabTo(accept);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

async function press(name, role = "button") {
  await tabTo(page.getByRole(role, { name, exact: true }));
  await page.keyboard.press("Enter");
}

/** Ctrl+K, a few letters, Enter. */
async function palette(words) {
  await page.keyboard.press("Control+k");
  const field = page.getByRole("dialog").getByRole("combobox");
  await field.waitFor();
  await page.keyboard.type(words);
  await page.getByRole("option", { selected: true }).filter({ hasText: words }).waitFor();
  await page.keyboard.press("Enter");
  await field.waitFor({ state: "detached" });
}

const grid = () => page.locator("[role=grid]");
const inside = () => grid().first().evaluate((element) => element.contains(document.activeElement));
const focusOnGrid = () => until(inside);
const cell = (column) => page.locator("[role=row][data-active]").getByRole("gridcell").nth(column);
const nameOfFocus = async () => (await cell(1).locator(".twoline__main").textContent({ timeout: 1000 }).catch(() => "")) ?? "";
const tierOfFocus = async () => ((await cell(2).textContent({ timeout: 1000 }).catch(() => "")) ?? "").trim();

async function toList(kind) {
  await tabTo(page.getByRole("tab", { selected: true }));
  await page.keyboard.press("Home");
  for (const each of await lists()) {
    await page.locator(`[role=tab][data-tab="${each.kind}"][aria-selected=true]`).waitFor();
    if (each.kind === kind) return;
    await page.keyboard.press("ArrowRight");
  }
}

/** Into the grid by Tab, then down until a row is right. */
async function inGrid(isRight) {
  await grid().first().and(page.locator(":not([aria-busy])")).waitFor();
  for (let presses = 0; !(await inside()); presses += 1) {
    assert.ok(presses < 150, "Tab never reaches the list");
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Control+Home");
  for (let rows = 0; rows < 300; rows += 1) {
    if (await isRight()) return;
    await page.keyboard.press("ArrowDown");
  }
  assert.fail("no such row in the list");
}

async function send() {
  await tabTo(page.getByRole("button", { name: /^Review and send/ }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog");
  await dialog.waitFor();
  assert.ok(await dialog.getByRole("button", { name: "Cancel" }).evaluate((button) => button === document.activeElement));
  const word = dialog.getByRole("textbox");
  if (await word.isVisible()) {
    await tabTo(word);
    await page.keyboard.type("send");
    await page.keyboard.press("Enter");
  } else {
    await tabTo(dialog.getByRole("button", { name: /^Send / }));
    await page.keyboard.press("Enter");
  }
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Open the report" }).waitFor({ timeout: 180_000 });
}
