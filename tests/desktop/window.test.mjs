// Smoke test of the real window: connect, pull, match one, ignore one, the tiles; and what a page in it may not do.
// Not here: the whole job (tests/e2e). Invariant: what is seen is what the program drew.

import { strict as assert } from "node:assert";
import { after, before, test } from "node:test";
import { button, page as pageLink, startsWith, Window } from "./window.mjs";

let window;
before(async () => {
  window = await Window.open();
});
after(() => window?.close());

let broken = false;
const step = (name, run) =>
  test(name, async (t) => {
    if (broken) return t.skip("an earlier step failed");
    try {
      await run();
    } catch (error) {
      broken = true;
      await window?.shot("failed").catch(() => undefined);
      throw error;
    }
  });

step("the window opens on the first start", () => window.see("//h1[.='Tieout']"));

step("the page has no way out: no global API, no inline script, no command but ours", async () => {
  const found = await window.page.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    const script = document.createElement("script");
    script.textContent = "window.inlineRan = true";
    document.head.append(script);
    const ask = (name, args) => window.__TAURI_INTERNALS__.invoke(name, args).then(() => "allowed", () => "refused");
    Promise.all([
      ask("plugin:opener|open_url", { url: "https://example.com" }),
      ask("plugin:dialog|open", { options: {} }),
      ask("plugin:store|load", { path: "x.json" }),
      fetch("https://example.com").then(() => "allowed", () => "refused"),
    ]).then((answers) => done({ global: typeof window.__TAURI__, inline: window.inlineRan ?? null, answers }));
  `);
  assert.equal(found.global, "undefined");
  assert.equal(found.inline, null, "an inline script ran");
  assert.deepEqual(found.answers, ["refused", "refused", "refused", "refused"]);
});

step("the practice company opens, and signing in comes back by itself", async () => {
  await window.click(button("Open the practice company"));
  await window.click(button("Connect…"));
  await window.click(button("Sign in…"));
  await window.see("//*[contains(., 'You connected')]");
  await window.click(button("Yes, go on"));
});

step("the lists are pulled", async () => {
  await window.click(pageLink("Match"));
  await window.click(button("Run full sync"));
  await window.see("//*[starts-with(., 'Pulled ')]");
  await window.until(async () => (await status()) === "No job is running", "the pull ends");
});

step("one record is matched", async () => {
  await window.click(startsWith("button[@role='tab']", "Customers"));
  const before = await left();
  const pair = "//*[@role='grid']//button[starts-with(@aria-label, 'Sync ') and contains(@aria-label, ' with ')]";
  const label = await (await window.see(pair)).getAttribute("aria-label");
  await window.click(pair);
  await window.until(async () => (await left()) === before - 1, "one less is left");
  await window.gone(`//button[@aria-label=${quoted(label)}]`);
  await window.shot("match");
});

step("one record is ignored, with a reason", async () => {
  const before = await left();
  await window.click("(//*[@role='grid']//input[starts-with(@aria-label, 'Ignore ')])[1]");
  await window.click("//*[@role='dialog']//label[contains(., 'Old')]");
  await window.click("//*[@role='dialog']//button[normalize-space(.)='Ignore']");
  await window.until(async () => (await left()) === before - 1, "one less is left");
});

step("the tiles on Home add up", async () => {
  await window.click(pageLink("Home"));
  await window.until(async () => (await tile("total")) === 830, "830 documents");
  const [total, ...parts] = await Promise.all(["total", "completed", "pre_sync", "failed", "ignored"].map(tile));
  assert.equal(total, parts.reduce((sum, part) => sum + part, 0));
  await window.shot("home");
});

step("a first sync is set up before anything is planned", async () => {
  await window.click(pageLink("Sync"));
  await window.see("//*[contains(., 'Go on to step 1')]");
  await window.shot("check");
});

/** A name may hold one kind of quotation mark; XPath knows no escapes. */
const quoted = (text) => (text.includes("'") ? `"${text}"` : `'${text}'`);
const status = () => window.text("//footer[@aria-label='Status']/span[1]");
const tile = async (name) => Number((await window.text(`//button[@data-name='${name}']//*[contains(@class,'tile__number')]`)).replace(/\D/g, ""));
const left = async () => Number((await window.text("//button[@role='tab' and @data-tab='customer']//*[contains(@class,'tabs__count')]")).replace(/\D/g, ""));
