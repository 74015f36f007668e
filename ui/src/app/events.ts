/** What is read again when the backend says that something changed. */
import type { QueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { rpcKey, useHostEvents } from "../host/context";
import type { CommandName } from "../host/host";
import type { AppEvent, AppStatus, RunStatus, Topic } from "../ipc/generated";

export const READS: Readonly<Record<Topic, readonly CommandName[]>> = {
  client: ["app_status", "home", "client_health"],
  connection: ["app_status", "home", "run_waiting", "connection_get", "move_get", "client_health"],
  lists: [
    "app_status",
    "home",
    "lists_overview",
    "match_rows",
    "match_search",
    "account_choices",
    "settings_get",
    "import_last",
  ],
  matches: ["app_status", "home", "lists_overview", "match_rows", "match_search"],
  plan: ["plan_rows", "sync_check", "app_status"],
  transactions: [
    "app_status",
    "home",
    "run_waiting",
    "transactions_list",
    "transaction_get",
    "transactions_causes",
  ],
  runs: [
    "app_status",
    "home",
    "run_waiting",
    "runs_list",
    "report_get",
    "report_mail_get",
    "run_status",
    "move_get",
    "client_health",
  ],
  settings: ["settings_get", "mail_settings_get", "account_choices", "home", "app_status"],
  audit: ["audit_list", "transaction_get"],
};

/** Lists that their own page reads again when it sees fit; elsewhere they must not pass for fresh when it opens. */
const OWN: Readonly<Partial<Record<Topic, string>>> = { lists: "match-rows", matches: "match-rows" };

function applyRun(client: QueryClient, run: RunStatus) {
  client.setQueryData(rpcKey("run_status", { run_id: run.run_id }), run);
  client.setQueryData<AppStatus>(rpcKey("app_status", {}), (old) => old && { ...old, run });
  // Home is where people go next: its figures are read at once, also while another page is open.
  if (run.ended_at !== null) void client.invalidateQueries({ queryKey: ["home"], refetchType: "all" });
}

export function applyEvent(client: QueryClient, event: AppEvent) {
  if ("run" in event) {
    applyRun(client, event.run);
    return;
  }
  const names = new Set(event.changed.flatMap((topic) => READS[topic] ?? []));
  for (const name of names) void client.invalidateQueries({ queryKey: [name] });
  for (const key of new Set(event.changed.flatMap((topic) => OWN[topic] ?? [])))
    void client.invalidateQueries({ queryKey: [key], refetchType: "none" });
}

export function useAppEvents() {
  const client = useQueryClient();
  useHostEvents(useCallback((event: AppEvent) => applyEvent(client, event), [client]));
}
