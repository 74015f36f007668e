// Every screen, dialog and panel, light and dark, at the smallest and at a usual size, and in the two ways of high
// contrast: no violation of what axe-core can see, no error in the console.
// Not here: what only a person with a screen reader can judge.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { settled, STAGES } from "./views.mjs";
import { axe, World } from "./world.mjs";

/** A view is opened once for each size; then only its colours change, and only the rules about colours are asked again. */
const SIZES = [
  { width: 1024, height: 680 },
  { width: 1440, height: 900 },
];
const COLOURS = ["color-contrast", "link-in-text-block"];
const PLAIN = { forcedColors: "none", colorScheme: "light" };
const LOOKS = [{ name: "light" }, { name: "dark", media: { colorScheme: "dark" } }];
/** Looked at in one size: they change colours only. */
const CONTRAST = [
  { name: "our high contrast", theme: "contrast" },
  { name: "forced colours", media: { forcedColors: "active" } },
];

let world;
let page;
before(async () => {
  world = await World.start({ consent: true });
  page = await world.page();
});
after(() => world?.stop());

for (const stage of STAGES)
  test(`${stage.name}: no violations`, async (t) => {
    await stage.prepare(world);
    for (const view of stage.views) await t.test(view.id, () => inspect(view).catch((error) => pictured(view, error)));
  });

test("no error was written to the console", () => assert.deepEqual(page.errors, []));

async function inspect(view) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    // Where a view opens something, it is opened anew at this size.
    await view.go(page, world);
    await noSidewaysScrolling(view.id);
    const looks = size === SIZES.at(-1) ? [...LOOKS, ...CONTRAST] : LOOKS;
    for (const look of looks) {
      await wear(look);
      const found = await axe(page, look === LOOKS[0] ? undefined : COLOURS);
      assert.deepEqual(found, [], `${view.id}, ${look.name}, ${size.width} × ${size.height}`);
    }
    await wear(LOOKS[0]);
  }
}

/** What was seen when it failed is kept, if somebody wants it. */
async function pictured(view, error) {
  if (process.env.TIEOUT_PICTURES) await page.screenshot({ path: `${process.env.TIEOUT_PICTURES}/failed ${view.id}.png` });
  throw error;
}

/** As the system says it, and as the person chose it. */
async function wear({ media = {}, theme = "system" }) {
  await page.emulateMedia({ ...PLAIN, ...media });
  await page.evaluate((chosen) => void (document.documentElement.dataset.theme = chosen), theme);
  await settled(page);
}

async function noSidewaysScrolling(id) {
  const { wide, window } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= window, `${id} is ${wide} px wide in a window of ${window} px`);
}
