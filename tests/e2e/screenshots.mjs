// Writes docs/screenshots: every screen, light and dark, for the pages of documentation and for looking at them.
// Not here: the real window (tests/desktop). Invariant: nothing is drawn or arranged; it is the program as it runs.

import { mkdir } from "node:fs/promises";
import { settled, STAGES } from "./views.mjs";
import { World } from "./world.mjs";

const FOLDER = process.env.SCREENSHOTS ?? "../../docs/screenshots";
/** Which views, as a regular expression; none: all. */
const only = process.argv[2];

await mkdir(FOLDER, { recursive: true });
const world = await World.start({ consent: true });
try {
  const page = await world.page();
  for (const stage of STAGES) {
    await stage.prepare(world);
    for (const view of stage.views) {
      if (only !== undefined && !new RegExp(only).test(view.id)) continue;
      await view.go(page, world);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        await page.screenshot({ path: `${FOLDER}/${view.id}-${colorScheme}.png`, animations: "disabled" });
      }
      console.log(view.id);
    }
  }
} finally {
  await world.stop();
}
