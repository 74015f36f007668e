/** The row's menu. Arrow keys stay the grid's: the menu opens with Enter or Space. */
import type { KeyboardEvent, RefObject } from "react";
import { MenuButton, type CellContext, type GridHandle, type MenuAction } from "../../components";
import { useWords } from "../../i18n/intl";
import type { RowTargets } from "./columns";
import { candidates, isOpen, type MatchItem } from "./useMatchRows";

export function MoreCell(props: {
  item: MatchItem;
  context: CellContext;
  to: RowTargets;
  grid: RefObject<GridHandle | null>;
}) {
  const { t } = useWords();
  const { item, to, context } = props;
  const index = context.rowIndex;
  const open = isOpen(item);
  const paired = item.partner !== null;
  const source = item.record.side === "source";
  const createWords = { name: item.record.name, ledger: to.names.ledger };
  const doubtful = item.tier === "none" ? [] : candidates(item).slice(0, item.tier === "ambiguous" ? 5 : 1);
  const actions: MenuAction[] = [
    {
      id: "compare",
      label: t("match.menu.compare"),
      run: () => to.compare(item, index, "compare"),
      disabled: !paired,
    },
    {
      id: "explain",
      label: t("match.menu.explain"),
      run: () => to.compare(item, index, "explain"),
      disabled: !paired,
    },
    ...(open
      ? [
          {
            id: "search",
            label: t("match.menu.search"),
            disabled: to.lookup === "unloaded",
            run: () => to.actions.edit(index),
          },
          ...candidates(item)
            .slice(0, 5)
            .map((each, n) => ({
              id: `take${n}`,
              label: t("match.syncThis", { name: item.record.name, partner: each.record.name }),
              note: String(n + 1),
              disabled: each.disabled !== null,
              run: () => to.actions.takeNth(item, index, n),
            })),
          ...doubtful.map((each, n) => ({
            id: `reject${n}`,
            label: t("match.notSame", { name: each.record.name }),
            ...(n === 0 ? { note: "X" } : {}),
            run: () => to.actions.reject(item, each),
          })),
        ]
      : []),
    ...(open || item.state === "create"
      ? [
          {
            id: "create",
            label: !source
              ? t("match.menu.cannotCreate")
              : t(open ? "match.createIn" : "match.notCreateThis", createWords),
            note: "N",
            run: () => to.actions.toggleCreate(item, index),
          },
        ]
      : []),
  ];
  function onArrow(event: KeyboardEvent) {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    props.grid.current?.focusRow(index + by);
  }
  return (
    <span onKeyDownCapture={onArrow}>
      <MenuButton
        label={t("match.moreFor", { name: item.record.name })}
        actions={actions}
        tabIndex={context.tabIndex}
      />
    </span>
  );
}
