/** Lists the pairs of a bulk acceptance with what differs. The button's number is the number that is done. */
import { useMemo, useState } from "react";
import {
  Banner,
  Button,
  Chip,
  DataGrid,
  Dialog,
  DialogButtons,
  ErrorBlock,
  isSelected,
  toggle,
  type GridColumn,
  type GridSelection,
} from "../../components";
import { useWords } from "../../i18n/intl";
import type { BulkPair } from "../../ipc/generated";
import { RecordCell } from "./cells";
import { useRecordWords, type Names } from "./names";
import { previewOrder, type Bulk, type BulkPreviewState } from "./useBulk";

const ALL: GridSelection = { mode: "all", keys: new Set() };
const NO_PAIRS: readonly BulkPair[] = [];

export function BulkPreview({ bulk, names, title }: { bulk: Bulk; names: Names; title: string }) {
  const { t } = useWords();
  const [selection, setSelection] = useState<GridSelection>(ALL);
  const { shown } = bulk;
  const pairs = useMemo(() => previewOrder(shown?.preview.pairs ?? NO_PAIRS), [shown]);
  const without = new Set(pairs.map((pair) => pair.ledger.id).filter((id) => !isSelected(selection, id)));
  const count = (shown?.preview.count ?? 0) - without.size;
  const columns = usePairColumns(names);
  return (
    <Dialog
      title={title}
      open
      onClose={bulk.close}
      size="large"
      footer={
        <DialogButtons
          cancel={<Button onClick={bulk.close}>{t("common.cancel")}</Button>}
          confirm={
            <Button
              kind="primary"
              disabled={shown === undefined || count === 0 || bulk.busy}
              onClick={() => shown !== undefined && void bulk.accept(shown, without)}
            >
              {bulk.busy && shown !== undefined ? t("match.bulk.busy") : t("match.bulk.sync", { count })}
            </Button>
          }
        />
      }
    >
      <div className="stack">
        <p>
          {t("match.bulk.text", { ledger: names.ledger })} {t("match.bulk.undone")}
        </p>
        <Notes bulk={bulk} shown={shown} />
        <DataGrid
          label={title}
          columns={columns}
          rows={pairs}
          rowKey={(pair) => pair.ledger.id}
          state={shown === undefined && bulk.error === undefined ? "loading" : "ready"}
          selection={selection}
          onSelectionChange={setSelection}
          onOpen={(pair) => setSelection(toggle(selection, pair.ledger.id))}
          empty={t("match.bulk.none")}
          maxRows={9}
        />
      </div>
    </Dialog>
  );
}

function Notes({ bulk, shown }: { bulk: Bulk; shown: BulkPreviewState | undefined }) {
  const { t } = useWords();
  return (
    <>
      {bulk.error !== undefined && (
        <ErrorBlock error={bulk.error} onRetry={() => void bulk.again()} compact />
      )}
      {bulk.changed && <Banner tone="warn">{t("match.bulk.changed")}</Banner>}
      {shown !== undefined && shown.leftOut > 0 && (
        <Banner tone="info">{t("match.bulk.leftOut", { count: shown.leftOut })}</Banner>
      )}
    </>
  );
}

function usePairColumns(names: Names): readonly GridColumn<BulkPair>[] {
  const { t } = useWords();
  const words = useRecordWords();
  return [
    {
      id: "ledger",
      header: t("match.col.ledger", { ledger: names.ledger }),
      width: 200,
      grow: 3,
      cell: (pair) => <RecordCell record={pair.ledger} />,
    },
    {
      id: "source",
      header: t("match.col.source", { source: names.source }),
      width: 200,
      grow: 3,
      cell: (pair) => <RecordCell record={pair.source} />,
    },
    {
      id: "why",
      header: t("match.col.why"),
      width: 190,
      grow: 2,
      cell: (pair) => (
        <span className="why">
          {pair.name_only && <Chip tone="warn">{t("match.bulk.nameOnly")}</Chip>}
          {pair.reasons.slice(0, 2).map((reason) => (
            <Chip key={reason.code} tone={reason.contradiction ? "bad" : "quiet"}>
              {words.reason(reason)}
            </Chip>
          ))}
        </span>
      ),
    },
    {
      id: "differences",
      header: t("match.col.differences"),
      width: 210,
      grow: 3,
      cell: (pair) => <PairDifferences pair={pair} />,
    },
  ];
}

function PairDifferences({ pair }: { pair: BulkPair }) {
  const { t } = useWords();
  const { field } = useRecordWords();
  if (pair.differences.length === 0) return <span className="muted">{t("match.bulk.agree")}</span>;
  const lines = pair.differences.map(
    (each) => `${field(each.field)}: ${each.ledger ?? t("diff.empty")} ↔ ${each.wanted ?? t("diff.empty")}`,
  );
  return (
    <span className="truncate" title={lines.join("\n")}>
      {lines.join("; ")}
    </span>
  );
}
