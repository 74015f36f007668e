/** Activity: every document with its state; failures and held ones by cause first; details at the side. */
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { usePageExtras } from "../../app/page-commands";
import { Button, Page, Tabs } from "../../components";
import { useRpc } from "../../host/context";
import type { TileWord, TransactionRow } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { Causes } from "./Causes";
import { TILE_WORDS, toggledTile, useActivityFilter } from "./filter";
import { IgnoreDialog } from "./IgnoreDialog";
import { SearchField } from "../../components/SearchField";
import { TransactionList } from "./TransactionList";
import { TransactionPanel } from "./TransactionPanel";
import { useRowActions } from "./useRowActions";

export default function ActivityPage() {
  const { t } = useWords();
  const navigate = useNavigate();
  const params = useParams();
  const [filter, setFilter] = useActivityFilter();
  const [ignoring, setIgnoring] = useState<readonly TransactionRow[]>([]);
  const home = useRpc("home", {});
  const actions = useRowActions(setIgnoring);
  const open = params["id"] === undefined ? undefined : Number(params["id"]);
  const query = window.location.hash.split("?")[1];
  const keepQuery = (path: string) => (query === undefined ? path : `${path}?${query}`);
  const show = (id: number | undefined) =>
    void navigate(keepQuery(id === undefined ? "/activity" : `/activity/${id}`));
  usePageExtras({
    toggleDetails: () => open !== undefined && show(undefined),
    find: () => document.getElementById("activity-search")?.focus(),
  });
  const tiles = home.data?.tiles;
  return (
    <Page title={t("shell.activity")}>
      <div className="row row--between row--wrap">
        <Tabs
          label={t("activity.tabs")}
          value={filter.tiles[0] ?? "total"}
          also={filter.tiles.slice(1)}
          onChange={(tile) => setFilter({ tiles: [tile as TileWord], cause: null })}
          onAdd={(tile) => setFilter({ tiles: toggledTile(filter.tiles, tile as TileWord), cause: null })}
          items={TILE_WORDS.map((id) => ({
            id,
            label: t(`activity.tab.${id}` as MessageId),
            count: filter.lists ? undefined : tiles?.[id],
            ...(id === "failed" ? { tone: "bad" as const } : {}),
          }))}
        />
        <Button small kind="quiet" onClick={() => setFilter({ lists: !filter.lists, cause: null })}>
          {t(filter.lists ? "activity.showDocuments" : "activity.showLists")}
        </Button>
        <SearchField
          id="activity-search"
          label={t("activity.search")}
          value={filter.search}
          onChange={(search) => setFilter({ search })}
        />
      </div>
      {!filter.lists && (filter.tiles.includes("failed") || filter.tiles.includes("held")) && (
        <Causes
          tiles={filter.tiles}
          value={filter.cause}
          onChange={(cause) => setFilter({ cause })}
          actions={actions}
        />
      )}
      <div className="split">
        <div className="grow">
          <TransactionList
            filter={filter}
            actions={actions}
            onOpen={(row) => show(row.id)}
            onEscape={() => {
              if (open === undefined) return false;
              show(undefined);
              return true;
            }}
          />
        </div>
        {open !== undefined && (
          <TransactionPanel id={open} actions={actions} onClose={() => show(undefined)} />
        )}
      </div>
      <IgnoreDialog rows={ignoring} onClose={() => setIgnoring([])} onIgnore={actions.ignoreNow} />
    </Page>
  );
}
