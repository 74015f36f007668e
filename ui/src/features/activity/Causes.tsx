/** One problem, stated once, with everything it stops. Choosing one filters the list beneath. */
import { Amount, Button, ErrorBlock, Icon } from "../../components";
import { retryHelps } from "../../errors/table";
import { forGroup, useErrorText } from "../../errors/useErrorText";
import { useRpc } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import type { CauseGroup, ErrorCode, TileWord } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import type { RowActions } from "./useRowActions";
import "./Activity.css";

export function Causes(props: {
  tiles: readonly TileWord[];
  value: ErrorCode | null;
  onChange: (cause: ErrorCode | null) => void;
  actions: RowActions;
}) {
  const { t } = useWords();
  const causes = useRpc("transactions_causes", {});
  if (causes.isError)
    return <ErrorBlock error={causes.error} onRetry={() => void causes.refetch()} compact />;
  const groups = (causes.data ?? []).filter((group) => props.tiles.includes(group.held ? "held" : "failed"));
  if (groups.length === 0) return null;
  return (
    <ul className="causes" aria-label={t("activity.causes")}>
      {groups.map((group) => (
        <Cause key={group.failure.code} group={group} {...props} />
      ))}
    </ul>
  );
}

function Cause(props: {
  group: CauseGroup;
  value: ErrorCode | null;
  onChange: (cause: ErrorCode | null) => void;
  actions: RowActions;
}) {
  const { t } = useWords();
  const { group, actions } = props;
  const { code } = group.failure;
  const on = props.value === code;
  const fix = actions.fix(group.failure);
  return (
    <li className="causes__line" data-on={on || undefined}>
      <button
        type="button"
        className="causes__pick"
        data-held={group.held || undefined}
        aria-pressed={on}
        onClick={() => props.onChange(on ? null : code)}
      >
        <Icon name={group.held ? "pause" : "alert"} />
        <span className="truncate">{useErrorText()(forGroup(group.failure)).title}</span>
        <span className="muted small num">
          {t("activity.documents", { count: group.count })} · <Amount value={group.amount} />
        </span>
      </button>
      {!group.held && retryHelps(fromFailure(group.failure)) && (
        <Button small onClick={() => actions.retryCause(code)}>
          {t("activity.retryMany", { count: group.count })}
        </Button>
      )}
      {fix !== undefined && (
        <Button small onClick={fix.run}>
          {fix.label}
        </Button>
      )}
    </li>
  );
}
