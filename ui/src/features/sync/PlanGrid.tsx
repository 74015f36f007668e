/** The planned changes, one line each; Space ticks off, Enter opens the field-by-field comparison beside the list. */
import { useMemo, useRef, type RefObject } from "react";
import {
  Amount,
  DataGrid,
  DateText,
  ErrorBlock,
  Icon,
  type GridColumn,
  type GridHandle,
  type IconName,
} from "../../components";
import { useWords } from "../../i18n/intl";
import type { PlanAction, PlanRow, PlanView } from "../../ipc/generated";
import { useRecordWords } from "../match/names";
import { useFailureWords } from "./failure";
import { usePlanRows, type GroupFilter, type Ticks } from "./usePlan";

export const ACTION_ICON: Record<PlanAction, IconName> = {
  create: "plus",
  update: "sync",
  link: "match",
  void: "cross",
  deactivate: "minus",
  skip: "minus",
  hold: "pause",
};

/** What only a person held back may be ticked again; a real cause must be fixed first. */
export const canTick = (row: PlanRow) =>
  row.action !== "skip" && row.failures.every((failure) => failure.code === "held_by_user");
const rowKey = (row: PlanRow) => String(row.entry_id);
const rowClass = (row: PlanRow) => (row.ticked ? undefined : "plan__held");

export function PlanGrid(props: {
  plan: PlanView;
  group: GroupFilter;
  ticks: Ticks;
  grid: RefObject<GridHandle | null>;
  onOpen: (row: PlanRow) => void;
  onActive: (row: PlanRow | undefined) => void;
}) {
  const { t } = useWords();
  const rows = usePlanRows(props.plan, props.group);
  const { ticks } = props;
  const columns = usePlanColumns(props.plan, ticks, props.onOpen);
  return (
    <DataGrid
      label={t("sync.plan.list")}
      columns={columns}
      source={rows.source}
      rowKey={rowKey}
      rowClass={rowClass}
      handle={props.grid}
      state={rows.state}
      onOpen={props.onOpen}
      onActiveRow={props.onActive}
      onKey={({ key, row }) => {
        if (key !== " " || row === undefined || !canTick(row)) return false;
        void ticks.tick([row.entry_id], row.name, !row.ticked);
        return true;
      }}
      error={<ErrorBlock error={rows.error} onRetry={rows.retry} />}
      empty={t("sync.plan.empty")}
    />
  );
}

function usePlanColumns(
  plan: PlanView,
  ticks: Ticks,
  onOpen: (row: PlanRow) => void,
): readonly GridColumn<PlanRow>[] {
  const { t } = useWords();
  const latest = useRef({ ticks, onOpen });
  latest.current = { ticks, onOpen };
  const documents = plan.step !== "lists";
  return useMemo(() => {
    const columns: (GridColumn<PlanRow> | false)[] = [
      {
        id: "send",
        header: t("sync.col.send"),
        width: 54,
        align: "center",
        cell: (row, context) => (
          <input
            type="checkbox"
            className="check"
            tabIndex={context.tabIndex}
            aria-label={t("sync.sendThis", { name: row.name })}
            checked={row.ticked}
            disabled={!canTick(row)}
            onChange={() => void latest.current.ticks.tick([row.entry_id], row.name, !row.ticked)}
          />
        ),
      },
      {
        id: "action",
        header: t("sync.col.action"),
        width: 100,
        cell: (row) => <ActionWord action={row.action} />,
      },
      {
        id: "record",
        header: t("sync.col.record"),
        width: 150,
        grow: 3,
        cell: (row) => <PlanRecord row={row} />,
      },
      !documents && {
        id: "target",
        header: t("sync.col.target"),
        width: 216,
        grow: 1,
        cell: (row) => (row.action === "hold" ? null : <Target row={row} plan={plan} />),
      },
      documents && {
        id: "date",
        header: t("sync.col.date"),
        width: 100,
        cell: (row) => (row.date === null ? null : <DateText value={row.date} />),
      },
      documents && {
        id: "amount",
        header: `${t("sync.col.amount")} (${plan.currency})`,
        width: 116,
        align: "end",
        cell: (row) => (row.amount === null ? null : <Amount value={row.amount} currency={plan.currency} />),
      },
      {
        id: "changes",
        header: t("sync.col.changes"),
        width: 150,
        grow: 4,
        cell: (row, context) => (
          <button
            type="button"
            className="plan__changes"
            tabIndex={context.tabIndex}
            onClick={() => latest.current.onOpen(row)}
          >
            <ChangesText row={row} plan={plan} />
          </button>
        ),
      },
    ];
    return columns.filter((column) => column !== false);
  }, [t, documents, plan]);
}

export function ActionWord({ action }: { action: PlanAction }) {
  const { t } = useWords();
  return (
    <span className="action" data-action={action}>
      <Icon name={ACTION_ICON[action]} size={14} />
      {t(`sync.action.${action}`)}
    </span>
  );
}

/** Which way it goes: over there, or back in a file. */
function Target({ row, plan }: { row: PlanRow; plan: PlanView }) {
  const { t } = useWords();
  const back = row.target === "source";
  return (
    <span className="plan__target truncate" data-back={back || undefined}>
      <span aria-hidden="true">{back ? "←" : "→"}</span>{" "}
      {back ? t("sync.target.file", { source: plan.source_name }) : plan.ledger_name}
    </span>
  );
}

function PlanRecord({ row }: { row: PlanRow }) {
  const { kindOne } = useRecordWords();
  const sub = [kindOne(row.kind), row.party].filter(Boolean).join(" · ");
  return (
    <span className="twoline" title={`${row.name}\n${sub}`}>
      <span className="twoline__main truncate">
        <bdi>{row.name}</bdi>
      </span>
      <span className="twoline__sub truncate">{sub}</span>
    </span>
  );
}

/** The cause where it is held, else which fields change. */
function ChangesText({ row, plan }: { row: PlanRow; plan: PlanView }) {
  const { t } = useWords();
  const { field } = useRecordWords();
  const failure = useFailureWords();
  const first = row.failures[0];
  if (first !== undefined)
    return (
      <span className="plan__cause truncate">
        <Icon name="pause" size={13} /> {failure(first).title}
      </span>
    );
  const plain: Partial<Record<PlanAction, string>> = {
    create: t("sync.changes.create", { count: row.changes.length }),
    deactivate: t("sync.changes.deactivate"),
  };
  const changes = plain[row.action] ?? row.changes.map((change) => field(change.field)).join(", ");
  const notes = row.notes.length === 0 ? undefined : t("sync.changes.notes", { count: row.notes.length });
  return (
    <span className="truncate">
      {row.conflict && row.wins !== null && (
        <span className="plan__conflict">
          <Icon name="alert" size={13} />{" "}
          {t("sync.changes.conflict", {
            side: row.wins === "source" ? plan.source_name : plan.ledger_name,
          })}
          {" · "}
        </span>
      )}
      {changes}
      {notes !== undefined && <span className="plan__notes"> · {notes}</span>}
    </span>
  );
}
