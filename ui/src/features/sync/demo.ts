/** A small stand-in for the backend's sync commands, for the design demo and component tests. It sends nothing. */
import { mailHandlers } from "../../demo/mail";
import type { Handlers } from "../../host/memory";
import type {
  AppEvent,
  CheckReport,
  PlanRow,
  PlanView,
  RunState,
  RunStatus,
  SyncStep,
  WaitingView,
} from "../../ipc/generated";
import { CHECKS, documentRows, listRows, planOf, REPORT, RUN } from "./demo-plan";

export const NOTHING_WAITS: WaitingView = {
  approved: 0,
  in_doubt: 0,
  kinds: [],
  records: [],
  failure: null,
  sign_in_needed: false,
};

/** A reading of changes that has ended when it is asked for. */
const PULLED: RunStatus = {
  ...RUN,
  run_id: 90,
  action: "pull",
  step: null,
  state: "completed",
  ended_at: RUN.started_at,
};

export interface SyncDemoOptions {
  typed?: string | null;
  calls?: PlanView["calls"];
  checks?: Partial<Record<SyncStep, CheckReport>>;
  rows?: Partial<Record<SyncStep, PlanRow[]>>;
  /** Milliseconds between records; 0 never moves by itself. */
  pace?: number;
  many?: number;
}

export function syncDemo(emit: (event: AppEvent) => void, options: SyncDemoOptions = {}): Handlers {
  const rows: Record<SyncStep, PlanRow[]> = {
    lists: options.rows?.lists ?? listRows(),
    documents:
      options.rows?.documents ??
      documentRows(options.many === undefined || options.many === 0 ? 30 : options.many),
    retry: options.rows?.retry ?? [],
  };
  const typed = options.typed ?? null;
  const version: Record<SyncStep, number> = { lists: 1, documents: 1, retry: 1 };
  const stepOf = (planId: number): SyncStep => (planId === 1 ? "lists" : "documents");
  const plan = (step: SyncStep) => ({
    ...planOf(step, rows[step], typed, version[step]),
    calls: options.calls ?? null,
  });
  let run: RunStatus = RUN;
  let timer: ReturnType<typeof setInterval> | undefined;

  function put(change: Partial<RunStatus>): RunStatus {
    run = { ...run, ...change };
    emit({ run });
    return run;
  }

  function end(state: RunState) {
    clearInterval(timer);
    put({ state, ended_at: new Date().toISOString(), has_report: true });
    emit({ changed: ["runs", "plan", "transactions"] });
  }

  function start(step: SyncStep): RunStatus {
    const queue = rows[step].filter((row) => row.ticked);
    const kinds = [...new Set(queue.map((row) => row.kind))];
    const state = (done: number): Partial<RunStatus> => ({
      done,
      kinds: kinds.map((kind) => ({
        kind,
        done: queue.slice(0, done).filter((row) => row.kind === kind).length,
        total: queue.filter((row) => row.kind === kind).length,
        failed: 0,
        verifying: 0,
      })),
      log: queue
        .slice(Math.max(0, done - 5), done)
        .toReversed()
        .map((row) => ({ at: String(row.entry_id), kind: row.kind, name: row.name, outcome: "posted" })),
    });
    const started_at = new Date().toISOString();
    run = { ...RUN, run_id: step === "lists" ? 41 : 42, step, total: queue.length, started_at, ...state(0) };
    let done = 0;
    if (options.pace !== 0)
      timer = setInterval(() => {
        if (run.paused) return;
        done += 1;
        put(state(done));
        if (done >= queue.length) end("completed");
      }, options.pace ?? 700);
    return run;
  }

  const past: RunStatus[] = [7, 6, 5].map((run_id) => ({
    ...RUN,
    run_id,
    step: run_id === 7 ? "documents" : run_id === 6 ? "lists" : null,
    action: run_id === 5 ? "pull" : "push",
    state: run_id === 7 ? "completed_with_failures" : "completed",
    done: run_id === 7 ? 824 : 118,
    total: run_id === 7 ? 830 : 118,
    started_at: REPORT.started_at,
    ended_at: REPORT.ended_at,
    has_report: run_id !== 5,
  }));

  return {
    ...mailHandlers(),
    sync_check: ({ step }) => options.checks?.[step] ?? CHECKS[step],
    plan_make: ({ step }) => plan(step),
    plan_rows: (req) => {
      const found = rows[stepOf(req.plan_id)].filter(
        (row) =>
          (req.kind === null || row.kind === req.kind) && (req.action === null || row.action === req.action),
      );
      return {
        rows: found.slice(req.offset, req.offset + req.limit),
        offset: req.offset,
        total: found.length,
      };
    },
    plan_tick: (req) => {
      const step = stepOf(req.plan_id);
      const names = new Set(
        rows[step].filter((row) => req.entry_ids.includes(row.entry_id)).map((row) => row.name),
      );
      rows[step] = rows[step].map((row) =>
        req.entry_ids.includes(row.entry_id) || names.has(row.party ?? "")
          ? { ...row, ticked: req.ticked }
          : row,
      );
      version[step] += 1;
      return plan(step);
    },
    plan_approve: ({ plan_id, hash, typed: word }) => {
      const step = stepOf(plan_id);
      if (hash !== plan(step).hash) throw { code: "plan_outdated", params: {} };
      if (typed !== null && word !== typed) throw { code: "invalid_input", params: {} };
      return start(step);
    },
    plan_discard: () => ({}),
    pull_start: () => PULLED,
    run_status: ({ run_id }) => {
      if (run_id === PULLED.run_id) return PULLED;
      if (run === RUN || run.run_id !== run_id) throw { code: "not_found", params: {} };
      return run;
    },
    run_pause: ({ paused }) => put({ paused, interrupted: false, state: "running" }),
    run_stop: () => {
      end("cancelled");
      return run;
    },
    run_recover: () => run,
    run_waiting: () => NOTHING_WAITS,
    run_send_back: () => REPORT.tiles,
    runs_list: ({ offset, limit }) => ({
      rows: past.slice(offset, offset + limit),
      offset,
      total: past.length,
    }),
    report_get: ({ run_id }) => ({ ...REPORT, run_id }),
    report_save: ({ run_id, format }) => ({
      handle: "r1",
      name: `Northwind sync report ${run_id}.${format}`,
      folder: "Documents",
    }),
    file_open: () => ({}),
  };
}
