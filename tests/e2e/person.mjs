// What a person sees and does, by role and name. Not here: what is expected of it.
// Invariant: nothing waits for time; everything waits for what a person would wait for.

import { strict as assert } from "node:assert";
import { test } from "node:test";
import { PATIENCE } from "./world.mjs";

/** A number as the page writes it. */
export const numberIn = (text) => Number(text.replace(/[^\d.-]/g, ""));

/** Follows the link to the ledger's sign-in page, as a person in the browser does, and allows it. */
export async function allow(page, open) {
  const [tab] = await Promise.all([page.context().waitForEvent("page"), open()]);
  await tab.getByRole("button", { name: "Allow" }).click();
  // The practice ledger sends the tab back to the program, which says that it may be closed.
  await tab.waitForURL((url) => url.searchParams.has("code") || url.pathname.includes("callback"));
  await tab.close();
}

export async function goTo(page, name) {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: new RegExp(`^${name}`) }).click();
}

/** The five figures of Home by name. */
export async function tiles(page) {
  const figures = {};
  for (const name of ["Total", "Completed", "Pre-Sync", "Failed", "Ignored"]) {
    const tile = tileOf(page, name);
    figures[name] = numberIn(await tile.locator(".tile__number").innerText());
  }
  return figures;
}

export const tileOf = (page, name) =>
  page.getByRole("button", { name: new RegExp(`^${name}`) }).and(page.locator(".tile"));

export function assertAddsUp({ Total, Completed, "Pre-Sync": preSync, Failed, Ignored }) {
  assert.equal(Total, Completed + preSync + Failed + Ignored, "Total = Completed + Pre-Sync + Failed + Ignored");
}

/** Waits until something holds that the page itself does not show. */
export async function until(holds) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `still not so: ${holds}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Tab until the focus is on `target`: what cannot be reached so, cannot be reached at all. */
export async function tabTo(page, target) {
  await target.first().waitFor();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never reaches ${target}`);
}

/** How a person works: with the mouse, or with the keyboard alone. */
export const MOUSE = {
  name: "mouse",
  press: (page, target) => target.click(),
  choose: (page, group, name) => group.getByRole("radio", { name }).click(),
  tick: (page, box) => box.check(),
  /** The details of a row of a list. */
  open: (page, row) => row.getByRole("gridcell").last().getByRole("button").click(),
};
export const KEYBOARD = {
  name: "keyboard",
  async press(page, target) {
    await tabTo(page, target);
    await page.keyboard.press("Enter");
  },
  async choose(page, group, name) {
    const chosen = group.getByRole("radio", { checked: true });
    const at = async () => ((await chosen.count()) === 1 ? chosen.evaluate((radio) => radio.closest("label").textContent) : "");
    await tabTo(page, chosen);
    for (let presses = 0; presses < 5; presses += 1) {
      if (await group.getByRole("radio", { name, checked: true }).count()) return;
      const before = await at();
      await page.keyboard.press("ArrowDown");
      // Each choice is saved before it shows.
      await until(async () => ![before, ""].includes(await at()));
    }
    assert.fail(`the arrow keys never reach ${name}`);
  },
  async tick(page, box) {
    await tabTo(page, box);
    await page.keyboard.press("Space");
  },
  /** A list is one stop of Tab; inside it the arrows move. */
  async open(page, row) {
    const inside = () => page.evaluate(() => document.activeElement?.closest("[role=grid]") !== null);
    for (let presses = 0; !(await inside()); presses += 1) {
      assert.ok(presses < 150, "Tab never reaches the list");
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Control+Home");
    for (let rows = 0; (await row.and(page.locator("[data-active]")).count()) === 0; rows += 1) {
      assert.ok(rows < 300, "no such row in the list");
      await page.keyboard.press("ArrowDown");
    }
    // Past the tick box, where Enter would be its own.
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
  },
};

/** On the Sync page: through whatever there is to read to the plan. */
export async function toPlan(page, hands) {
  const grid = page.getByRole("grid", { name: "Planned changes" });
  const begin = page.getByRole("button", { name: /^(Go on to step 1|Sync now)/ });
  const preview = page.getByRole("button", { name: "Preview changes" });
  await grid.or(preview).or(begin).first().waitFor();
  for (const next of [begin, preview]) {
    if (!(await next.isVisible())) continue;
    await page.getByText("Checking…").waitFor({ state: "detached" });
    for (const box of await page.getByRole("checkbox", { name: "I have read this" }).all())
      if (!(await box.isChecked())) await hands.tick(page, box);
    // A page without warnings goes on by itself; one that is still being read anew is not ready yet.
    const ready = next.and(page.locator(":not([aria-disabled])"));
    await ready.or(grid).first().waitFor();
    if (await ready.isVisible()) await hands.press(page, ready).catch(() => undefined);
    await grid.or(preview).first().waitFor();
  }
  // What is still being read is drawn anew under the pointer.
  await page.locator("[role=grid]:not([aria-busy]) [data-row='0'] .twoline__main").first().waitFor();
}

/** Rows that were just decided have left: what comes first in the list stays first. */
export async function still(page) {
  await page.locator("[role=row][aria-disabled=true]").waitFor({ state: "detached" });
}

/** Steps that build on each other: after one that failed the rest is not tried. A picture of the failure is kept. */
export function story(pageOf) {
  let broken = false;
  return (name, step) =>
    test(name, async (t) => {
      if (broken) return t.skip("an earlier step failed");
      try {
        await step(t);
      } catch (error) {
        broken = true;
        if (process.env.TIEOUT_PICTURES) await pageOf()?.screenshot({ path: `${process.env.TIEOUT_PICTURES}/failed ${name}.png` });
        throw error;
      }
    });
}
