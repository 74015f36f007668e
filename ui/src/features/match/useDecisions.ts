/**
 * What a person decides about records: link, unlink, reject, create, ignore, bring back, undo, redo. Each decision is one command,
 * is said aloud, and can be undone from the message.
 */
import { useCallback, useEffect, useRef } from "react";
import { announce, toast } from "../../components";
import { dismissToast } from "../../components/Toast";
import { useHost } from "../../host/context";
import { toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { IgnoreReason, MatchChange, RecordView } from "../../ipc/generated";
import { useErrorTitle } from "../sync/failure";
import { useLists } from "./useLists";
import { isOpen, type MatchItem, type MatchRows } from "./useMatchRows";

export type Decisions = ReturnType<typeof useDecisions>;

function pairOf(item: MatchItem, otherId: string) {
  const own = item.record.id;
  const ledger = item.record.side === "ledger";
  return { kind: item.kind, ledger_id: ledger ? own : otherId, source_id: ledger ? otherId : own };
}

export function useDecisions(rows: MatchRows) {
  const host = useHost();
  const { t } = useWords();
  const errorTitle = useErrorTitle();
  const { put } = useLists();
  const lastToast = useRef<number | undefined>(undefined);

  // Its Undo belongs to this page; elsewhere it would only lie in the way.
  useEffect(
    () => () => {
      if (lastToast.current !== undefined) dismissToast(lastToast.current);
    },
    [],
  );
  // Undo takes back the newest decision, so only the newest message may offer it.
  function say(text: string, onUndo?: () => void) {
    if (lastToast.current !== undefined) dismissToast(lastToast.current);
    lastToast.current = toast(onUndo === undefined ? { text } : { text, tone: "good", onUndo });
  }

  /** One decision at a time for each record; `after` is what its row shows until it leaves. */
  async function run(
    items: readonly MatchItem[],
    call: () => Promise<MatchChange>,
    after?: (item: MatchItem) => MatchItem,
  ) {
    if (items.length === 0 || items.some(rows.isSettling)) return undefined;
    rows.begin(items);
    try {
      const change = await call();
      put(change.lists);
      const read = after === undefined ? rows.refresh() : rows.leave(items.map(after));
      void read.finally(() => rows.end(items));
      return change;
    } catch (thrown) {
      rows.end(items);
      const why = errorTitle(toHostError(thrown));
      toast({ tone: "bad", text: t("match.failed", { name: items[0]?.record.name ?? "", why }) });
      void rows.refresh();
      return undefined;
    }
  }

  async function history(name: "match_undo" | "match_redo") {
    try {
      const change = await host.call(name, {});
      put(change.lists);
      rows.forget();
      const done = name === "match_undo" ? "match.done.undo" : "match.done.redo";
      if (change.changed === 0)
        announce(t(name === "match_undo" ? "match.undoNothing" : "match.redoNothing"));
      else say(t(done, { left: change.left }), name === "match_undo" ? undefined : undo);
      await rows.refresh();
    } catch (thrown) {
      toast({ tone: "bad", text: errorTitle(toHostError(thrown)) });
    }
  }
  const undo = () => void history("match_undo");
  const redo = () => void history("match_redo");

  async function link(item: MatchItem, otherId: string) {
    const change = await run(
      [item],
      () => host.call("match_link", pairOf(item, otherId)),
      (row) => ({ ...row, state: "linked" }),
    );
    if (change !== undefined)
      say(t("match.done.linked", { name: item.record.name, left: change.left }), undo);
  }

  async function unlink(item: MatchItem) {
    const ledger_id = item.record.side === "ledger" ? item.record.id : (item.partner?.record.id ?? "");
    const change = await run(
      [item],
      () => host.call("match_unlink", { kind: item.kind, ledger_id }),
      (row) => ({ ...row, state: "unlinked" }),
    );
    if (change !== undefined)
      say(t("match.done.unlinked", { name: item.record.name, left: change.left }), undo);
  }

  /** The pair is not the same: the row stays, with the next best candidate. */
  async function reject(item: MatchItem, other: RecordView) {
    const change = await run([item], () => host.call("match_reject", pairOf(item, other.id)));
    if (change !== undefined)
      say(t("match.done.rejected", { name: item.record.name, other: other.name }), undo);
  }

  async function create(item: MatchItem, ledger: string) {
    const change = await run(
      [item],
      () => host.call("match_create", { kind: item.kind, ids: [item.record.id] }),
      (row) => ({ ...row, state: "create" }),
    );
    if (change !== undefined) say(t("match.done.create", { name: item.record.name, ledger }), undo);
  }

  async function uncreate(item: MatchItem, ledger: string) {
    const change = await run(
      [item],
      () => host.call("match_uncreate", { kind: item.kind, ids: [item.record.id] }),
      (row) => ({ ...row, state: "unlinked" }),
    );
    if (change !== undefined) say(t("match.done.uncreate", { name: item.record.name, ledger }), undo);
  }

  async function ignore(asked: readonly MatchItem[], reason: IgnoreReason) {
    const items = asked.filter((item) => !rows.isSettling(item));
    const first = items[0];
    if (first === undefined) return;
    const ids = items.map((item) => item.record.id);
    const change = await run(
      items,
      () => host.call("match_ignore", { kind: first.kind, side: first.record.side, ids, reason }),
      (row) => ({ ...row, state: "ignored", ignore_reason: reason }),
    );
    if (change === undefined) return;
    say(t("match.done.ignored", { name: first.record.name, count: change.changed, left: change.left }), undo);
  }

  async function unignore(item: MatchItem) {
    const ids = [item.record.id];
    const change = await run(
      [item],
      () => host.call("match_unignore", { kind: item.kind, side: item.record.side, ids }),
      (row) => ({ ...row, state: "unlinked", ignore_reason: null }),
    );
    if (change === undefined) return;
    say(
      t("match.done.unignored", { name: item.record.name, count: change.changed, left: change.left }),
      undo,
    );
  }

  const { isSettling } = rows;
  const free = useCallback((item: MatchItem) => isOpen(item) && !isSettling(item), [isSettling]);
  return { link, unlink, reject, create, uncreate, ignore, unignore, undo, redo, free, isSettling, say, put };
}
