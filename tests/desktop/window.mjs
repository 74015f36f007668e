// The real window: the program itself, driven through WebKit's own driver.
// Not here: what is tested. Invariant: a data folder of its own, and nothing but this computer.

import { execFile, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Builder, By, Capabilities } from "selenium-webdriver";

export const APP = resolve(process.env.TIEOUT_APP ?? "../../target/debug/tieout");
const DRIVER = process.env.TAURI_DRIVER ?? "tauri-driver";
/** A guard against waiting for ever, not a measure of speed. */
const PATIENCE = Number(process.env.TIEOUT_PATIENCE ?? 60_000);
const PORT = 4444;
/** What a click meets while the page is being drawn anew; by name, because WebKit leaves the words empty. */
const PASSING = new Set(["StaleElementReferenceError", "ElementClickInterceptedError", "ElementNotInteractableError"]);

export class Window {
  static async open() {
    const folder = await mkdtemp(join(tmpdir(), "tieout-window-"));
    const env = {
      ...process.env,
      TIEOUT_DATA_DIR: folder,
      TIEOUT_UNDER_TEST: "1",
      TIEOUT_PRACTICE_CONSENTS: "1",
      // A virtual display has no graphics card.
      WEBKIT_DISABLE_DMABUF_RENDERER: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
    };
    const driver = spawn(DRIVER, ["--port", String(PORT), "--native-port", String(PORT + 1)], { stdio: "inherit", env });
    await listening(PORT);
    await listening(PORT + 1);
    const capabilities = new Capabilities({ browserName: "wry", "tauri:options": { application: APP } });
    const page = await new Builder().usingServer(`http://127.0.0.1:${PORT}/`).withCapabilities(capabilities).build();
    return new Window(folder, driver, page);
  }

  constructor(folder, driver, page) {
    Object.assign(this, { folder, driver, page });
  }

  async close() {
    await this.page.quit().catch(() => undefined);
    this.driver.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The first element in sight that `xpath` means; waited for. */
  async see(xpath) {
    let last;
    const found = async () => {
      for (const element of await this.page.findElements(By.xpath(xpath))) {
        try {
          if (await element.isDisplayed()) return element;
        } catch (error) {
          last = error;
        }
      }
      return false;
    };
    return this.page.wait(found, PATIENCE, `not seen: ${xpath} ${last ?? ""}`);
  }

  /** Clicks; a list that is drawn anew meanwhile is looked at again. */
  async click(xpath) {
    const done = async () => {
      try {
        await (await this.see(xpath)).click();
        return true;
      } catch (error) {
        if (PASSING.has(error.name)) return false;
        throw error;
      }
    };
    await this.page.wait(done, PATIENCE, `could not be clicked: ${xpath}`);
  }

  /** Nothing of that kind is drawn any more: rows have stopped moving, so that the next click lands where it is aimed. */
  async gone(xpath) {
    await this.until(async () => (await this.page.findElements(By.xpath(xpath))).length === 0, `still there: ${xpath}`);
  }

  async until(holds, words) {
    await this.page.wait(async () => holds().catch(() => false), PATIENCE, words);
  }

  async text(xpath) {
    return (await this.see(xpath)).getText();
  }

  /** Only when pictures are asked for: WebKit's own need a graphics card, so the virtual display is copied as it is. */
  async shot(name) {
    if (process.env.SCREENSHOTS === undefined) return;
    await mkdir(process.env.SCREENSHOTS, { recursive: true });
    await promisify(execFile)("import", ["-window", "root", join(process.env.SCREENSHOTS, `window-${name}.png`)]);
  }
}

/** By role and name, as far as XPath goes. */
export const button = (name) => `//button[normalize-space(.)='${name}' or @aria-label='${name}']`;
export const startsWith = (tag, name) => `//${tag}[starts-with(normalize-space(.), '${name}')]`;
export const page = (name) => `//nav[@aria-label='Pages']//a[starts-with(normalize-space(.), '${name}')]`;

async function listening(port) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const open = await new Promise((done) => {
      const socket = connect(port, "127.0.0.1", () => (socket.destroy(), done(true)));
      socket.once("error", () => done(false));
    });
    if (open) return;
    if (Date.now() > end) throw new Error("the driver does not listen");
    await new Promise((done) => setTimeout(done, 50));
  }
}
