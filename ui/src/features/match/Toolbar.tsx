/** Side, view, tiers, search and export: everything that chooses what the list shows. */
import type { RefObject } from "react";
import { FilterChips, Icon, MenuButton, toast } from "../../components";
import { useHost } from "../../host/context";
import { toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { ListState, Tier } from "../../ipc/generated";
import { useErrorTitle } from "../sync/failure";
import { lookupIcon, tierIcon } from "./cells";
import { TIERS, VIEWS, type MatchFilter } from "./filter";
import type { Lookup } from "./lookup";
import type { Names } from "./names";
import { Segments } from "./Segments";

export interface ToolbarProps {
  filter: MatchFilter;
  list: ListState | undefined;
  lookup: Lookup;
  names: Names;
  search: RefObject<HTMLInputElement | null>;
  onCompare: () => void;
}

export function Toolbar({ filter, list, lookup, names, search, onCompare }: ToolbarProps) {
  const { t } = useWords();
  const exportList = useExport(filter);
  const showTiers = filter.view === "open" && filter.side === "ledger" && lookup !== "unloaded";
  const tools = (
    <div className="match__tools">
      <div className="match__search">
        <Icon name="search" size={14} />
        <input
          ref={search}
          type="search"
          className="input"
          aria-label={t("match.search")}
          placeholder={t("match.searchHint")}
          value={filter.search}
          onChange={(event) => filter.setSearch(event.target.value)}
        />
      </div>
      <MenuButton
        label={t("common.more")}
        actions={[
          { id: "compare", label: t("match.compareToggle"), run: onCompare },
          { id: "export", label: t("match.export"), run: exportList },
        ]}
      />
    </div>
  );
  return (
    <>
      <div className="match__bar">
        <Segments
          label={t("match.side")}
          value={filter.side}
          onChange={filter.setSide}
          segments={[
            {
              id: "ledger",
              label: t("match.side.ledger", { ledger: names.ledger }),
              count: list?.ledger_records,
            },
            {
              id: "source",
              label: t("match.side.source", { source: names.source }),
              count: list?.source_left,
            },
          ]}
        />
        <Segments
          label={t("match.view")}
          value={filter.view}
          onChange={filter.setView}
          segments={views(filter, list, t)}
        />
        {!showTiers && tools}
      </div>
      {showTiers && (
        <div className="match__bar">
          <FilterChips
            label={t("match.tiers")}
            on={filter.tiers}
            onToggle={(id) => filter.toggleTier(id as Tier)}
            chips={TIERS.map((tier) => ({
              id: tier,
              label: t(
                tier === "none" && lookup !== "done" ? `match.lookup.${lookup}` : `match.tier.${tier}`,
              ),
              count: list?.tiers[tier],
              icon: tier === "none" ? lookupIcon(lookup) : tierIcon(tier),
            }))}
          />
          {tools}
        </div>
      )}
    </>
  );
}

function views(filter: MatchFilter, list: ListState | undefined, t: ReturnType<typeof useWords>["t"]) {
  const ledger = filter.side === "ledger";
  const counts: Record<string, number | undefined> = {
    open: ledger ? list?.left : list?.source_left,
    linked: list?.linked,
    create: list?.to_create,
    ignored: ledger ? list?.ignored : undefined,
  };
  return VIEWS[filter.side].map((view) => ({
    id: view,
    label: t(`match.view.${view}`),
    count: counts[view],
  }));
}

function useExport(filter: MatchFilter) {
  const host = useHost();
  const { t } = useWords();
  const errorTitle = useErrorTitle();
  return () => {
    host
      .call("lists_export", { kind: filter.kind, side: filter.side })
      .then((file) =>
        toast({
          tone: "good",
          text: t("match.exported", { name: file.name }),
          action: {
            label: t("match.showFolder"),
            run: () => void host.call("file_open", { handle: file.handle, show_in_folder: true }),
          },
        }),
      )
      .catch((thrown: unknown) => toast({ tone: "bad", text: errorTitle(toHostError(thrown)) }));
  };
}
