/** The columns of the match list, for the side and view that are shown. */
import { useMemo, useRef, type RefObject } from "react";
import type { GridColumn, GridHandle } from "../../components";
import { useWords } from "../../i18n/intl";
import { ActionCell, DifferencesCell, PartnerCell, RecordCell, StatusCell, TierCell, WhyCell } from "./cells";
import type { MatchFilter } from "./filter";
import type { Lookup } from "./lookup";
import { MoreCell } from "./MoreCell";
import type { Names } from "./names";
import { PartnerEditor } from "./PartnerEditor";
import type { Decisions } from "./useDecisions";
import type { MatchActions } from "./useMatchActions";
import { isOpen, type MatchItem } from "./useMatchRows";

export interface RowTargets {
  actions: MatchActions;
  decide: Decisions;
  names: Names;
  lookup: Lookup;
  compare(item: MatchItem, index: number, part: "compare" | "explain"): void;
}

export function useMatchColumns(
  filter: MatchFilter,
  lookup: Lookup,
  names: Names,
  targets: RowTargets,
  grid: RefObject<GridHandle | null>,
): readonly GridColumn<MatchItem>[] {
  const { t } = useWords();
  // The columns must not change with every decision, or every row would render again.
  const latest = useRef(targets);
  latest.current = targets;
  const { side, view } = filter;
  return useMemo(() => {
    const to = () => latest.current;
    const hasPartner = view !== "create";
    const compared = hasPartner && view !== "ignored" && lookup !== "unloaded";
    const ignoring = view === "open" || view === "ignored" || view === "all";
    const columns: (GridColumn<MatchItem> | false)[] = [
      {
        id: "name",
        header: t(side === "ledger" ? "match.col.ledger" : "match.col.source", names as never),
        width: 140,
        grow: 3,
        sortable: true,
        cell: (item) => <RecordCell record={item.record} />,
      },
      hasPartner && {
        id: "tier",
        header: t("match.col.tier"),
        // "Not compared" and "Lookup failed" are longer than the tiers.
        width: lookup === "unloaded" || lookup === "failed" ? 128 : 102,
        sortable: true,
        cell: (item) => <TierCell tier={item.tier} state={item.state} lookup={lookup} />,
      },
      hasPartner && {
        id: "partner",
        header: t(side === "ledger" ? "match.col.source" : "match.col.ledger", names as never),
        width: lookup === "failed" ? 138 : 164,
        grow: 4,
        cell: (item, context) => (
          <PartnerCell
            item={item}
            context={context}
            names={names}
            lookup={lookup}
            onEdit={() => to().actions.edit(context.rowIndex)}
          />
        ),
        editor: (item, close) =>
          isOpen(item) ? (
            <PartnerEditor item={item} close={close} names={names} actions={to().actions} grid={grid} />
          ) : (
            <RecordCell record={item.record} />
          ),
      },
      compared && {
        id: "why",
        header: t("match.col.why"),
        width: 84,
        grow: 3,
        cell: (item) => <WhyCell item={item} />,
      },
      compared && {
        id: "differences",
        header: t("match.col.differences"),
        width: 76,
        cell: (item, context) => (
          <DifferencesCell
            item={item}
            context={context}
            onOpen={() => to().compare(item, context.rowIndex, "compare")}
          />
        ),
      },
      view !== "ignored" && {
        id: "action",
        header: t("match.col.action"),
        width: view === "open" ? 94 : view === "create" ? 140 : 112,
        cell: (item, context) => (
          <ActionCell
            item={item}
            context={context}
            lookup={lookup}
            leaving={view === "open"}
            onSync={() => to().actions.accept(item, context.rowIndex)}
            onUnlink={() => void to().decide.unlink(item)}
            onUncreate={() => to().actions.toggleCreate(item, context.rowIndex)}
          />
        ),
      },
      {
        id: "more",
        header: t("match.col.more"),
        headerHidden: true,
        width: 40,
        cell: (item, context) => <MoreCell item={item} context={context} to={to()} grid={grid} />,
      },
      ignoring && {
        id: "ignore",
        header: t("match.col.ignore"),
        width: 64,
        align: "center",
        cell: (item, context) => (
          <input
            type="checkbox"
            className="check"
            tabIndex={context.tabIndex}
            aria-label={t("match.ignoreThis", { name: item.record.name })}
            checked={item.state === "ignored"}
            disabled={item.state === "linked" || item.state === "create"}
            onChange={() => to().actions.toggleIgnore(item)}
          />
        ),
      },
      view !== "open" && {
        id: "status",
        header: t("match.col.status"),
        width: view === "create" ? 304 : 124,
        cell: (item) => <StatusCell item={item} />,
      },
    ];
    return columns.filter((column) => column !== false);
  }, [t, side, view, lookup, names, grid]);
}
