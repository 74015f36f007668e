/** What can be done with the selected rows. Counts on the buttons are the counts that are done. */
import { Button, type GridSelection, type GridSource } from "../../components";
import type { TransactionRow } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import type { ActivityFilter } from "./filter";
import { canIgnore } from "./menu";
import { MOST_AT_ONCE, useChosen } from "./useChosen";
import type { RowActions } from "./useRowActions";
import "./Activity.css";

export interface SelectionBarProps {
  filter: ActivityFilter;
  source: GridSource<TransactionRow>;
  selection: GridSelection;
  actions: RowActions;
  onClear: () => void;
}

export function SelectionBar(props: SelectionBarProps) {
  if (props.selection.mode === "some" && props.selection.keys.size === 0) return null;
  return <Bar {...props} />;
}

function Bar(props: SelectionBarProps) {
  const { t } = useWords();
  const { rows, state } = useChosen(props.filter, props.source, props.selection);
  const retryable = rows.filter(props.actions.canRetry);
  const waiting = rows.filter((row) => row.state === "approved");
  const ignorable = rows.filter(canIgnore);
  const text = {
    ready: t("common.selected", { count: rows.length }),
    loading: t("common.loading"),
    too_many: t("activity.tooMany", { most: MOST_AT_ONCE }),
  }[state];
  return (
    <div className="selection" role="group" aria-label={t("activity.selection")}>
      <span className="num">{text}</span>
      {retryable.length > 0 && (
        <Button small onClick={() => props.actions.retry(retryable)}>
          {t("activity.retryMany", { count: retryable.length })}
        </Button>
      )}
      {waiting.length > 0 && (
        <Button small onClick={() => props.actions.withdraw(waiting)}>
          {t("activity.withdrawMany", { count: waiting.length })}
        </Button>
      )}
      {ignorable.length > 0 && (
        <Button small onClick={() => props.actions.askIgnore(ignorable)}>
          {t("activity.ignoreMany", { count: ignorable.length })}
        </Button>
      )}
      <Button small kind="quiet" onClick={props.onClear}>
        {t("activity.clear")}
      </Button>
    </div>
  );
}
