/** Step 2: which invoices stay behind because a customer or an item of theirs is not in the ledger, and the way to those. */
import { Link } from "react-router";
import { Banner } from "../../components";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { ErrorCode, PlanRow, PlanView } from "../../ipc/generated";

const CODES: ReadonlySet<ErrorCode> = new Set(["parent_failed", "not_matched", "inactive_in_ledger"]);
const MOST = 500;
const NAMED = 5;

export function WaitForParents({ plan }: { plan: PlanView }) {
  const { t } = useWords();
  const held = plan.groups.some((group) => group.action === "hold" && group.kind === "invoice");
  const request = { plan_id: plan.plan_id, kind: "invoice", action: "hold", offset: 0, limit: MOST } as const;
  const rows = useRpc("plan_rows", request, { enabled: held, staleTime: 0 }).data?.rows ?? [];
  const waiting = rows.filter((row) => row.failures.some((failure) => CODES.has(failure.code)));
  if (waiting.length === 0) return null;
  const parents = [...new Set(waiting.flatMap(parentsOf))];
  const more = parents.length - NAMED;
  return (
    <Banner
      tone="warn"
      action={
        <span className="row row--wrap">
          <Link to="/activity?tile=failed&of=lists">{t("sync.wait.failed")}</Link>
          <Link to="/match">{t("sync.wait.match")}</Link>
        </span>
      }
    >
      {t("sync.wait.title", { count: waiting.length, ledger: plan.ledger_name })}{" "}
      <span className="small">
        {parents.slice(0, NAMED).join(", ")}
        {more > 0 && ` ${t("sync.wait.more", { count: more })}`}
      </span>
    </Banner>
  );
}

const parentsOf = (row: PlanRow): string[] =>
  row.failures
    .filter((failure) => CODES.has(failure.code))
    .map((failure) => failure.params["parent"] ?? failure.params["record"] ?? row.party ?? row.name);
