/** Where the wizard stands: which step is open, what is planned, what runs. Everything else is read from the backend. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useParams } from "react-router";
import { useHost, useRpc } from "../../host/context";
import { toHostError, type HostError } from "../../host/host-error";
import type { CheckItem, PlanView, RunStatus, SetupStep, SyncStep } from "../../ipc/generated";
import { useNames } from "../match/names";
import { isActive, useLiveRun } from "./useRuns";

export type WizardStep = "check" | SyncStep | "report";

const PLAN_ROWS = "plan-rows";
/** Without the hash: a tick reads the rows again in place, so that the keyboard's place in the list is kept. */
export const planRowsKey = (plan: PlanView) => [PLAN_ROWS, plan.plan_id];

export interface Wizard {
  at: WizardStep;
  /** What must be there before this client's first sync; undefined after it. */
  setup: readonly SetupStep[] | undefined;
  go(step: WizardStep): void;
  plan: PlanView | undefined;
  planning: boolean;
  error: HostError | undefined;
  makePlan(step: SyncStep): Promise<void>;
  putPlan(plan: PlanView): void;
  discard(): Promise<void>;
  /** The push that runs, or the one that ended while this page was open. */
  run: RunStatus | undefined;
  putRun(run: RunStatus): void;
  leaveRun(): void;
  other: RunStatus | undefined;
  ended: ReadonlyMap<SyncStep, RunStatus>;
  agreed: ReadonlySet<string>;
  agree(key: string, on: boolean): void;
}

export const checkKey = (item: CheckItem) => `${item.check}/${item.count}`;
export const needsAction = (item: CheckItem) => item.level !== "ok";

/** Without the check that only says there is nothing to send: that is not a warning to tick. */
export const realItems = (items: readonly CheckItem[]) =>
  items.filter((item) => item.check !== "nothing_to_do");
export const nothingToDo = (items: readonly CheckItem[] | undefined) =>
  items?.some((item) => item.check === "nothing_to_do" && item.level !== "ok") ?? false;

export function useWizard(): Wizard {
  const host = useHost();
  const client = useQueryClient();
  const wanted = useParams()["step"];
  const { run, put } = useLiveRun();
  const [at, setAt] = useState<WizardStep>(wanted === "retry" || wanted === "documents" ? wanted : "check");
  const [plan, setPlan] = useState<PlanView | undefined>();
  const [planning, setPlanning] = useState(false);
  const [error, setError] = useState<HostError | undefined>();
  const [left, setLeft] = useState<number | undefined>();
  const [agreed, agree] = useAgreed(useNames().company);

  const makePlan = useCallback(
    async (step: SyncStep) => {
      setAt(step);
      setPlan(undefined);
      setError(undefined);
      setPlanning(true);
      try {
        setPlan(await host.call("plan_make", { step }));
      } catch (thrown) {
        setError(toHostError(thrown));
      } finally {
        setPlanning(false);
      }
    },
    [host],
  );

  const push = run !== null && run.action === "push" && run.run_id !== left ? run : undefined;
  // An interrupted run is looked after by its own banner; an old one that ended is history.
  const [own, setOwn] = useState<number | undefined>();
  const shown =
    push !== undefined && !push.interrupted && (isActive(push) || own === push.run_id) ? push : undefined;
  if (shown !== undefined && own !== shown.run_id) setOwn(shown.run_id);
  const ended = useEnded(shown);

  return {
    at: shown?.step ?? at,
    setup: useSetup(),
    go(step) {
      setAt(step);
      setPlan(undefined);
      setError(undefined);
      if (shown !== undefined) setLeft(shown.run_id);
    },
    plan,
    planning,
    error,
    makePlan,
    putPlan(next) {
      setPlan(next);
      void client.invalidateQueries({ queryKey: planRowsKey(next) });
    },
    async discard() {
      if (plan !== undefined)
        await host.call("plan_discard", { plan_id: plan.plan_id }).catch(() => undefined);
      setPlan(undefined);
      setAt("check");
      void client.invalidateQueries({ queryKey: ["sync_check"] });
    },
    run: shown,
    putRun(next) {
      setOwn(next.run_id);
      setPlan(undefined);
      put(next);
    },
    leaveRun: () => setLeft(shown?.run_id),
    other: isActive(run) && run.action === "pull" ? run : undefined,
    ended,
    agreed,
    agree,
  };
}

/** Kept while the page is open: the first sync is one piece of work, also when its step 1 has ended. */
function useSetup(): readonly SetupStep[] | undefined {
  const home = useRpc("home", {});
  const setup = home.data?.setup;
  const now = setup?.some(({ step, done }) => step === "first_sync" && !done);
  const [first, setFirst] = useState<boolean | undefined>();
  // What was read before the first sync ended is shown until it is read anew, not kept.
  if (first === undefined && now !== undefined && !home.isStale) setFirst(now);
  return (first ?? now) === true ? setup : undefined;
}

const agreedKey = (company: string) => `tieout.agreed.${company}`;

function storedTicks(company: string): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(agreedKey(company)) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.map(String) : []);
  } catch {
    // Unreadable is the same as never ticked: it is asked again.
    return new Set();
  }
}

/** "I have read this" holds for this company until the figure changes: what is held for good is not asked at every sync. */
function useAgreed(company: string): [ReadonlySet<string>, (key: string, on: boolean) => void] {
  const [ticked, setTicked] = useState<{ of: string; keys: ReadonlySet<string> }>();
  const keys = useMemo(
    () => (ticked?.of === company ? ticked.keys : storedTicks(company)),
    [ticked, company],
  );
  function agree(key: string, on: boolean) {
    const next = new Set(keys);
    if (on) next.add(key);
    else next.delete(key);
    localStorage.setItem(agreedKey(company), JSON.stringify([...next]));
    setTicked({ of: company, keys: next });
  }
  return [keys, agree];
}

/** The steps that were run while this page was open, for the ticks in the list of steps. */
function useEnded(run: RunStatus | undefined): ReadonlyMap<SyncStep, RunStatus> {
  const [ended, setEnded] = useState<ReadonlyMap<SyncStep, RunStatus>>(new Map());
  if (run !== undefined && run.step !== null && !isActive(run) && ended.get(run.step)?.run_id !== run.run_id)
    setEnded(new Map([...ended, [run.step, run]]));
  return ended;
}

export function useCheck(step: SyncStep) {
  return useRpc("sync_check", { step }, { staleTime: 5_000 });
}
