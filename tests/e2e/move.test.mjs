// A client moves to another ledger and comes back: with the mouse there, with the keyboard back.
// Not here: what is put away and brought back row by row (engine, store). Invariant: nothing is matched twice, nothing lost.

import { strict as assert } from "node:assert";
import { after, before } from "node:test";
import { story } from "./person.mjs";
import { acceptTiers, pulled } from "./scene.mjs";
import { at, settled } from "./views.mjs";
import { axe, World } from "./world.mjs";

let world;
let page;
let linked;
before(async () => {
  world = await World.start({ consent: true });
  await pulled(world);
  await acceptTiers(world, ["exact"]);
  linked = await links();
  page = await world.page();
});
after(() => world?.stop());

const step = story(() => page);
const connections = () => at(page, "/settings/connections", (here) => here.getByRole("heading", { name: "Settings", level: 1 }));

step("the question says what stays, and the move is made with the mouse", async () => {
  await connections();
  await page.getByRole("button", { name: "Move to another ledger…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Nothing was sent to it.").waitFor();
  await dialog.getByText(/entries wait for review: they are prepared for the new ledger/).waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await settled(page);
    assert.deepEqual(await axe(page), [], colorScheme);
  }
  assert.ok(await dialog.getByRole("radio", { name: "Xero" }).isChecked(), "another ledger than the present one");
  await dialog.getByRole("button", { name: "Pause QuickBooks Online and move" }).click();
  await page.getByText(/You are moving from QuickBooks Online/).waitFor();
  await settled(page);
  assert.deepEqual(await axe(page), []);
});

step("the new ledger is signed in to, and its company is asked about like any first one", async () => {
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    (async () => {
      await page.getByRole("button", { name: "Sign in…" }).click();
      await page.getByRole("link", { name: "Open the sign-in page" }).click();
    })(),
  ]);
  await page.getByText("You connected").waitFor();
  await tab.close();
  await page.getByRole("button", { name: "Yes, go on" }).click();
  await page.getByRole("region", { name: "Xero" }).getByText("Connected", { exact: true }).first().waitFor();
  await page.getByRole("region", { name: "Other ledgers of this client" }).getByText(/QuickBooks Online/).first().waitFor();
  const { connection } = await world.call("home");
  assert.equal(connection.system, "xero");
  assert.deepEqual(await links(), linked.map(() => 0), "nothing is matched in the new ledger");
  await settled(page);
  assert.deepEqual(await axe(page), []);
});

step("its lists are pulled and matched on their own", async () => {
  const run = await world.ended(await world.call("pull_start", { kinds: [], changes_only: false, accept_gone: false }));
  assert.equal(run.state, "completed", JSON.stringify(run.failure));
  await acceptTiers(world, ["exact"]);
  assert.ok((await links()).some((count) => count > 0), "there are partners in the new ledger as well");
});

step("the way back is one question with the keyboard, and every match is there without a pull", async () => {
  await connections();
  await page.getByRole("button", { name: /^Go back to QuickBooks Online/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  await settled(page);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "QuickBooks Online" }).getByText("Connected", { exact: true }).first().waitFor();
  assert.deepEqual(await links(), linked);
  await page.getByRole("region", { name: "Other ledgers of this client" }).getByText(/Xero/).first().waitFor();
  assert.deepEqual(page.errors, []);
});

/** Matched records of each list. */
async function links() {
  return (await world.call("lists_overview")).kinds.map((list) => list.linked);
}
