/** Example data for looking at the pages without a backend: `npm run dev -- --mode demo`. Never in a release. */
import { demoHandlers } from "../demo/handlers";
import { matchDemo } from "../features/match/demo";
import { syncDemo } from "../features/sync/demo";
import { memoryHost, type MemoryHost } from "./memory";

export function demoHost(): MemoryHost {
  const host = memoryHost(demoHandlers(), ["native-files", "open-browser"]);
  const many = Number(new URLSearchParams(window.location.search).get("many") ?? "0");
  host.set({ ...matchDemo(host.emit, { many }), ...syncDemo(host.emit, { many }) });
  return host;
}
