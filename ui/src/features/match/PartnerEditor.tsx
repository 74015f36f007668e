/**
 * The search field of a row: opens with the best candidates, searches the other side while typing. The last entries
 * ignore the record, or let the next sync create it. Escape gives the old value back.
 */
import { useState, type RefObject } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ComboSearch, type ComboOption, type GridHandle } from "../../components";
import { useHost } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { CandidateView } from "../../ipc/generated";
import { useReasonWord } from "../sync/failure";
import { SEARCH_DELAY_MS, useDelayed } from "./filter";
import { useRecordWords, type Names } from "./names";
import type { MatchActions } from "./useMatchActions";
import { candidates, type MatchItem } from "./useMatchRows";

const MOST = 20;
const IGNORE = "action/ignore";
const CREATE = "action/create";

/** Candidates that cannot be taken come last, with the reason. */
function inOrder(found: readonly CandidateView[]): CandidateView[] {
  const rank = (each: CandidateView) => (each.disabled !== null ? 2 : each.linked_to !== null ? 1 : 0);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function useFound(item: MatchItem, text: string) {
  const host = useHost();
  const late = useDelayed(text.trim(), SEARCH_DELAY_MS);
  const side = item.record.side === "ledger" ? ("source" as const) : ("ledger" as const);
  const req = { kind: item.kind, side, text: late, for_id: item.record.id, limit: MOST };
  const query = useQuery({
    queryKey: ["match_search", req],
    queryFn: () => host.call("match_search", req),
    enabled: late !== "",
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const typed = text.trim() !== "";
  const found = typed && late !== "" ? (query.data ?? []) : candidates(item);
  return { found: inOrder(found), busy: typed && (late !== text.trim() || query.isFetching), typed, late };
}

export function PartnerEditor(props: {
  item: MatchItem;
  close: () => void;
  names: Names;
  actions: MatchActions;
  grid: RefObject<GridHandle | null>;
}) {
  const { item, close, names, actions, grid } = props;
  const { t } = useWords();
  const words = useRecordWords();
  const reasonWord = useReasonWord();
  const [text, setText] = useState("");
  const { found, busy } = useFound(item, text);
  const system = item.record.side === "ledger" ? names.source : names.ledger;

  const option = (each: CandidateView): ComboOption => ({
    id: each.record.id,
    label: each.record.name,
    note: (
      <>
        {[each.record.number, each.record.detail, ...each.reasons.map(words.reason)]
          .filter(Boolean)
          .join(" · ")}
        {each.linked_to !== null && (
          <strong className="match__taken"> {t("match.linkedTo", { name: each.linked_to })}</strong>
        )}
        {each.rejected && <strong className="match__taken"> {t("match.rejectedNote")}</strong>}
      </>
    ),
    ...(each.disabled === null ? {} : { disabledReason: reasonWord(each.disabled) }),
  });
  const createWords = { name: item.record.name, ledger: names.ledger };
  const actionsAtEnd: ComboOption[] = [
    { id: IGNORE, label: t("match.ignoreOption"), action: true },
    ...(item.record.side === "source"
      ? [{ id: CREATE, label: t("match.createIn", createWords), action: true }]
      : []),
  ];

  function pick(chosen: ComboOption) {
    close();
    const at = grid.current?.activeRow() ?? 0;
    if (chosen.id === IGNORE) actions.toggleIgnore(item);
    else if (chosen.id === CREATE) actions.toggleCreate(item, at);
    else {
      const candidate = found.find((each) => each.record.id === chosen.id);
      if (candidate !== undefined) actions.take(item, candidate, at);
    }
  }

  return (
    <ComboSearch
      label={t("match.searchLabel", { name: item.record.name })}
      placeholder={t("match.searchFor", { system, kind: words.kind(item.kind) })}
      options={busy && found.length === 0 ? [] : [...found.map(option), ...actionsAtEnd]}
      text={text}
      onText={setText}
      onPick={pick}
      onCancel={close}
      busy={busy}
      autoFocus
    />
  );
}
