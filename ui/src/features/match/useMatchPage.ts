/** Everything the match page holds together: lists, rows, decisions, selection, bulk and keys. */
import { useCallback, useEffect, useRef, useState } from "react";
import { announce, type GridHandle } from "../../components";
import type { Command } from "../../components/CommandPalette";
import { usePageExtras } from "../../app/page-commands";
import { useWords } from "../../i18n/intl";
import type { Topic } from "../../ipc/generated";
import { useMatchFilter } from "./filter";
import { matchKeyGroup } from "./keys";
import { lookupOf } from "./lookup";
import { useNames } from "./names";
import { usePull } from "./PullBar";
import { useBulk } from "./useBulk";
import { useDecisions } from "./useDecisions";
import { useFollowRow } from "./useFollowRow";
import { useLists, useTopics } from "./useLists";
import { useMatchActions } from "./useMatchActions";
import { itemKey, useMatchRows, type MatchItem } from "./useMatchRows";
import { useSelected } from "./useSelected";

export type Panel = "compare" | "explain" | undefined;

const TOPICS: readonly Topic[] = ["lists", "matches"];

export function useMatchPage() {
  const { t } = useWords();
  const names = useNames();
  const { lists } = useLists();
  const filter = useMatchFilter(lists.data);
  const list = lists.data?.kinds.find((each) => each.kind === filter.kind);
  const lookup = lookupOf(list, filter.side);
  const pull = usePull(names);
  const rows = useMatchRows(filter.asked);
  const decide = useDecisions(rows);
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const actions = useMatchActions(rows, decide, grid, names, list?.pushes !== false, lookup, showPair);
  const follow = useFollowRow(rows.source, itemKey, grid);
  const selected = useSelected(rows, filter.asked);
  const bulk = useBulk(decide, rows, selected.clear);
  const [panel, setPanel] = useState<Panel>();
  const [active, setActive] = useState<number>(0);

  const { refetch } = lists;
  const { refreshUnlessLeaving } = rows;
  const onTopic = useCallback(() => {
    void refetch();
    refreshUnlessLeaving();
  }, [refetch, refreshUnlessLeaving]);
  useTopics(TOPICS, onTopic);

  const wantsSearch = useRef(false);
  useEffect(() => {
    // After the dialog that asked has gone, which keeps the focus, and the field has moved to the other view's bar.
    if (!wantsSearch.current || actions.taken !== undefined || filter.view !== "linked") return;
    wantsSearch.current = false;
    search.current?.focus();
  }, [actions.taken, filter.view]);

  function showPair(name: string) {
    wantsSearch.current = true;
    filter.showPair(name);
  }

  const togglePanel = () => setPanel((old) => (old === undefined ? "compare" : undefined));
  usePageExtras({
    keys: [matchKeyGroup(t)],
    undo: decide.undo,
    redo: decide.redo,
    find: () => search.current?.select(),
    toggleDetails: togglePanel,
    commands: [
      { id: "match/pull", kind: "action", label: t("match.pullFull"), run: () => pull.start(false) },
      {
        id: "match/changes",
        kind: "action",
        label: t("match.pullChanges"),
        keys: "F5",
        run: () => pull.start(true),
      },
      ...recordCommands(),
    ],
  });

  /** What the letters of the list do, for the record that has the focus when it is asked for. */
  function recordCommands(): readonly Command[] {
    const onActive = (act: (item: MatchItem, index: number) => void) => () => {
      const index = grid.current?.activeRow() ?? -1;
      const item = index < 0 ? undefined : rows.source.getRow(index);
      if (item !== undefined) act(item, index);
    };
    return [
      {
        id: "match/create",
        kind: "action",
        label: t("match.key.create"),
        keys: "N",
        run: onActive(actions.toggleCreate),
      },
      {
        id: "match/reject",
        kind: "action",
        label: t("match.key.reject"),
        keys: "X",
        run: onActive(rejectShown),
      },
    ];
  }

  /** Of an ambiguous record no candidate is named in the list: the panel shows first which one is meant. */
  function rejectShown(item: MatchItem, index: number) {
    const shown = panel !== undefined && active === index;
    if (item.tier === "ambiguous" && !shown && decide.free(item)) {
      setActive(index);
      setPanel("compare");
      announce(t("match.rejectLook", { name: item.record.name, other: item.partner?.record.name ?? "" }));
    } else actions.reject(item);
  }

  async function previewSelected() {
    const items = await selected.collect();
    const fit = items.filter(
      (item) => item.partner !== null && item.tier !== "ambiguous" && item.tier !== "none",
    );
    if (fit.length > 0) {
      await bulk.ask(
        filter.kind,
        fit.map((item) => item.record.id),
        items.length - fit.length,
      );
    } else actions.askNothing(items.length);
  }

  function showCompare(index: number, part: "compare" | "explain") {
    setActive(index);
    setPanel((old) => (old === part && active === index ? undefined : part));
  }

  return {
    names,
    lists,
    list,
    lookup,
    filter,
    pull,
    rows,
    decide,
    grid,
    search,
    actions,
    follow,
    selected,
    bulk,
    panel,
    setPanel,
    togglePanel,
    active,
    setActive,
    showCompare,
    rejectShown,
    previewSelected,
    activeItem: rows.source.getRow(Math.max(0, active)) as MatchItem | undefined,
    async ignoreSelected() {
      actions.askIgnore(await selected.collect());
    },
  };
}

export type MatchState = ReturnType<typeof useMatchPage>;
