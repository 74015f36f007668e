/** The sync wizard: Check → Customers and items → Invoices → Report; the middle ones are Plan → Approve → Run. */
import { useEffect, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { Button, EmptyState, ErrorBlock, InstantText, Page, Progress, Section } from "../../components";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { CheckItem, RunStatus, SyncStep } from "../../ipc/generated";
import { useNames } from "../match/names";
import { EarlierRuns } from "../report/EarlierRuns";
import { CheckPane } from "./CheckPane";
import { Interrupted } from "./Interrupted";
import { Overview } from "./Overview";
import { PlanPane } from "./PlanPane";
import { failedOf, RunPane } from "./RunPane";
import { SetupPane } from "./SetupPane";
import { Steps, type Step } from "./Steps";
import { isActive, useLiveRun } from "./useRuns";
import { useStart, type Start } from "./useStart";
import {
  checkKey,
  nothingToDo,
  realItems,
  useCheck,
  useWizard,
  type Wizard,
  type WizardStep,
} from "./useSync";
import { Doubts, Waiting } from "./Waiting";
import "../match/match.css";
import "./sync.css";

const MAIN: readonly SyncStep[] = ["lists", "documents"];

export function SyncPage() {
  const { t } = useWords();
  const names = useNames();
  const wizard = useWizard();
  const start = useStart(wizard.go);
  const { run, put } = useLiveRun();
  useStartedFromElsewhere(wizard, start);
  const interrupted = run?.interrupted === true && run.action === "push" ? run : undefined;
  const waiting = useRpc("run_waiting", {}).data;
  const idle = interrupted === undefined && !isActive(run);
  const left = idle && waiting !== undefined && waiting.approved > 0 ? waiting : undefined;
  const doubts = idle && left === undefined && waiting !== undefined && waiting.in_doubt > 0;
  const fills =
    left === undefined &&
    wizard.plan !== undefined &&
    wizard.plan.groups.length > 0 &&
    wizard.run === undefined;
  return (
    <Page
      title={t("sync.title")}
      scroll={!fills}
      context={
        <>
          <span aria-hidden="true">
            {names.source} → {names.ledger}: {names.company}
          </span>
          <span className="visually-hidden">
            {t("sync.directionSpoken", {
              source: names.source,
              ledger: names.ledger,
              company: names.company,
            })}
          </span>
        </>
      }
    >
      <WizardSteps wizard={wizard} />
      {interrupted !== undefined ? (
        <Interrupted run={interrupted} onContinued={wizard.putRun} onSettled={() => put(null)} />
      ) : left !== undefined ? (
        <>
          {wizard.run !== undefined && <WizardBody wizard={wizard} start={start} />}
          <Waiting waiting={left} onContinued={wizard.putRun} />
        </>
      ) : (
        <>
          {doubts && <Doubts waiting={waiting} onContinued={wizard.putRun} />}
          <WizardBody wizard={wizard} start={start} />
        </>
      )}
      {!fills && wizard.run === undefined && <EarlierRuns />}
    </Page>
  );
}

function WizardSteps({ wizard }: { wizard: Wizard }) {
  const lists = useCheck("lists").data;
  const documents = useCheck("documents").data;
  const retry = wizard.at === "retry";
  const of = (step: SyncStep): Step["state"] => {
    const ended = wizard.ended.get(step);
    if (wizard.at === step) return ended === undefined ? "now" : failedOf(ended) > 0 ? "failed" : "done";
    if (ended !== undefined) return failedOf(ended) > 0 ? "failed" : "done";
    const check = step === "lists" ? lists : step === "documents" ? documents : undefined;
    if (nothingToDo(check?.items)) return "none";
    return check?.blocked === true ? "blocked" : "todo";
  };
  const check: Step["state"] =
    wizard.at !== "check"
      ? "done"
      : lists?.blocked === true && wizard.setup === undefined
        ? "blocked"
        : "now";
  const middle = retry ? (["retry"] as const) : MAIN;
  const steps: Step[] = [
    { id: "check", state: check, setup: wizard.setup !== undefined },
    ...middle.map((step) => ({ id: step, state: of(step) })),
    { id: "report", state: wizard.at === "report" ? "now" : "todo" },
  ];
  const busy = wizard.planning || isActive(wizard.run);
  return <Steps steps={steps} at={wizard.at} onOpen={busy ? undefined : wizard.go} />;
}

function WizardBody({ wizard, start }: { wizard: Wizard; start: Start }) {
  const { t } = useWords();
  const { at, plan } = wizard;
  if (wizard.run !== undefined)
    return <RunPane run={wizard.run} next={<NextButton wizard={wizard} run={wizard.run} />} />;
  if (start.busy) return <Reading run={wizard.other} />;
  if (wizard.other !== undefined) return <Busy run={wizard.other} />;
  if (at === "check" || at === "report")
    return wizard.setup === undefined ? (
      <Overview wizard={wizard} start={start} />
    ) : (
      <SetupPane steps={wizard.setup} start={start} />
    );
  if (wizard.error !== undefined)
    return <ErrorBlock error={wizard.error} onRetry={() => void wizard.makePlan(at)} />;
  if (wizard.planning) {
    return (
      <Section title={t("sync.plan.making")} note={t("sync.plan.makingText")}>
        <Progress label={t("sync.plan.making")} done={0} total={null} />
      </Section>
    );
  }
  if (plan === undefined) return <StepStart wizard={wizard} step={at} />;
  if (plan.groups.length === 0) return <NothingToDo wizard={wizard} step={at} />;
  return <PlanPane key={plan.plan_id} plan={plan} wizard={wizard} />;
}

/** "Sync now" on another page is one click: the reading begins at once, unless this client was never set up. */
function useStartedFromElsewhere(wizard: Wizard, start: Start) {
  const now = useParams()["step"] === "now";
  const navigate = useNavigate();
  const ready = useRpc("home", {}).data !== undefined;
  useEffect(() => {
    if (!now || !ready) return;
    void navigate("/sync", { replace: true });
    if (wizard.setup === undefined && wizard.run === undefined && wizard.other === undefined) void start.go();
    // Asked for once, by the address.
    // eslint-disable-next-line react/exhaustive-deps
  }, [now, ready]);
}

/** What changed over there is read before anything is planned. */
function Reading({ run }: { run: RunStatus | undefined }) {
  const { t } = useWords();
  const { ledger } = useNames();
  const title = t("sync.overview.reading", { ledger });
  return (
    <Section title={title} note={t("sync.plan.makingText")}>
      <Progress label={title} done={run?.done ?? 0} total={run?.total ?? null} />
    </Section>
  );
}

/** A step's own check; when nothing in it needs a look, the plan is made at once. A tick alone never moves the page. */
function StepStart({ wizard, step }: { wizard: Wizard; step: SyncStep }) {
  const check = useCheck(step);
  const items = check.data === undefined ? undefined : realItems(check.data.items);
  const agreed = (item: CheckItem) =>
    item.level === "ok" || (item.level === "warning" && wizard.agreed.has(checkKey(item)));
  const clear = items?.every(agreed) === true && check.data?.blocked === false;
  const [asked, setAsked] = useState(false);
  // What was true before the step before ended is no reason to stop here.
  if (items !== undefined && !check.isFetching && !clear && !asked) setAsked(true);
  const auto = clear && !asked && wizard.at === step && !wizard.planning && !check.isFetching;
  const { makePlan } = wizard;
  useEffect(() => {
    if (auto) void makePlan(step);
  }, [auto, makePlan, step]);
  return <CheckPane wizard={wizard} step={step} onNext={() => void makePlan(step)} />;
}

function NothingToDo({ wizard, step }: { wizard: Wizard; step: SyncStep }) {
  const { t } = useWords();
  const names = useNames();
  const next = after(step);
  return (
    <EmptyState
      icon="check"
      title={t("sync.plan.nothing")}
      text={t("sync.plan.nothingText", { ledger: names.ledger, source: names.source })}
      action={
        next === undefined ? undefined : (
          <Button kind="primary" onClick={() => wizard.go(next)}>
            {t("sync.run.next", { step: t(`sync.step.${next}`) })}
          </Button>
        )
      }
    />
  );
}

const after = (step: WizardStep | null): SyncStep | undefined => (step === "lists" ? "documents" : undefined);

function NextButton({ wizard, run }: { wizard: Wizard; run: RunStatus }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const next = after(run.step);
  const completed = run.state === "completed" || run.state === "completed_with_failures";
  if (next !== undefined && completed)
    return (
      <Button kind="primary" onClick={() => wizard.go(next)}>
        {t("sync.run.next", { step: t(`sync.step.${next}`) })}
      </Button>
    );
  if (next === undefined && completed && run.has_report)
    return (
      <Button kind="primary" onClick={() => void navigate(`/report/${run.run_id}`)}>
        {t("sync.run.next", { step: t("sync.step.report") })}
      </Button>
    );
  return <Button onClick={() => wizard.go("check")}>{t("sync.check.again")}</Button>;
}

function Busy({ run }: { run: RunStatus }) {
  const { t, instant } = useWords();
  const what = t(run.action === "pull" ? "sync.run.busyPull" : "sync.run.busyPush");
  return (
    <Section
      title={t("sync.run.busyTitle")}
      note={t("sync.run.busyText", { who: run.started_by, what, when: instant(run.started_at) })}
    >
      <Progress label={what} done={run.done} total={run.total} />
      <InstantText value={run.started_at} />
    </Section>
  );
}

export default SyncPage;
