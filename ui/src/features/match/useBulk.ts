/**
 * Accepting many pairs at once. The preview's hash goes back with the acceptance, so that what is linked is what was
 * shown; leaving pairs out asks for a new preview of exactly the rest.
 */
import { useState } from "react";
import { useHost } from "../../host/context";
import { HostError, toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { BulkPair, MatchBulkPreview, MatchBulkReq, ObjectKind } from "../../ipc/generated";
import type { Decisions } from "./useDecisions";
import type { MatchRows } from "./useMatchRows";

export interface BulkPreviewState {
  req: MatchBulkReq;
  preview: MatchBulkPreview;
  /** Selected records that cannot be accepted in bulk. */
  leftOut: number;
}

/** Name-only pairs last; the order is otherwise the backend's. */
export function previewOrder(pairs: readonly BulkPair[]): BulkPair[] {
  return pairs.toSorted((a, b) => Number(a.name_only) - Number(b.name_only));
}

export function useBulk(decide: Decisions, rows: MatchRows, onDone: () => void) {
  const host = useHost();
  const { t } = useWords();
  const [shown, setShown] = useState<BulkPreviewState | undefined>();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HostError | undefined>();
  const [changed, setChanged] = useState(false);

  async function guarded(work: () => Promise<void>) {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setOpen(true);
      setError(toHostError(thrown));
    } finally {
      setBusy(false);
    }
  }

  /** What was shown is no longer so: shows it anew and says that. */
  async function showAgain(state: BulkPreviewState) {
    setOpen(true);
    setChanged(true);
    setShown({ ...state, preview: await host.call("match_bulk_preview", state.req) });
  }

  function ask(kind: ObjectKind, ids: readonly string[], leftOut: number) {
    const tiers = ids.length === 0 ? (["exact"] as const) : (["exact", "strong", "possible"] as const);
    const req: MatchBulkReq = { kind, tiers: [...tiers], ids: [...ids] };
    setOpen(true);
    setChanged(false);
    setShown(undefined);
    return guarded(async () =>
      setShown({ req, preview: await host.call("match_bulk_preview", req), leftOut }),
    );
  }

  async function accept(state: BulkPreviewState, without: ReadonlySet<string>) {
    await guarded(async () => {
      let { req, preview } = state;
      if (without.size > 0) {
        const ids = preview.pairs.map((pair) => pair.ledger.id).filter((id) => !without.has(id));
        req = { ...req, ids };
        preview = await host.call("match_bulk_preview", req);
        if (preview.count !== ids.length) {
          setShown({ ...state, req, preview });
          setChanged(true);
          return;
        }
      }
      const change = await host
        .call("match_bulk_accept", { ...req, hash: preview.hash })
        .catch(async (thrown: unknown) => {
          if (toHostError(thrown).code !== "plan_outdated") throw thrown;
          await showAgain({ ...state, req });
        });
      if (change === undefined) return;
      decide.put(change.lists);
      decide.say(t("match.done.bulk", { count: change.changed, left: change.left }), decide.undo);
      setOpen(false);
      setShown(undefined);
      onDone();
      await rows.refresh();
    });
  }

  return {
    open,
    shown,
    busy,
    error,
    changed,
    ask,
    accept,
    /** Closing keeps what was looked at: the bar's own button may then accept it. */
    close: () => setOpen(false),
    forget: () => setShown(undefined),
    async again() {
      if (shown !== undefined) await ask(shown.req.kind, shown.req.ids, shown.leftOut);
    },
  };
}

export type Bulk = ReturnType<typeof useBulk>;
