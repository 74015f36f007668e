/** Example data for looking at the pages without a backend: `npm run dev -- --mode demo`. Never in a release. */
import { demoHandlers } from "../demo/handlers";
import { matchDemo } from "../features/match/demo";
import type { RunStatus } from "../ipc/generated";
import { syncDemo } from "../features/sync/demo";
import { memoryHost, type MemoryHost } from "./memory";

export function demoHost(): MemoryHost {
  const host = memoryHost(demoHandlers(), ["native-files", "open-browser"]);
  const many = Number(new URLSearchParams(window.location.search).get("many") ?? "0");
  const sync = syncDemo(host.emit, { many });
  let last: RunStatus | undefined;
  host.listen((event) => {
    if ("run" in event) last = event.run;
  });
  host.set({
    ...sync,
    ...matchDemo(host.emit, { many }),
    run_status: (req) => (last?.run_id === req.run_id ? last : (sync.run_status?.(req) as RunStatus)),
  });
  return host;
}
