// A damaged client file: the program says so, opens the newest backup at one press, and sends nothing twice afterwards.
// Not here: how backups are made and checked (tieout-store). Invariant: the damaged file is moved aside, never deleted.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { book, matched, references, sent } from "./scene.mjs";
import { settled } from "./views.mjs";
import { axe, World } from "./world.mjs";

const RUBBISH = Buffer.alloc(64 * 1024, 7);

let world;
let page;
let posted;
before(async () => {
  world = await World.start({ consent: true });
  await matched(world);
  // Each run begins with a backup; what the second one sends is in no backup.
  await sent(world, "lists");
  await sent(world, "documents");
  posted = (await world.call("home")).tiles.completed;
  await world.kill();
  await damage(await clientFile());
  await world.run();
  page = await world.page();
});
after(() => world?.stop());

test("the damage is said with the backup that can be opened", async () => {
  await page.getByRole("button", { name: "Open the practice company" }).click();
  await page.getByText("This client’s file is damaged").waitFor();
  await page.getByText(/Its newest good backup of \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC can be opened instead/).waitFor();
  await settled(page);
  assert.deepEqual(await axe(page), []);
});

test("one press opens the backup, and the damaged file is still there", async () => {
  await page.getByRole("button", { name: "Open the newest backup" }).click();
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  const status = await world.call("app_status");
  assert.equal(status.client?.practice, true);
  assert.equal(status.trouble, null);
  const kept = await Promise.all((await files()).map((path) => readFile(path)));
  assert.ok(kept.some((bytes) => bytes.includes(RUBBISH.subarray(0, 4096))), "the damaged file was kept");
});

test("what was sent after the backup is found in the ledger and not sent again", async () => {
  const { tiles } = await world.call("home");
  assert.ok(posted > 0 && tiles.completed < posted, `${tiles.completed} of ${posted} known before looking`);
  await world.ended(await world.call("pull_start", { kinds: [], changes_only: false }));
  await sent(world, "documents");
  const now = await world.call("home");
  assert.equal(now.tiles.completed, posted);
  const { documents } = await book(world, "Invoice");
  const twice = [...references(documents.Invoice)].filter(([, times]) => times !== 1);
  assert.deepEqual(twice, []);
});

async function files() {
  const found = await readdir(world.folder, { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map((each) => join(each.parentPath ?? each.path, each.name));
}

/** The client's file itself: not a backup of it, not what SQLite keeps beside it. */
async function clientFile() {
  const found = (await files()).filter((path) => path.endsWith(".tieout") && !path.includes("backups"));
  assert.equal(found.length, 1, found.join());
  return found[0];
}

async function damage(path) {
  await writeFile(path, RUBBISH);
  for (const beside of ["-wal", "-shm"]) await rm(path + beside, { force: true });
}
