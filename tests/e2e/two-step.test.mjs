// The two-step sync of a new client, by mouse and by keyboard alone: set-up, customers and items, invoices; then the later syncs with
// one side as master, and both ways with a file. Not here: matching (job.*.test.mjs). Invariant: what the page says is checked in the
// ledger's own book. TIEOUT_LEDGER names the ledger.

import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { goTo, KEYBOARD, MOUSE, story, toPlan, until } from "./person.mjs";
import { acceptTiers, book, chooseAccounts, importLines, inLedger, pulled } from "./scene.mjs";
import { at, settled } from "./views.mjs";
import { axe, World } from "./world.mjs";

/** What the practice ledgers call a customer, and how somebody renames one there. */
const LEDGERS = {
  quickbooks: {
    name: "QuickBooks Online",
    kind: "Customer",
    named: (name) => ({ DisplayName: name }),
    renamed: ({ Id, SyncToken }, name) => ({ Id, SyncToken, sparse: true, DisplayName: name }),
  },
  xero: {
    name: "Xero",
    kind: "Contact",
    named: (name) => ({ Name: name }),
    renamed: ({ Id }, name) => ({ ContactID: Id, Name: name }),
  },
};
const SYSTEM = process.env.TIEOUT_LEDGER ?? "quickbooks";
const LEDGER = LEDGERS[SYSTEM];

for (const hands of [MOUSE, KEYBOARD]) describe(`by ${hands.name}`, () => twoSteps(hands));

function twoSteps(hands) {
  let world;
  let page;
  before(async () => {
    world = await World.start({ consent: true });
    await pulled(world, SYSTEM);
    page = await world.page({ width: 1440, height: 900 });
  });
  after(() => world?.stop());

  const step = story(() => page);
  const button = (name) => page.getByRole("button", { name });
  const press = (name) => hands.press(page, button(name));
  const grid = () => page.getByRole("grid", { name: "Planned changes" });
  const rowOf = (name) => grid().getByRole("row").filter({ hasText: name });
  const parties = async () => (await book(world, LEDGER.kind)).documents[LEDGER.kind];
  const named = async (name) => (await parties()).filter((party) => party.Name === name);
  const invoices = async () => (await book(world)).kinds.Invoice.count;

  step("a new client is told what is missing, and step 1 waits for it", async () => {
    await at(page, "/sync", (here) => here.getByRole("region", { name: "Set up once" }));
    await page.getByText(`in ${LEDGER.name}`).first().waitFor();
    assert.match(await button(/^Go on to step 1/).getAttribute("title"), /^First: Choose the default accounts/);
    await page.getByText("INV0007 → TTA-INV0007").waitFor();
    await clean("set-up");
  });

  step("step 1 says that it sends no invoices, and sends none", async () => {
    await acceptTiers(world, ["exact", "strong"]);
    await chooseAccounts(world);
    await world.call("setting_set", { name: "policy.create_unmatched", value: "true" });
    await importLines(world, ["ABC1,A B C Rentals,abc@example.com"]);
    const there = await invoices();
    await at(page, "/sync", (here) => here.getByText("It sends no invoices.").first());
    await toPlan(page, hands);
    await search("A B C Rentals");
    assert.match(await rowOf("A B C Rentals").innerText(), /Create[\s\S]*→/);
    await clean("plan of step 1");
    const run = await send();
    assert.deepEqual(run.kinds.map(({ kind }) => kind).sort(), ["customer", "item"]);
    assert.equal((await named("A B C Rentals")).length, 1);
    assert.equal(await invoices(), there, "step 1 cannot push an invoice");
  });

  step("step 2 sends the invoices, and the report agrees to the cent", async () => {
    await press("Next: Invoices");
    await toPlan(page, hands);
    await send();
    await press("Next: Report");
    const both = page.getByRole("region", { name: "Both sides" });
    await both.waitFor();
    assert.match(await both.getByRole("row", { name: /^Difference/ }).innerText(), /\b0\.00\b/);
    await clean("report");
  });

  step("later it is one click: with nothing changed, there is nothing to do", async () => {
    await syncNow();
    await page.getByRole("heading", { name: /^Nothing to do since / }).waitFor();
    await clean("nothing to do");
  });

  step("A B C Rentals: a change in the ledger is taken back, because the source is the master", async () => {
    const [there] = await named("A B C Rentals");
    await inLedger(world, "update", LEDGER.kind, LEDGER.renamed(there, "ABC Rentals"));
    await syncNow();
    await toPlan(page, hands);
    const row = rowOf(/A ?B ?C Rentals/);
    assert.match(await row.innerText(), /Update/);
    await hands.open(page, row);
    const panel = page.getByRole("complementary").filter({ hasText: "Field by field" });
    await panel.getByRole("columnheader", { name: /wins/ }).waitFor();
    await panel.getByText("ABC Rentals", { exact: true }).waitFor();
    await clean("who wins");
    await send();
    assert.equal((await named("A B C Rentals")).length, 1);
    assert.equal((await named("ABC Rentals")).length, 0);
  });

  step("A B C Rentals: a change in the source arrives in the ledger", async () => {
    await importLines(world, ["ABC1,ABC Rentals Ltd,abc@example.com"]);
    await syncNow();
    await toPlan(page, hands);
    await rowOf("ABC Rentals Ltd").waitFor();
    await send();
    assert.equal((await named("ABC Rentals Ltd")).length, 1);
    assert.equal((await named("A B C Rentals")).length, 0);
  });

  step("shared both ways, a customer of the ledger goes into a file for the source", async () => {
    await at(page, "/settings/objects", (here) => here.getByRole("group", { name: "Sharing of customers" }));
    await hands.choose(page, page.getByRole("group", { name: "Sharing of customers" }), /^Both ways/);
    await page.getByText(/put into a file for you to import into/).first().waitFor();
    await until(async () => (await world.call("settings_get")).objects.find(({ kind }) => kind === "customer").sharing === "both");
    await clean("objects");
    // First by name: only rows in sight are drawn.
    await inLedger(world, "create", LEDGER.kind, LEDGER.named("A Ledger Only Ltd"));
    await syncNow();
    await toPlan(page, hands);
    await page.getByText(/go(es)? into the file .* for you to import into/).first().waitFor();
    assert.match(await rowOf("A Ledger Only Ltd").innerText(), /←/);
    await clean("both ways");
    const run = await send();
    const { files } = await world.call("report_get", { run_id: run.run_id });
    const customers = files.find(({ kind }) => kind === "customer");
    await button(`Show file ${customers.file_name}`).first().waitFor();
    assert.match(await readFile(join(customers.folder, customers.file_name), "utf8"), /A Ledger Only Ltd/);
    await clean("file written");
  });

  step("nothing went wrong behind the scenes", () => assert.deepEqual(page.errors, []));

  async function syncNow() {
    await goTo(page, "Home");
    await press(/^Sync now/);
    await page.getByRole("heading", { name: "Sync", level: 1 }).waitFor();
  }

  /** Only rows in sight are drawn: the group narrows the list to what is looked for. */
  async function search(name) {
    await press(/^Create customers \d/);
    await rowOf(name).waitFor();
  }

  async function send() {
    await press(/^Review and (send|write)/);
    const dialog = page.getByRole("alertdialog");
    await dialog.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cancel", "the first focus is on Cancel");
    const word = dialog.getByRole("textbox");
    if (await word.isVisible()) {
      await hands.press(page, word);
      await page.keyboard.type("send");
    }
    await hands.press(page, dialog.getByRole("button", { name: /^(Send|Write) / }));
    await dialog.waitFor({ state: "detached" });
    await button("Open the report").waitFor({ timeout: 180_000 });
    const { rows } = await world.call("runs_list", { offset: 0, limit: 1 });
    assert.ok(["completed", "completed_with_failures"].includes(rows[0].state), JSON.stringify(rows[0].failure));
    return rows[0];
  }

  /** axe finds nothing, light and dark. */
  async function clean(what) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await settled(page);
      assert.deepEqual(await axe(page), [], `${what}, ${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
}
