/** One entry in full: before and after, the run, the ledger's id and our reference. */
import { DetailPanel, Facts, FieldDiff, InstantText, type DiffRow } from "../../components";
import type { AuditRow } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { useAuditWords } from "./words";

/** Before and after are JSON objects where fields changed, else plain text. */
export function diffRows(before: string | null, after: string | null, whole: string): DiffRow[] {
  const left = asObject(before);
  const right = asObject(after);
  if (left === undefined || right === undefined) return [{ field: whole, before, after }];
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return fields.map((field) => ({ field, before: text(left[field]), after: text(right[field]) }));
}

function asObject(json: string | null): Record<string, unknown> | undefined {
  if (json === null) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function AuditPanel({ row, onClose }: { row: AuditRow; onClose: () => void }) {
  const { t } = useWords();
  const words = useAuditWords();
  const none = <span className="muted">{t("common.none")}</span>;
  return (
    <DetailPanel title={words.action(row.action)} subtitle={row.name ?? row.record} onClose={onClose}>
      <Facts
        facts={[
          [t("audit.col.at"), <InstantText key="a" value={row.at} seconds />],
          [t("audit.col.who"), row.who],
          [
            t("audit.col.record"),
            [
              row.kind === null ? null : t(`kind.${row.kind}` as MessageId, { count: 1 }),
              row.name ?? row.record,
            ]
              .filter(Boolean)
              .join(" ") || none,
          ],
          [t("audit.col.why"), words.why(row.why) || none],
          [t("audit.col.run"), row.run_id ?? none],
          [t("audit.col.ledgerId"), row.ledger_id ?? none],
          [t("audit.reference"), row.reference ?? none],
          [t("audit.seq"), row.seq],
        ]}
      />
      {(row.before !== null || row.after !== null) && (
        <FieldDiff rows={diffRows(row.before, row.after, t("audit.value"))} />
      )}
    </DetailPanel>
  );
}
