/** The window's own status: the open client, badges, the running job. */
import { useRpc } from "../host/context";
import type { RunStatus } from "../ipc/generated";

export function useAppStatus() {
  return useRpc("app_status", {});
}

export function isRunning(run: RunStatus | null | undefined): run is RunStatus {
  return run?.state === "running" || run?.state === "queued";
}
