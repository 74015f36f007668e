// Home's tiles: what changed since the run before, never a figure from before a run, and Shift+Enter adds a filter.
// Not here: that the figures add up (the job). Invariant: the numbers compared with are the backend's own.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { goTo, tileOf, tiles, until } from "./person.mjs";
import { matched, sent } from "./scene.mjs";
import { World } from "./world.mjs";

let world;
let page;
before(async () => {
  world = await World.start({ consent: true });
  await matched(world);
  await sent(world, "lists");
  page = await world.page();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
});
after(() => world?.stop());

test("after a run Home never shows figures from before it as current", async () => {
  await goTo(page, "Audit trail");
  const before = (await world.call("home")).tiles;
  await sent(world, "documents");
  const { tiles: now } = await world.call("home");
  assert.ok(now.completed > before.completed);
  // Read at every frame from the press on: what is not marked as old must be new.
  const seen = page.evaluate(async () => {
    const figures = [];
    const end = performance.now() + 10_000;
    while (performance.now() < end) {
      const tile = document.querySelector(".home__figures .tile[data-name=completed] .tile__number");
      const old = document.querySelector(".home__figures[aria-busy]") !== null;
      if (tile !== null && !old) figures.push(tile.textContent.replace(/\D/g, ""));
      if (figures.length > 30) break;
      await new Promise(requestAnimationFrame);
    }
    return [...new Set(figures)];
  });
  await goTo(page, "Home");
  assert.deepEqual(await seen, [String(now.completed)]);
});

test("a tile says what changed since the run before", async () => {
  const { tiles: now, trend } = await world.call("home");
  const before = trend.at(-2).tiles;
  assert.ok(now.completed > before.completed);
  const words = await tileOf(page, "Completed").innerText();
  assert.match(words.replaceAll(",", ""), new RegExp(`\\+${now.completed - before.completed} since the run before`));
  assert.equal(await tileOf(page, "Completed").locator("svg path").count() > 1, true, "a line beside the icon");
});

test("Shift+Enter on a second tile adds it to the filter, and the list is both together", async () => {
  const shown = await tiles(page);
  await tileOf(page, "Completed").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
  await goTo(page, "Home");
  await tileOf(page, "Pre-Sync").focus();
  await page.keyboard.press("Shift+Enter");
  await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
  assert.equal(await page.getByRole("tab", { selected: true }).count(), 2);
  const grid = page.getByRole("grid");
  await until(async () => Number(await grid.getAttribute("aria-rowcount")) - 2 === shown.Completed + shown["Pre-Sync"]);
  assert.deepEqual(page.errors, []);
});
