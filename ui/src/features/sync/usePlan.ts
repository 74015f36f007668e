/** The rows of a plan in windows, and ticking them off. A tick makes a new plan hash; rows are read again after it. */
import { useState } from "react";
import { announce, toast, useWindowedRows } from "../../components";
import { useHost } from "../../host/context";
import { toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { PlanAction, PlanGroup, PlanRow, PlanView, Side } from "../../ipc/generated";
import { useErrorTitle } from "./failure";
import { planRowsKey, type Wizard } from "./useSync";

export interface GroupFilter {
  kind: PlanGroup["kind"] | null;
  action: PlanAction | null;
  target?: Side;
}

const PAGE = 1000;
type RowPage = { rows: readonly PlanRow[]; total: number };
export const groupId = (group: GroupFilter) => `${group.action}/${group.kind}/${group.target ?? ""}`;

export function usePlanRows(plan: PlanView, group: GroupFilter) {
  const host = useHost();
  return useWindowedRows<PlanRow, RowPage>([...planRowsKey(plan), group], (offset, limit) =>
    host.call("plan_rows", { plan_id: plan.plan_id, ...group, offset, limit }),
  );
}

export function useTicks(plan: PlanView, wizard: Wizard) {
  const host = useHost();
  const { t } = useWords();
  const errorTitle = useErrorTitle();
  const [said, setSaid] = useState<string | undefined>();

  async function tick(ids: readonly number[], name: string, ticked: boolean) {
    try {
      const next = await host.call("plan_tick", { plan_id: plan.plan_id, entry_ids: [...ids], ticked });
      const more = Math.max(0, Math.abs(next.to_send - plan.to_send) - ids.length);
      const words = ticked
        ? more > 0
          ? "sync.held.untickMore"
          : "sync.held.untick"
        : more > 0
          ? "sync.held.tickDependants"
          : "sync.held.tick";
      const text = t(words, { count: ids.length, name, more });
      wizard.putPlan(next);
      setSaid(text);
      announce(text);
    } catch (thrown) {
      toast({ tone: "bad", text: errorTitle(toHostError(thrown)) });
    }
  }

  async function tickGroup(group: GroupFilter, ticked: boolean) {
    const rows: PlanRow[] = [];
    let total = 1;
    for (let offset = 0; offset < total; offset += PAGE) {
      const page = await host.call("plan_rows", { plan_id: plan.plan_id, ...group, offset, limit: PAGE });
      rows.push(...page.rows);
      total = page.rows.length === 0 ? 0 : page.total;
    }
    const ids = rows.filter((row) => row.ticked !== ticked).map((row) => row.entry_id);
    if (ids.length > 0) await tick(ids, rows[0]?.name ?? "", ticked);
  }

  return { tick, tickGroup, said };
}

export type Ticks = ReturnType<typeof useTicks>;
