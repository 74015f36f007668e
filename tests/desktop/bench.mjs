// Figures of the real window, printed and never asserted: from the start of the program to its first paint, and its memory.
// Not here: what is drawn (window.test.mjs), lists (tests/e2e/bench.mjs). Invariant: each start has a data folder of its own.

import { readdir, readFile, readlink } from "node:fs/promises";
import { APP, Window } from "./window.mjs";

const STARTS = 5;
/** Kernel ticks a second; the same on every Linux a program can ask. */
const TICKS = 100;
const figure = (name, value, unit) => console.log(`${name.padEnd(52)} ${String(value).padStart(10)} ${unit}`);
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const starts = [];
for (let start = 0; start < STARTS; start += 1) starts.push(await opened());
const all = starts.map((start) => start.paint).join(", ");
figure("start of the window to first paint", middle(starts.map((start) => start.paint)), `ms, middle of ${all}`);
figure("memory of the window, program and WebKit", middle(starts.map((start) => start.memory)), "MiB");
figure("of which the program itself", middle(starts.map((start) => start.own)), "MiB");

async function opened() {
  const window = await Window.open();
  try {
    await window.see("//h1[.='Tieout']");
    const { program, others } = await processes();
    const painted = await window.page.executeScript(
      "const [entry] = performance.getEntriesByName('first-contentful-paint'); return performance.timeOrigin + entry.startTime;",
    );
    const own = await share(program);
    const rest = await Promise.all(others.map(share));
    return {
      paint: Math.round(painted - (await startOf(program))),
      memory: mebibytes(rest.reduce((sum, one) => sum + one, own)),
      own: mebibytes(own),
    };
  } finally {
    await window.close();
  }
}

/** The program, and everything it started. */
async function processes() {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const parents = new Map();
  let program;
  for (const pid of pids) {
    const fields = await stat(pid).catch(() => undefined);
    if (fields !== undefined) parents.set(pid, fields.parent);
    if ((await readlink(`/proc/${pid}/exe`).catch(() => "")) === APP) program ??= pid;
  }
  if (program === undefined) throw new Error(`${APP} is not running`);
  const under = (pid) => pid !== undefined && pid !== program && (parents.get(pid) === program || under(parents.get(pid)));
  return { program, others: [...parents.keys()].filter(under) };
}

/** The name of a process may hold blanks and brackets, so fields are counted from its end. */
async function stat(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { parent: fields[1], ticks: Number(fields[19]) };
}

/** When a process started, by the clock of the page. */
async function startOf(pid) {
  const up = Number((await readFile("/proc/uptime", "utf8")).split(" ")[0]);
  return Date.now() - (up - (await stat(pid)).ticks / TICKS) * 1000;
}

/** Memory in KiB; what several processes share is divided among them. */
async function share(pid) {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)[1]);
}

function mebibytes(kibibytes) {
  return Math.round(kibibytes / 1024);
}
