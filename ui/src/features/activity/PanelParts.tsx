/** The parts of a document's panel. Each is left out when there is nothing to say. */
import type { ReactNode } from "react";
import { Amount, FieldDiff, InstantText } from "../../components";
import { useErrorText } from "../../errors/useErrorText";
import type { AttemptView, AuditRow, FieldChange, SourceRow, TransactionLine } from "../../ipc/generated";
import { useAuditWords } from "../audit/words";
import { useWords } from "../../i18n/intl";

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="stack stack--tight" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function Lines(props: {
  lines: readonly TransactionLine[];
  currency: string | undefined;
  total: string | null;
}) {
  const { t } = useWords();
  if (props.lines.length === 0) return null;
  const { currency } = props;
  return (
    <Part title={t("activity.lines")}>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{t("activity.line.words")}</th>
            <th scope="col">{t("activity.line.quantity")}</th>
            <th scope="col">{t("activity.line.price")}</th>
            <th scope="col">{t("activity.col.amount")}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map((line, index) => (
            // Lines have no id of their own; their order is their identity.
            // eslint-disable-next-line react/no-array-index-key
            <tr key={index}>
              <td>
                {line.words}
                {line.discount_percent !== null && (
                  <span className="muted small">
                    {" "}
                    {t("activity.line.discount", { percent: line.discount_percent })}
                  </span>
                )}
              </td>
              <td className="num">{line.quantity}</td>
              <td>{line.unit_price !== null && <Amount value={line.unit_price} currency={currency} />}</td>
              <td>
                <Amount value={line.amount} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
        {props.total !== null && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                {t("grid.totals")}
              </th>
              <td>
                <Amount value={props.total} currency={currency} strong />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </Part>
  );
}

export function Drift({ changes }: { changes: readonly FieldChange[] }) {
  const { t } = useWords();
  if (changes.length === 0) return null;
  return (
    <Part title={t("activity.drift")}>
      <FieldDiff
        rows={changes.map((change) => ({ field: change.field, before: change.wanted, after: change.ledger }))}
        labels={{ before: t("activity.weSent"), after: t("activity.ledgerHas") }}
      />
    </Part>
  );
}

export function Attempts({ attempts }: { attempts: readonly AttemptView[] }) {
  const { t } = useWords();
  const errorText = useErrorText();
  const words = useAuditWords();
  if (attempts.length === 0) return null;
  return (
    <Part title={t("activity.attempts")}>
      <ol className="steps">
        {attempts.map((attempt) => (
          <li key={attempt.at + (attempt.exchange_id ?? "")}>
            <InstantText value={attempt.at} seconds /> ·{" "}
            {attempt.failure === null ? words.outcome(attempt.outcome) : errorText(attempt.failure).title}
            <details>
              <summary className="muted">{t("common.details")}</summary>
              <pre className="raw">
                {[attempt.status, attempt.exchange_id, attempt.failure?.raw, attempt.reply]
                  .filter(Boolean)
                  .join("\n")}
              </pre>
            </details>
          </li>
        ))}
      </ol>
    </Part>
  );
}

export function History({ rows }: { rows: readonly AuditRow[] }) {
  const { t } = useWords();
  const auditWords = useAuditWords();
  if (rows.length === 0) return null;
  return (
    <Part title={t("activity.history")}>
      <ol className="steps">
        {rows.map((row) => (
          <li key={row.seq}>
            <InstantText value={row.at} seconds /> · {row.who}
            <br />
            {auditWords.action(row.action)}
            {row.why !== null && <span className="muted"> · {auditWords.why(row.why)}</span>}
          </li>
        ))}
      </ol>
    </Part>
  );
}

export function SourceRows({ rows }: { rows: readonly SourceRow[] }) {
  const { t } = useWords();
  if (rows.length === 0) return null;
  return (
    <Part title={t("activity.sourceRows")}>
      <details>
        <summary className="muted small">{t("activity.sourceRowsCount", { count: rows.length })}</summary>
        {rows.map((row) => (
          <div key={`${row.file}:${row.line}`}>
            <span className="small muted">
              {t("activity.sourcePlace", { file: row.file, line: row.line })}
            </span>
            <pre className="raw">{row.text}</pre>
          </div>
        ))}
      </details>
    </Part>
  );
}
