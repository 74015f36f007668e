/**
 * From a gesture (key, button, menu) to a decision. Holds what is open: the ignore question, the warning about a
 * record that is already taken, and what was chosen last, for "same choice again".
 */
import { useState, type RefObject } from "react";
import { announce, toast, type GridHandle } from "../../components";
import { useWords } from "../../i18n/intl";
import type { CandidateView, IgnoreReason } from "../../ipc/generated";
import { useReasonWord } from "../sync/failure";
import type { Lookup } from "./lookup";
import type { Names } from "./names";
import type { Decisions } from "./useDecisions";
import { candidates, isOpen, type MatchItem, type MatchRows } from "./useMatchRows";

export const SOURCE_COLUMN = "partner";

export interface TakenAsk {
  item: MatchItem;
  candidate: CandidateView;
}

/** What the pair is called in the list of linked records. */
const ledgerName = ({ item, candidate }: TakenAsk) =>
  item.record.side === "source" ? candidate.record.name : (candidate.linked_to ?? candidate.record.name);

type Choice = { take: number } | { ignore: IgnoreReason } | { create: true };

export function useMatchActions(
  rows: MatchRows,
  decide: Decisions,
  grid: RefObject<GridHandle | null>,
  names: Names,
  pushes: boolean,
  lookup: Lookup,
  showPair: (name: string) => void,
) {
  const { t } = useWords();
  const reasonWord = useReasonWord();
  const [ignoring, setIgnoring] = useState<readonly MatchItem[] | undefined>();
  const [taken, setTaken] = useState<TakenAsk | undefined>();
  const [reason, setReason] = useState<IgnoreReason>("not_ours");
  const [last, setLast] = useState<Choice | undefined>();

  /** The next record without a decision; rows that are not here yet count as open. */
  function nextOpen(from: number, step: 1 | -1): number {
    const { rowCount } = rows.source;
    for (let seen = 1; seen < rowCount; seen += 1) {
      const index = (from + step * seen + rowCount * (seen + 1)) % rowCount;
      const row = rows.source.getRow(index);
      if (row === undefined || decide.free(row)) return index;
    }
    return from;
  }

  const go = (from: number, step: 1 | -1) => grid.current?.focusRow(nextOpen(from, step));
  const edit = (index: number) => {
    const row = rows.source.getRow(index);
    // There is nothing to choose from yet; the notice above the list says where to get it.
    if (lookup === "unloaded") announce(t("match.lookupText.unloaded"));
    else if (row !== undefined && decide.free(row)) grid.current?.edit(index, SOURCE_COLUMN);
  };

  function take(item: MatchItem, candidate: CandidateView, index: number, n = 0) {
    if (!decide.free(item)) return;
    if (candidate.disabled !== null) {
      announce(reasonWord(candidate.disabled), "assertive");
      return;
    }
    if (candidate.linked_to !== null) {
      setTaken({ item, candidate });
      return;
    }
    setLast({ take: n });
    void decide.link(item, candidate.record.id);
    go(index, 1);
  }

  /** Enter: never decides what is ambiguous; there it opens the list of candidates. */
  function accept(item: MatchItem, index: number) {
    if (!decide.free(item)) return;
    if (item.partner === null || item.tier === "ambiguous" || item.tier === "none") edit(index);
    else take(item, item.partner, index);
  }

  function takeNth(item: MatchItem, index: number, n: number) {
    if (!decide.free(item)) return;
    const candidate = candidates(item)[n];
    if (candidate === undefined) announce(t("match.noCandidate", { n: n + 1, name: item.record.name }));
    else take(item, candidate, index, n);
  }

  function toggleIgnore(item: MatchItem) {
    if (decide.isSettling(item)) return;
    if (item.state === "ignored") void decide.unignore(item);
    else if (isOpen(item)) setIgnoring([item]);
  }

  function ignore(items: readonly MatchItem[], why: IgnoreReason) {
    setIgnoring(undefined);
    setReason(why);
    setLast({ ignore: why });
    const at = grid.current?.activeRow() ?? 0;
    void decide.ignore(items, why);
    if (items.length === 1) go(at, 1);
  }

  function repeat(item: MatchItem, index: number) {
    if (!decide.free(item)) return;
    if (last === undefined) announce(t("match.nothingToRepeat"));
    else if ("take" in last) takeNth(item, index, last.take);
    else if ("create" in last) toggleCreate(item, index);
    else {
      void decide.ignore([item], last.ignore);
      go(index, 1);
    }
  }

  /** N: the next sync creates it in the ledger, or no longer does. Nothing is ever created in the source. */
  function toggleCreate(item: MatchItem, index: number) {
    if (decide.isSettling(item)) return;
    const values = { name: item.record.name, ledger: names.ledger, source: names.source };
    if (item.record.side === "ledger") toast({ text: t("match.cannotCreate", values) });
    else if (item.state === "create") void decide.uncreate(item, names.ledger);
    else if (!isOpen(item)) return;
    else if (!pushes) toast({ text: t("match.cannotSend", values) });
    else {
      setLast({ create: true });
      void decide.create(item, names.ledger);
      go(index, 1);
    }
  }

  /** X: never suggests this pair again. Where no single candidate is shown, a person first sees which one is meant. */
  function reject(item: MatchItem, candidate: CandidateView | null = item.partner) {
    if (!decide.free(item)) return;
    if (candidate === null || item.tier === "none")
      announce(t("match.nothingToReject", { name: item.record.name }));
    else void decide.reject(item, candidate.record);
  }

  return {
    accept,
    takeNth,
    take,
    toggleIgnore,
    ignore,
    repeat,
    toggleCreate,
    reject,
    edit,
    go,
    ignoring,
    askIgnore: setIgnoring,
    /** None of the selected records may be accepted in bulk. */
    askNothing: (count: number) => toast({ text: t("match.bulk.leftOut", { count }) }),
    reason,
    taken,
    closeTaken: () => setTaken(undefined),
    /** A record is linked once only: the pair that holds it is where a wrong match is undone. */
    goToPair() {
      if (taken !== undefined) showPair(ledgerName(taken));
      setTaken(undefined);
    },
  };
}

export type MatchActions = ReturnType<typeof useMatchActions>;
