// Every screen in the order of the work, each with how to get there: for looking at them, by axe and by eye.
// Not here: what a screen must show. Invariant: a view leaves nothing open behind it.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MOUSE, toPlan } from "./person.mjs";
import { acceptTiers, chooseAccounts, connected, inLedger, sent } from "./scene.mjs";

const WRONG = `id,name,email\nC1,Bólido Comidas preparadas,bolido@example.com\nC1,Bólido again,\nC2,,nobody@example.com\n`;

/** A server that is never asked: nothing is mailed by itself, and nobody presses. */
const MAIL = {
  server: "smtp.example.com",
  port: 465,
  security: "tls",
  user: "",
  password: null,
  from: "books@example.com",
  to: ["owner@example.com", "accountant@example.com"],
  after_each_sync: "never",
};

/** Stages: what has been done so far; their views are seen before the next stage begins. */
export const STAGES = [
  { name: "first start", prepare: async () => undefined, views: [{ id: "start", go: (page) => at(page, "/", heading("Tieout")) }] },
  {
    name: "opened",
    prepare: connected,
    views: [
      { id: "home-setup", go: (page) => at(page, "/", section("Before the first sync")) },
      { id: "import", go: (page) => at(page, "/import", heading("Import")) },
      { id: "import-mapping", go: mapping },
      { id: "import-preview", go: preview },
      { id: "match-never-pulled", go: (page) => at(page, "/match?kind=customer", button("Pull now")) },
      { id: "settings-connection", go: (page) => at(page, "/settings/connections", button("Sign in again…")) },
      { id: "settings-sign-in", go: signIn },
      { id: "settings-disconnect", go: disconnect },
      { id: "settings-move", go: move },
      { id: "settings-search", go: settingsSearch },
      { id: "settings-accounts-locked", go: (page) => at(page, "/settings/accounts", section("Default accounts")) },
    ],
  },
  {
    name: "pulled",
    prepare: async (world) => world.ended(await world.call("pull_start", { kinds: [], changes_only: false })),
    views: [
      { id: "match", go: (page) => list(page, "customer") },
      { id: "match-items", go: (page) => list(page, "item") },
      { id: "match-source", go: (page) => at(page, "/match?kind=customer&side=source", rows) },
      { id: "match-compare", go: compare },
      { id: "match-explain", go: explain },
      { id: "match-row-menu", go: rowMenu },
      { id: "match-search", go: search },
      { id: "match-preview", go: bulk },
      { id: "match-ignore", go: ignore },
      { id: "settings-objects", go: (page) => at(page, "/settings/objects", section("Objects")) },
      { id: "settings-objects-together", go: objectsTogether },
      { id: "settings-accounts", go: (page) => at(page, "/settings/accounts", combobox("Income")) },
      { id: "settings-policies", go: (page) => at(page, "/settings/policies", section("Policies")) },
      { id: "settings-reports", go: (page) => at(page, "/settings/reports", section("Reports & email")) },
      { id: "settings-appearance", go: (page) => at(page, "/settings/appearance", section("Appearance")) },
      { id: "sync-setup", go: (page) => at(page, "/sync", section("Set up once")) },
    ],
  },
  {
    name: "matched",
    async prepare(world) {
      await acceptTiers(world, ["exact", "strong"]);
      await chooseAccounts(world);
      await world.call("setting_set", { name: "policy.create_unmatched", value: "true" });
    },
    views: [
      { id: "match-linked", go: (page) => at(page, "/match?kind=customer&view=linked", rows) },
      { id: "sync-setup-done", go: (page) => at(page, "/sync", button("Go on to step 1")) },
      { id: "sync-check", go: (page) => at(page, "/sync/documents", (here) => here.getByText("We looked at both sides.")) },
      { id: "sync-plan-lists", go: (page) => plan(page, "/sync") },
    ],
  },
  {
    name: "lists sent",
    prepare: (world) => sent(world, "lists"),
    views: [
      { id: "sync-plan", go: (page) => plan(page, "/sync/documents") },
      { id: "sync-plan-totals", go: totals },
      { id: "sync-plan-fields", go: fields },
      { id: "sync-approve", go: approve },
    ],
  },
  {
    name: "sending",
    async prepare(world) {
      const made = await world.call("plan_make", { step: "documents" });
      const run = await world.call("plan_approve", { plan_id: made.plan_id, hash: made.hash, typed: made.typed_word });
      await world.call("run_pause", { run_id: run.run_id, paused: true });
      world.run = run;
    },
    views: [
      { id: "sync-run", go: running },
      { id: "sync-run-stop", go: stop },
    ],
  },
  {
    name: "sent",
    async prepare(world) {
      await world.call("run_pause", { run_id: world.run.run_id, paused: false });
      await world.ended(world.run);
    },
    views: [
      { id: "report", go: async (page, world) => at(page, `/report/${world.run.run_id}`, section("Both sides")) },
      { id: "home", go: (page) => at(page, "/", section("General")) },
      { id: "sync-overview", go: (page) => at(page, "/sync", button("Sync now")) },
      { id: "activity", go: (page) => at(page, "/activity?tile=total", rows) },
      { id: "activity-details", go: details },
      { id: "activity-ignore", go: ignoreDocument },
      { id: "activity-several", go: (page) => at(page, "/activity?tile=failed,ignored", heading("Activity")) },
      { id: "activity-failed", go: (page) => at(page, "/activity?tile=failed", heading("Activity")) },
      { id: "audit", go: audit },
      { id: "audit-details", go: auditDetails },
      { id: "palette", go: palette },
      { id: "keyboard", go: keys },
      { id: "not-found", go: (page) => at(page, "/nowhere", button("Go to Home")) },
    ],
  },
  {
    name: "shared both ways",
    async prepare(world) {
      await inLedger(world, "create", "Customer", { DisplayName: "Ledger Only Ltd" });
      await world.call("setting_set", { name: "sharing.customer", value: JSON.stringify("both") });
      await world.call("mail_settings_set", MAIL);
    },
    views: [
      { id: "settings-objects-both", go: (page) => at(page, "/settings/objects", (here) => here.getByText(/put into a file for you to import/).first()) },
      { id: "settings-reports-mail", go: (page) => at(page, "/settings/reports", (here) => here.getByText("Ready to send", { exact: true })) },
      { id: "report-mail", go: async (page, world) => at(page, `/report/${world.run.run_id}`, button("Send by mail")) },
      { id: "sync-plan-files", go: filesPlanned },
    ],
  },
  {
    name: "file written",
    async prepare(world) {
      world.run = await sent(world, "lists");
    },
    views: [
      { id: "report-files", go: async (page, world) => at(page, `/report/${world.run.run_id}`, button(/^Show file /)) },
      { id: "sync-files-waiting", go: (page) => at(page, "/sync", button(/^Show file /)) },
    ],
  },
  {
    name: "several clients",
    async prepare(world) {
      for (const name of ["Anchor Boats", "Café Été"]) await world.call("client_create", { name });
      await world.call("practice_open", { system: null });
    },
    views: [
      { id: "clients", go: clients },
      { id: "clients-new", go: newClient },
    ],
  },
];

const heading = (name) => (page) => page.getByRole("heading", { name, level: 1 });
const section = (name) => (page) => page.getByRole("region", { name });
const button = (name) => (page) => page.getByRole("button", { name }).first();
const combobox = (name) => (page) => page.getByRole("combobox", { name });
const rows = (page) => page.locator("[role=grid]:not([aria-busy]) [data-row='0'] [role=gridcell]").first();

/** Goes to an address inside the program and waits for what tells that it is there. */
export async function at(page, path, seen) {
  // Leaving first closes what a former view opened: a page that is left forgets where it stood.
  await page.keyboard.press("Escape");
  await to(page, "/nowhere");
  await page.getByRole("button", { name: "Go to Home" }).or(page.getByRole("heading", { name: "Tieout", level: 1 })).waitFor();
  await to(page, path);
  await seen(page).waitFor();
}

/**
 * Colours fade from one look to the other: what is measured or painted is their end. The end of one fade may be the
 * beginning of the next, in what inherits from it, so it is settled only when nothing fades for two frames.
 */
export async function settled(page) {
  await page.evaluate(async () => {
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const fading = () => document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity && each.playState === "running");
    await document.fonts.ready;
    await frames();
    for (let now = fading(); now.length > 0; now = fading()) {
      await Promise.allSettled(now.map((each) => each.finished));
      await frames();
    }
  });
}

const to = (page, path) => page.evaluate((hash) => void (location.hash = hash), path);

const list = (page, kind) => at(page, `/match?kind=${kind}`, rows);

async function mapping(page, world) {
  const path = join(world.folder, "customers with problems.csv");
  await writeFile(path, WRONG);
  await at(page, "/import", (here) => here.getByRole("textbox", { name: "File or folder" }));
  await page.getByRole("textbox", { name: "File or folder" }).fill(path);
  await page.getByRole("textbox", { name: "File or folder" }).press("Enter");
  await page.getByRole("combobox", { name: "This file holds" }).selectOption({ label: "Customers" });
}

async function preview(page, world) {
  await mapping(page, world);
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("region", { name: "What this import does" }).waitFor();
}

async function firstRow(page, kind = "customer") {
  await list(page, kind);
  await page.locator("[data-row='0'] [data-col='1']").click();
}

async function openFirst(page) {
  await page.locator("[data-row='0'] [data-col='2']").click();
  await page.keyboard.press("Enter");
}

async function compare(page) {
  await firstRow(page);
  await page.keyboard.press("d");
  await page.getByRole("complementary").filter({ hasText: "Compare" }).getByRole("row").nth(1).waitFor();
}

async function explain(page) {
  await firstRow(page);
  await page.keyboard.press("e");
  await page.getByRole("complementary").getByRole("heading", { name: "Why this match" }).waitFor();
}

async function rowMenu(page) {
  await firstRow(page);
  await page.getByRole("button", { name: /^More for / }).first().click();
  await page.getByRole("menuitem").first().waitFor();
}

async function signIn(page) {
  await at(page, "/settings/connections", button("Sign in again…"));
  await button("Sign in again…")(page).click();
  await page.getByRole("dialog").getByRole("button").first().waitFor();
}

async function disconnect(page) {
  await at(page, "/settings/connections", button("Disconnect…"));
  await button("Disconnect…")(page).click();
  await page.getByRole("alertdialog").waitFor();
}

async function move(page) {
  await at(page, "/settings/connections", button("Move to another ledger…"));
  await button("Move to another ledger…")(page).click();
  await page.getByRole("dialog").getByRole("radio").first().waitFor();
}

async function settingsSearch(page) {
  await at(page, "/settings/appearance", section("Appearance"));
  await page.getByRole("combobox", { name: "Search all settings" }).fill("date");
  await page.getByRole("option").first().waitFor();
}

/** What something else needs is not switched off alone: the program asks. */
async function objectsTogether(page) {
  await at(page, "/settings/objects", section("Objects"));
  await page.getByRole("group", { name: "Sharing of customers" }).getByRole("radio", { name: "Off" }).click();
  await page.getByRole("alertdialog").waitFor();
}

async function search(page) {
  await firstRow(page);
  await page.keyboard.press("F2");
  await page.getByRole("option").first().waitFor();
}

async function bulk(page) {
  await list(page, "customer");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("dialog").locator("[data-row='0']").first().waitFor();
}

async function ignore(page) {
  await firstRow(page);
  await page.keyboard.press("i");
  await page.getByRole("dialog", { name: /^Ignore/ }).waitFor();
}

async function plan(page, path) {
  await at(page, path, heading("Sync"));
  await toPlan(page, MOUSE);
}

async function totals(page) {
  await plan(page, "/sync/documents");
  // In a wide window the panel stands there from the beginning.
  const panel = page.getByRole("complementary").filter({ hasText: "Totals of this plan" });
  if (!(await panel.isVisible())) await page.getByRole("button", { name: "Totals", exact: true }).click();
  await panel.waitFor();
}

/** Stop is on this page alone; Continue is in the status bar of every page. */
async function running(page) {
  await at(page, "/sync", (here) => here.getByRole("button", { name: "Stop", exact: true }));
}

async function stop(page) {
  await running(page);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("alertdialog").waitFor();
}

async function fields(page) {
  await plan(page, "/sync/documents");
  await openFirst(page);
  await page.getByRole("complementary").getByRole("heading", { name: "Field by field" }).waitFor();
}

async function approve(page) {
  await plan(page, "/sync/documents");
  await page.getByRole("button", { name: /^Review and send/ }).click();
  await page.getByRole("alertdialog").waitFor();
}

async function details(page) {
  await at(page, "/activity?tile=completed", rows);
  await openFirst(page);
  await page.getByRole("complementary").waitFor();
}

/** The dialog in which a person says why; on whatever is still open, failed or held. */
async function ignoreDocument(page) {
  await at(page, "/activity?tile=failed,pre_sync", heading("Activity"));
  await page.getByRole("grid").and(page.locator(":not([aria-busy])")).waitFor();
  const menu = page.getByRole("button", { name: /^Actions for / }).first();
  // Where everything went through there is nothing to ignore; the list that says so is the view then.
  if ((await menu.count()) === 0) return;
  await menu.click();
  await page.getByRole("menuitem", { name: "Ignore…" }).click();
  await page.getByRole("dialog", { name: /^Ignore / }).waitFor();
}

async function auditDetails(page) {
  await at(page, "/audit", rows);
  await openFirst(page);
  await page.getByRole("complementary").waitFor();
}

async function audit(page) {
  await at(page, "/audit", rows);
  await page.getByRole("button", { name: "Verify now" }).click();
  await page.getByText(/^Chain verified/).waitFor();
}

async function palette(page) {
  await at(page, "/", section("General"));
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("s");
  await page.getByRole("option").first().waitFor();
}

async function keys(page) {
  await at(page, "/match?kind=customer", heading("Match: pull data"));
  await page.keyboard.press("F1");
  await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
}

async function filesPlanned(page) {
  await plan(page, "/sync");
  await page.getByText(/into the file .* for you to import into/).first().waitFor();
}

/** The figures of each client are read one after the other. */
async function clients(page) {
  await at(page, "/start", (here) => here.getByRole("table", { name: "Clients" }));
  await page.getByRole("row").filter({ hasText: "Anchor Boats" }).getByText("Not connected").waitFor();
}

async function newClient(page) {
  await clients(page);
  await page.getByRole("button", { name: "New client…" }).click();
  await page.getByRole("dialog").getByRole("textbox").first().waitFor();
}
