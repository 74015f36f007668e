/** The acts that make sense for a document in its state. */
import type { MenuAction } from "../../components";
import type { TransactionRow } from "../../ipc/generated";
import type { Words } from "../../i18n/intl";
import type { RowActions } from "./useRowActions";

export function menuFor(
  row: TransactionRow,
  actions: RowActions,
  open: ((row: TransactionRow) => void) | undefined,
  { t }: Words,
): MenuAction[] {
  const fix = row.failure === null || row.state === "posted" ? undefined : actions.fix(row.failure);
  const found: (MenuAction | false)[] = [
    open !== undefined && { id: "open", label: t("activity.openDetails"), run: () => open(row) },
    fix !== undefined && { id: "fix", ...fix },
    actions.canRetry(row) && { id: "retry", label: t("activity.retry"), run: () => actions.retry([row]) },
    row.state === "approved" && {
      id: "withdraw",
      label: t("activity.withdraw"),
      run: () => actions.withdraw([row]),
    },
    canIgnore(row) && { id: "ignore", label: t("activity.ignore"), run: () => actions.askIgnore([row]) },
    row.state === "ignored" && {
      id: "unignore",
      label: t("activity.unignore"),
      run: () => actions.unignore([row]),
    },
  ];
  return found.filter((action) => action !== false);
}

export function canIgnore(row: TransactionRow): boolean {
  return row.state === "failed" || row.state === "staged";
}
