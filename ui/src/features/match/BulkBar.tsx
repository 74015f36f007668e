/** "214 exact matches · Preview · Sync 214", or the same for what is selected. Below the list, so it covers no row. */
import { Button } from "../../components";
import { useWords } from "../../i18n/intl";
import type { ListState } from "../../ipc/generated";
import type { MatchFilter } from "./filter";
import type { Bulk } from "./useBulk";

export interface BulkBarProps {
  list: ListState | undefined;
  filter: MatchFilter;
  selected: number;
  bulk: Bulk;
  onPreviewSelected: () => void;
  onIgnoreSelected: () => void;
  onClear: () => void;
}

export function BulkBar(props: BulkBarProps) {
  const { list, filter, selected, bulk } = props;
  const { t } = useWords();
  const exact = list?.tiers.exact ?? 0;
  if (selected > 0) return <SelectedBar {...props} />;
  if (filter.side !== "ledger" || filter.view !== "open" || exact === 0) return null;
  // A preview counts only while the list is still what was shown.
  const seen =
    bulk.shown !== undefined &&
    bulk.shown.req.ids.length === 0 &&
    bulk.shown.req.kind === filter.kind &&
    bulk.shown.preview.count === exact;
  const count = exact;
  return (
    <section className="bulk" aria-label={t("match.bulk.exact", { count })}>
      <strong>{t("match.bulk.exact", { count })}</strong>
      <Button small onClick={() => void bulk.ask(filter.kind, [], 0)}>
        {t("match.bulk.preview")}
      </Button>
      <Button
        small
        kind="primary"
        disabledReason={seen ? undefined : t("match.bulk.previewFirst")}
        onClick={() => bulk.shown !== undefined && void bulk.accept(bulk.shown, new Set())}
      >
        {t("match.bulk.sync", { count })}
      </Button>
    </section>
  );
}

function SelectedBar(props: BulkBarProps) {
  const { t } = useWords();
  const { selected, filter } = props;
  const open = filter.view === "open" || filter.view === "all";
  return (
    <section className="bulk" aria-label={t("match.bulk.selected", { count: selected })}>
      <strong>{t("match.bulk.selected", { count: selected })}</strong>
      {open && filter.side === "ledger" && (
        <Button small kind="primary" onClick={props.onPreviewSelected}>
          {t("match.bulk.preview")}…
        </Button>
      )}
      {open && (
        <Button small onClick={props.onIgnoreSelected}>
          {t("match.bulk.ignore", { count: selected })}
        </Button>
      )}
      <Button small kind="quiet" onClick={props.onClear}>
        {t("match.bulk.clear")}
      </Button>
    </section>
  );
}
