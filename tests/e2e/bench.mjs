// Figures of the screens, printed and never asserted: first paint, scrolling and one decision at 50,000 rows.
// Not here: the window's own start and memory (tests/desktop/bench.mjs). Invariant: measured in the page, on this computer, as it is now.

import { importCustomers, pulled } from "./scene.mjs";
import { at } from "./views.mjs";
import { World } from "./world.mjs";

const MANY = 50_000;
const figure = (name, value, unit) => console.log(`${name.padEnd(52)} ${String(value).padStart(10)} ${unit}`);

const world = await World.start({ consent: true });
try {
  await pulled(world);
  figure(`import of ${MANY} customers`, await timed(() => importCustomers(world, MANY)), "ms");
  const page = await world.page();
  const first = (here) => here.locator("[role=grid]:not([aria-busy]) [data-row='0'] .twoline__main").first();
  await at(page, "/match?kind=customer&side=source", first);
  // Paint from cache: the page was open before, its rows are in memory.
  await at(page, "/", (here) => here.getByRole("region", { name: "General" }));
  figure("first paint of the list from cache", await paint(page, "#/match?kind=customer&side=source"), "ms");
  figure("scrolling through the list", await scrolling(page), "frames a second");
  figure("key to the next row", await keys(page), "ms");
  figure("one decision until its row shows it", await decision(page), "ms");
  const memory = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  figure("memory of the page's data", Math.round(memory / 1024 / 1024), "MiB");
} finally {
  await world.stop();
}

async function timed(work) {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

async function paint(page, hash) {
  return page.evaluate(async (to) => {
    const start = performance.now();
    location.hash = to;
    while (document.querySelector("[data-row='0'] .twoline__main") === null) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return Math.round(performance.now() - start);
  }, hash);
}

async function scrolling(page) {
  return page.evaluate(async () => {
    const grid = document.querySelector("[role=grid]");
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 3000) {
      grid.scrollTop += 120;
      await new Promise(requestAnimationFrame);
      frames += 1;
    }
    return Math.round(frames / ((performance.now() - start) / 1000));
  });
}

async function keys(page) {
  await page.keyboard.press("Control+Home");
  await page.locator("[data-row='0'] [data-col='1']").first().click();
  const presses = 50;
  const total = await timed(async () => {
    for (let press = 0; press < presses; press += 1) await page.keyboard.press("ArrowDown");
  });
  return Math.round(total / presses);
}

async function decision(page) {
  await page.keyboard.press("i");
  await page.getByRole("dialog").waitFor();
  return timed(async () => {
    await page.keyboard.press("Enter");
    await page.getByText(/ignored\. /).first().waitFor();
  });
}
