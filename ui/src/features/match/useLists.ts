/** The overview of all lists, kept fresh by events; every decision brings a newer one with it. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { rpcKey, useHostEvents, useRpc } from "../../host/context";
import type { AppEvent, ListsOverview, Topic } from "../../ipc/generated";

export function useLists() {
  const client = useQueryClient();
  const lists = useRpc("lists_overview", {});
  const put = useCallback(
    (next: ListsOverview) => client.setQueryData(rpcKey("lists_overview", {}), next),
    [client],
  );
  return { lists, put };
}

/** Calls back when one of the topics changed. */
export function useTopics(topics: readonly Topic[], onChange: () => void) {
  const names = topics.join();
  const listen = useCallback(
    (event: AppEvent) => {
      if ("changed" in event && event.changed.some((topic) => names.split(",").includes(topic))) onChange();
    },
    [names, onChange],
  );
  useHostEvents(listen);
}
