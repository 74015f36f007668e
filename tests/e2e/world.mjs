// The browser host of the program and Debian's Chromium, both on this computer.
// Not here: what is tested. Invariant: every test has a data folder and a program of its own.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtemp, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const CLI = process.env.TIEOUT_CLI ?? "../../target/debug/tieout-cli";
const UI = process.env.TIEOUT_UI ?? "../../ui/dist";
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
/** A guard against waiting for ever, not a measure of speed: tests wait for conditions. */
export const PATIENCE = Number(process.env.TIEOUT_PATIENCE ?? 60_000);
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Flags for a machine without network: nothing is looked up, nothing is updated. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export class World {
  /** @param {{ consent?: boolean, demo?: boolean }} options */
  static async start(options = {}) {
    const folder = await mkdtemp(join(tmpdir(), "tieout-e2e-"));
    const flags = ["serve", "--ui", UI, "--data-dir", folder];
    if (options.demo) flags.push("--demo");
    if (options.consent) flags.push("--consent");
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    const world = new World(folder, flags, browser);
    await world.run();
    return world;
  }

  constructor(folder, flags, browser) {
    Object.assign(this, { folder, flags, browser });
  }

  /** Starts the program on its folder. */
  async run() {
    const env = { ...process.env, TIEOUT_UNDER_TEST: "1" };
    this.program = spawn(CLI, this.flags, { stdio: ["ignore", "pipe", "inherit"], env });
    this.address = await firstLine(this.program);
  }

  /** Ends the program as a power cut does; its files are free when this returns. */
  async kill() {
    const gone = new Promise((done) => this.program.once("exit", done));
    this.program.kill("SIGKILL");
    await gone;
  }

  /** @param {{ width?: number, height?: number, dark?: boolean }} look */
  async page({ width = 1280, height = 820, dark = false } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      locale: "en-US",
    });
    const page = await context.newPage();
    // As in the window, where it keeps injected code from reaching ours: everything must work with it.
    await page.addInitScript(() => Object.freeze(Object.prototype));
    page.setDefaultTimeout(PATIENCE);
    page.errors = [];
    page.on("pageerror", (error) => page.errors.push(String(error)));
    // With the address: it names the command that was refused.
    page.on("console", (line) => line.type() === "error" && page.errors.push(`${line.text()} ${line.location().url}`));
    await page.goto(this.address);
    return page;
  }

  /** Calls a command as the page would, for setting the scene and for counting. */
  async call(name, request = {}) {
    const url = new URL(this.address);
    const token = url.hash.slice("#token=".length);
    const answer = await fetch(`${url.origin}/rpc/${name}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits until a run has ended. */
  async ended(run) {
    let status = run;
    while (!status.ended_at) {
      await new Promise((done) => setTimeout(done, 200));
      status = await this.call("run_status", { run_id: status.run_id });
    }
    return status;
  }

  async stop() {
    await this.browser.close();
    if (this.program?.exitCode === null && this.program.signalCode === null) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function firstLine(program) {
  return new Promise((resolve, reject) => {
    createInterface({ input: program.stdout }).once("line", resolve);
    program.once("exit", (code) => reject(new Error(`the program ended (${code}) before it said its address`)));
  });
}

/**
 * Violations found by axe-core on the page as it stands; with a dialog open, in the dialog: the rest is hidden then.
 * `only`: just these rules, where nothing else can have changed since the last look.
 */
export async function axe(page, only) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const options = { resultTypes: ["violations"], ...(only && { runOnly: { type: "rule", values: only } }) };
  const found = await page.evaluate(
    (asked) => axe.run(document.querySelector("[role=dialog], [role=alertdialog]") ?? document, asked),
    options,
  );
  return found.violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    where: violation.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")),
  }));
}
