/** Starting a sync: what changed in the ledger is read first, then the step that has something to do is opened. */
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useHost, rpcKey } from "../../host/context";
import type { Host } from "../../host/host";
import { fromFailure, toHostError, type HostError } from "../../host/host-error";
import type { RunStatus, SyncStep } from "../../ipc/generated";
import { nothingToDo, type WizardStep } from "./useSync";
import { isActive } from "./useRuns";

export interface Start {
  busy: boolean;
  error: HostError | undefined;
  go(): Promise<void>;
}

const LOOK_MS = 250;
const STEPS: readonly SyncStep[] = ["lists", "documents"];

export function useStart(open: (step: WizardStep) => void): Start {
  const host = useHost();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HostError | undefined>();
  async function go() {
    setError(undefined);
    setBusy(true);
    try {
      const run = await ended(host, await host.call("pull_start", { kinds: [], changes_only: true }));
      if (run.failure !== null) setError(fromFailure(run.failure));
      else open((await withWork(host, client)) ?? "check");
    } catch (thrown) {
      setError(toHostError(thrown));
    } finally {
      setBusy(false);
    }
  }
  return { busy, error, go };
}

/** Events may overtake the answer that named the run, so its end is asked for. */
async function ended(host: Host, run: RunStatus): Promise<RunStatus> {
  let now = run;
  while (isActive(now)) {
    await new Promise((look) => setTimeout(look, LOOK_MS));
    now = await host.call("run_status", { run_id: run.run_id });
  }
  return now;
}

/** The first step that has something to do or something in its way; none: both sides agree. */
async function withWork(host: Host, client: QueryClient): Promise<SyncStep | undefined> {
  for (const step of STEPS) {
    const report = await client.fetchQuery({
      queryKey: rpcKey("sync_check", { step }),
      queryFn: () => host.call("sync_check", { step }),
      staleTime: 0,
    });
    if (report.blocked || !nothingToDo(report.items)) return step;
  }
  return undefined;
}
