/** The keys of the match list, in one table for the handler and the "?" sheet. */
import type { GridKeyEvent, KeyGroup } from "../../components";
import type { Words } from "../../i18n/intl";
import type { Decisions } from "./useDecisions";
import type { MatchActions } from "./useMatchActions";
import type { MatchItem } from "./useMatchRows";

export interface KeyTargets {
  actions: MatchActions;
  decide: Decisions;
  compare(part: "compare" | "explain"): void;
  reject(item: MatchItem): void;
  pullChanges(): void;
  syncSelected(): void;
  toggleSelect(item: MatchItem): void;
}

/** Cells whose own button or box takes Enter and Space. */
const OWN_WIDGET = new Set(["ignore", "differences", "more"]);

export function matchKey(key: GridKeyEvent<MatchItem>, to: KeyTargets): boolean {
  const { event, row, rowIndex } = key;
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.altKey) return false;
  if (ctrl) return withCtrl(event.key, event.shiftKey, to);
  if (event.key === "F5") {
    to.pullChanges();
    return true;
  }
  if (row === undefined || rowIndex < 0) return false;
  return onRow(key.key, row, rowIndex, key.columnId, to);
}

function withCtrl(key: string, shift: boolean, to: KeyTargets): boolean {
  switch (key.toLowerCase()) {
    case "enter":
      to.syncSelected();
      return true;
    case "z":
      if (shift) to.decide.redo();
      else to.decide.undo();
      return true;
    case "y":
      to.decide.redo();
      return true;
    case "r":
      to.pullChanges();
      return true;
    default:
      return false;
  }
}

function onRow(key: string, row: MatchItem, index: number, column: string, to: KeyTargets): boolean {
  const { actions } = to;
  if (/^[1-5]$/.test(key)) {
    actions.takeNth(row, index, Number(key) - 1);
    return true;
  }
  const doing: Record<string, () => void> = {
    f2: () => actions.edit(index),
    "/": () => actions.edit(index),
    i: () => actions.toggleIgnore(row),
    n: () => actions.toggleCreate(row, index),
    x: () => to.reject(row),
    d: () => to.compare("compare"),
    e: () => to.compare("explain"),
    j: () => actions.go(index, 1),
    k: () => actions.go(index, -1),
    "+": () => actions.repeat(row, index),
  };
  if (!OWN_WIDGET.has(column)) {
    doing["enter"] = () => actions.accept(row, index);
    if (column === "partner") doing[" "] = () => to.toggleSelect(row);
  }
  const act = doing[key.toLowerCase()];
  act?.();
  return act !== undefined;
}

export function matchKeyGroup(t: Words["t"]): KeyGroup {
  const lines = [
    ["Enter", t("match.key.sync")],
    ["1 – 5", t("match.key.take")],
    ["F2  /", t("match.key.edit")],
    ["I", t("match.key.ignore")],
    ["+", t("match.key.same")],
    ["D", t("match.key.compare")],
    ["E", t("match.key.explain")],
    ["X", t("match.key.reject")],
    ["N", t("match.key.create")],
    ["J  K", `${t("match.key.next")} · ${t("match.key.previous")}`],
    ["Ctrl+Enter", t("match.key.syncAll")],
    ["F5  Ctrl+R", t("match.key.pull")],
  ] as const;
  return { title: t("match.keysTitle"), lines: lines.map(([keys, text]) => ({ keys, text })) };
}
