// Bad files: the message names place, reason and remedy; good rows go on; nothing that was there is lost.
// Not here: how files are read (tieout-sources). Invariant: every case begins with one customer that must survive it.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { goTo } from "./person.mjs";
import { World } from "./world.mjs";

let world;
let page;
before(async () => {
  world = await World.start();
  page = await world.page();
  await page.getByRole("textbox", { name: "Client name" }).fill("Bólido & Søn Ltd");
  await page.getByRole("button", { name: "Create the client" }).click();
  await page.getByRole("heading", { name: "Import", level: 1 }).waitFor();
  await choose("first.csv", "CustomerID,Name,Email\nKEEP,Kept Ltd,kept@example.com\n");
  await page.getByRole("combobox", { name: "This file holds" }).selectOption({ label: "Customers" });
  await page.getByRole("textbox", { name: "Currency" }).fill("USD");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("button", { name: "Import 1 record" }).click();
  await page.getByRole("region", { name: /^Imported/ }).waitFor();
});
after(() => world?.stop());

test("a file that cannot be read is named, with what to do", async () => {
  await choose("broken.xlsx", Buffer.from("PK\u0003\u0004 this is no workbook"));
  await page.getByText("broken.xlsx cannot be read").waitFor();
  await page.getByText(/Save it again as CSV or XLSX.*Nothing was changed/).waitFor();
  await kept();
});

test("wrong columns: what is missing is said before anything is imported", async () => {
  await choose("wrong columns.csv", "Colour,Weight\nred,12\n");
  await page.getByRole("combobox", { name: "This file holds" }).selectOption({ label: "Customers" });
  await page.getByText(/^Still needed: Name\.$/).waitFor();
  const preview = page.getByRole("button", { name: /Preview/ });
  await preview.click({ force: true }).catch(() => undefined);
  assert.equal(await page.getByRole("region", { name: "What this import does" }).count(), 0);
  await page.getByRole("button", { name: "Cancel" }).click();
  await kept();
});

test("two rows with one id: both are listed by line, the others go on", async () => {
  await choose("twice.csv", "CustomerID,Name,Email\nC1,One,a@example.com\nC2,Two,b@example.com\nC1,One again,c@example.com\n");
  // The headings are those of the first file: it is read as that one was, and shown before anything is imported.
  await page.getByText("Read as remembered: first.csv.").waitFor();
  const problems = page.getByRole("grid", { name: /problem/ });
  const row = problems.getByRole("row").filter({ hasText: "C1" });
  await row.first().waitFor();
  assert.match(await row.first().innerText(), /twice\.csv/);
  assert.match(await row.first().innerText(), /occurs twice/);
  await page.getByRole("button", { name: /^Import \d+ record/ }).click();
  await page.getByText(/Nothing is lost: each is listed with its line/).waitFor();
  await kept();
});

test("an amount that is no number: line, column and value are named", async () => {
  const text = "Invoice,CustomerID,Date,Amount\n1,KEEP,2026-01-05,100.00\n2,KEEP,2026-01-06,twelve\n3,KEEP,2026-01-07,12.50\n";
  await choose("amounts.csv", text);
  await page.getByRole("combobox", { name: "This file holds" }).selectOption({ label: "Invoices" });
  for (const [column, role] of [["Invoice", "id"], ["CustomerID", "customer"], ["Date", "date"], ["Amount", "amount"]])
    await page.getByRole("combobox", { name: `Meaning of ${column}` }).selectOption(role);
  await page.getByRole("button", { name: "Preview" }).click();
  const row = page.getByRole("grid", { name: /problem/ }).getByRole("row").filter({ hasText: "twelve" });
  await row.first().waitFor();
  const words = await row.first().innerText();
  assert.match(words, /amounts\.csv/);
  assert.match(words, /\b3\b/);
  assert.match(words, /Amount/);
  assert.match(words, /no number/);
  await kept();
});

async function choose(name, text) {
  const path = join(world.folder, name);
  await writeFile(path, text);
  await goTo(page, "Home");
  await goTo(page, "Import");
  const field = page.getByRole("textbox", { name: "File or folder" });
  await field.fill(path);
  await field.press("Enter");
}

/** The customer of the beginning is still there: the first file would change nothing. */
async function kept() {
  const path = join(world.folder, "first.csv");
  const { files } = await world.call("file_pick", { purpose: "import", multiple: false, path });
  const { handle } = files[0];
  const asked = { handle, encoding: null, delimiter: null, header_row: null, sheet: null };
  const { columns } = await world.call("import_inspect", asked);
  const mapping = { ...asked, kind: "customer", lines: false, columns, snapshot: false };
  const request = { name: "Bólido & Søn Ltd", currency: "USD", files: [mapping] };
  const { counts } = (await world.call("import_preview", request)).kinds.find((each) => each.kind === "customer");
  assert.deepEqual([counts.same, counts.new, counts.changed], [1, 0, 0]);
}
