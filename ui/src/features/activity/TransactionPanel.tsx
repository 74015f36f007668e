/** One document: what it is, why it stands where it stands, its lines, attempts, history and where it came from. */
import {
  Amount,
  Button,
  DateText,
  DetailPanel,
  ErrorBlock,
  Facts,
  InstantText,
  StatusBadge,
} from "../../components";
import { useRpc } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import type { TransactionView } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { useIgnoredWords } from "./ignored";
import { menuFor } from "./menu";
import { Attempts, Drift, History, Lines, SourceRows } from "./PanelParts";
import { shownState } from "./TransactionList";
import type { RowActions } from "./useRowActions";

export function TransactionPanel(props: { id: number; actions: RowActions; onClose: () => void }) {
  const words = useWords();
  const { t } = words;
  const record = useRpc("transaction_get", { id: props.id });
  const row = record.data?.row;
  const title =
    row === undefined
      ? t("common.loading")
      : `${t(`kind.${row.kind}` as MessageId, { count: 1 })} ${row.number}`;
  const menu = row === undefined ? [] : menuFor(row, props.actions, undefined, words);
  return (
    <DetailPanel
      title={title}
      subtitle={row?.party}
      onClose={props.onClose}
      footer={
        menu.length === 0
          ? undefined
          : menu.map((action) => (
              <Button
                key={action.id}
                small
                kind={action.id === "fix" ? "primary" : "secondary"}
                onClick={action.run}
              >
                {action.label}
              </Button>
            ))
      }
    >
      {record.isError && <ErrorBlock error={record.error} onRetry={() => void record.refetch()} compact />}
      {record.data !== undefined && <Body view={record.data} />}
    </DetailPanel>
  );
}

function Body({ view }: { view: TransactionView }) {
  const { t } = useWords();
  const { row } = view;
  const ignoredWords = useIgnoredWords();
  const currency = row.currency ?? undefined;
  return (
    <>
      {row.failure !== null && row.state !== "posted" && (
        <ErrorBlock error={fromFailure(row.failure)} compact />
      )}
      <Facts
        facts={[
          [t("activity.col.state"), <StatusBadge key="s" status={shownState(row)} />],
          [t("activity.col.date"), <DateText key="d" value={row.date} />],
          [
            t("activity.col.amount"),
            row.amount === null ? (
              ""
            ) : (
              <Amount key="a" value={row.amount} currency={currency} showCurrency strong />
            ),
          ],
          [
            t("activity.reference"),
            <span key="r" className="mono">
              {view.reference}
            </span>,
          ],
          ...(row.reference === null ? [] : ([[t("activity.sentAs"), row.reference]] as const)),
          [
            t("activity.ledgerNumber"),
            row.ledger_number ?? (
              <span key="n" className="muted">
                {t("activity.notInLedger")}
              </span>
            ),
          ],
          ...(view.ledger_id === null
            ? []
            : ([
                [
                  t("activity.ledgerId"),
                  <span key="i" className="mono">
                    {view.ledger_id}
                  </span>,
                ],
              ] as const)),
          [t("activity.staged"), <InstantText key="st" value={row.staged_at} />],
          ...(row.posted_at === null
            ? []
            : ([[t("activity.posted"), <InstantText key="p" value={row.posted_at} />]] as const)),
          ...(row.ignored_by === null
            ? []
            : ([[t("activity.ignoredBy"), ignoredWords(row.ignored_by)]] as const)),
        ]}
      />
      <Drift changes={view.drift} />
      <Lines lines={view.lines} currency={currency} total={row.amount} />
      <Attempts attempts={view.attempts} />
      <History rows={view.history} />
      <SourceRows rows={view.source_rows} />
    </>
  );
}
