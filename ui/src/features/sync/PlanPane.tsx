/** Plan → Approve: every write is listed, may be held back, and is sent only from here. */
import { useRef, useState } from "react";
import { Banner, Button, type GridHandle } from "../../components";
import { useWords } from "../../i18n/intl";
import type { PlanRow, PlanView } from "../../ipc/generated";
import { ApproveDialog } from "./ApproveDialog";
import { PlanGrid } from "./PlanGrid";
import { PlanGroups } from "./PlanGroups";
import { RowPanel, TotalsPanel } from "./PlanPanels";
import { FilesPlanned } from "./Files";
import { WaitForParents } from "./WaitForParents";
import { groupId, useTicks, type GroupFilter } from "./usePlan";
import type { Wizard } from "./useSync";

const ALL: GroupFilter = { kind: null, action: null };
const WIDE = 1280;

type Open = { row: PlanRow } | "totals" | undefined;

export function PlanPane({ plan, wizard }: { plan: PlanView; wizard: Wizard }) {
  const { t } = useWords();
  const [group, setGroup] = useState<GroupFilter>(ALL);
  const [open, setOpen] = useState<Open>(() =>
    plan.accounts.length > 0 && window.innerWidth >= WIDE ? "totals" : undefined,
  );
  const [approving, setApproving] = useState(false);
  const [outdated, setOutdated] = useState(false);
  const ticks = useTicks(plan, wizard);
  const grid = useRef<GridHandle>(null);
  const stale = outdated || plan.state === "outdated";
  const reason = stale
    ? t("sync.plan.outdated")
    : plan.to_send === 0 && plan.write_back.length === 0
      ? t("sync.plan.nothingTicked")
      : undefined;
  const close = () => {
    setOpen(undefined);
    grid.current?.focusRow(Math.max(0, grid.current.activeRow()));
  };
  return (
    <div className="plan">
      {stale && (
        <Banner
          tone="warn"
          action={
            <Button small onClick={() => void wizard.makePlan(plan.step)}>
              {t("sync.plan.again")}
            </Button>
          }
        >
          {t("sync.plan.outdated")}
        </Banner>
      )}
      <CallsShort plan={plan} />
      <PlanHead
        plan={plan}
        totalsOpen={open === "totals"}
        onTotals={() => setOpen(open === "totals" ? undefined : "totals")}
      />
      <FilesPlanned plan={plan} />
      {plan.step === "documents" && <WaitForParents plan={plan} />}
      <PlanGroups plan={plan} group={group} onGroup={setGroup} ticks={ticks} />
      {ticks.said !== undefined && <p className="plan__said small">{ticks.said}</p>}
      <div className="split">
        <div className="grow">
          <PlanGrid
            key={groupId(group)}
            plan={plan}
            group={group}
            ticks={ticks}
            grid={grid}
            onOpen={(row) => setOpen({ row })}
            onActive={(row) =>
              setOpen((old) => (typeof old === "object" && row !== undefined ? { row } : old))
            }
          />
        </div>
        {open === "totals" && <TotalsPanel plan={plan} onClose={close} />}
        {typeof open === "object" && <RowPanel row={open.row} plan={plan} onClose={close} />}
      </div>
      <footer className="plan__foot">
        <Button kind="quiet" onClick={() => void wizard.discard()}>
          {t("sync.plan.discard")}
        </Button>
        <span className="grow" />
        {plan.held > 0 && <span className="muted">{t("sync.plan.held", { count: plan.held })}</span>}
        <Button kind="primary" disabledReason={reason} onClick={() => setApproving(true)}>
          {t("sync.plan.approveCount", { count: plan.to_send, files: plan.write_back.length })}
        </Button>
      </footer>
      {approving && (
        <ApproveDialog
          plan={plan}
          onClose={() => setApproving(false)}
          onStarted={wizard.putRun}
          onOutdated={() => setOutdated(true)}
        />
      )}
    </div>
  );
}

function Conflicts({ plan }: { plan: PlanView }) {
  const { t } = useWords();
  const count = plan.groups.reduce((sum, group) => sum + group.conflicts, 0);
  return count === 0 ? null : (
    <span className="plan__conflict num">
      {" · "}
      {t("sync.plan.conflicts", { count })}
    </span>
  );
}

/** Of the day's calls where the ledger counts days, else of a minute's. */
function BudgetText({ plan }: { plan: PlanView }) {
  const { t } = useWords();
  if (plan.calls !== null)
    return <>{t("sync.plan.calls", { needed: plan.calls.needed, left: plan.calls.left_today })}</>;
  const id = plan.requests_per_minute > 0 ? "sync.plan.budget" : "sync.plan.budgetNoLimit";
  return <>{t(id, { requests: plan.requests, limit: plan.requests_per_minute, ledger: plan.ledger_name })}</>;
}

function CallsShort({ plan }: { plan: PlanView }) {
  const { t } = useWords();
  const { calls } = plan;
  if (calls === null || calls.needed <= calls.left_today) return null;
  return (
    <Banner tone="warn">
      <strong>
        {t("sync.plan.callsShort", {
          needed: calls.needed,
          left: calls.left_today,
          ledger: plan.ledger_name,
        })}
      </strong>{" "}
      {t("sync.plan.callsShortFix", { perDay: calls.per_day })}
    </Banner>
  );
}

function PlanHead(props: { plan: PlanView; totalsOpen: boolean; onTotals: () => void }) {
  const { plan } = props;
  const { t, amount, instant } = useWords();
  const onlyFiles = plan.to_send === 0 && plan.write_back.length > 0;
  return (
    <div className="plan__head">
      <p className="grow">
        <strong className="num">
          {onlyFiles
            ? t("sync.plan.onlyFiles", { ledger: plan.ledger_name })
            : t("sync.plan.summary", { count: plan.to_send })}
        </strong>
        {plan.step !== "lists" && (
          <strong className="num">
            {" "}
            · {amount(plan.amount, { currency: plan.currency })} {plan.currency}
          </strong>
        )}
        <Conflicts plan={plan} />
        <span className="muted">
          {" · "}
          {!onlyFiles && (
            <>
              <BudgetText plan={plan} />
              {" · "}
            </>
          )}
          {t("sync.plan.made", { when: instant(plan.made_at) })}
        </span>
      </p>
      <Button small icon="panel" aria-pressed={props.totalsOpen} onClick={props.onTotals}>
        {t(props.totalsOpen ? "sync.plan.hideTotals" : "sync.plan.totals")}
      </Button>
    </div>
  );
}
