/** React's side of the door: the host in a context, reads as queries, writes as mutations. */
import {
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryKey,
  type UseQueryOptions,
} from "@tanstack/react-query";
import { createContext, useContext, useEffect } from "react";
import type { AppEvent } from "../ipc/generated";
import type { CommandName, Host, Req, Res } from "./host";
import { toHostError, type HostError } from "./host-error";

const HostContext = createContext<Host | null>(null);
export const HostProvider = HostContext.Provider;

export function useHost(): Host {
  const host = useContext(HostContext);
  if (host === null) throw new Error("HostProvider is missing");
  return host;
}

/** The backend is on this machine: no automatic retry, and data is asked for again only when an event says so. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

export function rpcKey<K extends CommandName>(name: K, req?: Req<K>): QueryKey {
  return req === undefined ? [name] : [name, req];
}

type RpcOptions<R> = Omit<UseQueryOptions<R, HostError>, "queryKey" | "queryFn">;

export function useRpc<K extends CommandName>(name: K, req: Req<K>, options: RpcOptions<Res<K>> = {}) {
  const host = useHost();
  return useQuery<Res<K>, HostError>({
    ...options,
    queryKey: rpcKey(name, req),
    queryFn: () => host.call(name, req),
  });
}

/** `refresh` names the reads that this write makes stale. */
export function useRpcMutation<K extends CommandName>(name: K, refresh: CommandName[] = []) {
  const host = useHost();
  const client = useQueryClient();
  return useMutation<Res<K>, HostError, Req<K>>({
    mutationKey: [name],
    mutationFn: (req) => host.call(name, req).catch((thrown: unknown) => Promise.reject(toHostError(thrown))),
    onSettled: () => Promise.all(refresh.map((read) => client.invalidateQueries({ queryKey: [read] }))),
  });
}

export function useHostEvents(cb: (event: AppEvent) => void) {
  const host = useHost();
  useEffect(() => host.listen(cb), [host, cb]);
}
