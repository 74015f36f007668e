// Every screen, light and dark, at the smallest and at a usual size: no violation of what axe-core can see, no error
// in the console. Not here: what only a person with a screen reader can judge.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { settled, STAGES } from "./views.mjs";
import { axe, World } from "./world.mjs";

/** The dark looks at the smallest size, the light ones at a usual size. */
const LOOKS = [
  { colorScheme: "dark", size: { width: 1024, height: 680 } },
  { colorScheme: "light", size: { width: 1440, height: 900 } },
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
    for (const view of stage.views) await t.test(view.id, () => inspect(view));
  });

test("no error was written to the console", () => assert.deepEqual(page.errors, []));

async function inspect(view) {
  for (const { colorScheme, size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    // Where a view opens something, it is opened anew at this size.
    await view.go(page, world);
    await settled(page);
    assert.deepEqual(await axe(page), [], `${view.id}, ${colorScheme}, ${size.width} × ${size.height}`);
    await noSidewaysScrolling(view.id);
  }
}

async function noSidewaysScrolling(id) {
  const { wide, window } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= window, `${id} is ${wide} px wide in a window of ${window} px`);
}
