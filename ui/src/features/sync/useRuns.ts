/** The run that is under way, from the program's state at start and from events since. One at a time, whoever began it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useHost, useHostEvents } from "../../host/context";
import type { AppEvent, RunStatus } from "../../ipc/generated";

const LIVE = ["live-run"];

type ActiveRun = RunStatus & { state: "running" | "queued" };

/** A run that a crash cut short is still open in the books, but nothing is under way. */
export const isActive = (run: RunStatus | null | undefined): run is ActiveRun =>
  run !== null &&
  run !== undefined &&
  !run.interrupted &&
  (run.state === "running" || run.state === "queued");

function usePutRun() {
  const client = useQueryClient();
  return useCallback((run: RunStatus | null) => client.setQueryData(LIVE, run), [client]);
}

export function useLiveRun() {
  const host = useHost();
  const query = useQuery<RunStatus | null>({
    queryKey: LIVE,
    queryFn: async () => (await host.call("app_status", {})).run,
    // Nobody listens while the page is closed: what it knew then says nothing about now.
    staleTime: 0,
  });
  const put = usePutRun();
  const listen = useCallback(
    (event: AppEvent) => {
      if ("run" in event) put(event.run);
    },
    [put],
  );
  useHostEvents(listen);
  return { run: query.data ?? null, put };
}

const LOOK_MS = 5000;

/** Events may overtake the answer that started the run; a look now and then settles which is newer. */
export function useRunLook(run: RunStatus | undefined) {
  const host = useHost();
  const put = usePutRun();
  const id = isActive(run) ? run.run_id : undefined;
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setInterval(() => {
      host
        .call("run_status", { run_id: id })
        .then((now) => now.run_id === id && put(now))
        // The next event or look tells; nothing here depends on this one.
        .catch(() => undefined);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [id, host, put]);
}

/** Pause, continue, stop: the answer is the run's newest state. */
export function useRunControls() {
  const host = useHost();
  const put = usePutRun();
  return {
    pause: async (run: RunStatus, paused: boolean) =>
      put(await host.call("run_pause", { run_id: run.run_id, paused })),
    stop: async (run: RunStatus) => put(await host.call("run_stop", { run_id: run.run_id })),
  };
}

export function useNow(on: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}

/** Seconds since the start, and seconds left by the pace so far; undefined until there is a pace to speak of. */
export function pace(run: RunStatus, now: number): { elapsed: number; left: number | undefined } {
  const end = run.ended_at === null ? now : Date.parse(run.ended_at);
  const elapsed = Math.max(0, Math.round((end - Date.parse(run.started_at)) / 1000));
  const known = run.total !== null && run.done >= 5 && run.total > run.done && run.ended_at === null;
  const left = known ? Math.ceil((elapsed * ((run.total ?? 0) - run.done)) / run.done) : undefined;
  return { elapsed, left };
}

export function secondsUntil(iso: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(iso) - now) / 1000));
}
