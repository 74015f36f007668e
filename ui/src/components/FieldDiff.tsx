/** What would change, field by field. Two or three columns; changed cells carry − and + besides the colour. */
import { useWords } from "../i18n/intl";
import "./FieldDiff.css";

export interface DiffRow {
  field: string;
  before: string | null;
  after: string | null;
  /** The third column: what the ledger says now. */
  now?: string | null;
}

export interface FieldDiffProps {
  rows: readonly DiffRow[];
  labels?: { before: string; after: string; now?: string };
  /** Leaves out the fields that agree. */
  onlyChanged?: boolean;
  caption?: string;
}

export function FieldDiff({ rows, labels, onlyChanged, caption }: FieldDiffProps) {
  const { t } = useWords();
  const shown = onlyChanged === true ? rows.filter((row) => row.before !== row.after) : rows;
  const changed = rows.filter((row) => row.before !== row.after).length;
  const third = rows.some((row) => row.now !== undefined);
  return (
    <table className="diff">
      <caption className="visually-hidden">{caption ?? t("diff.changed", { count: changed })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("diff.field")}</th>
          <th scope="col">{labels?.before ?? t("diff.before")}</th>
          <th scope="col">{labels?.after ?? t("diff.after")}</th>
          {third && <th scope="col">{labels?.now ?? t("diff.ledger")}</th>}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => {
          const differs = row.before !== row.after;
          return (
            <tr key={row.field} data-changed={differs || undefined}>
              <th scope="row">{row.field}</th>
              <Side value={row.before} sign={differs ? "−" : ""} word={t("diff.removed")} />
              <Side value={row.after} sign={differs ? "+" : ""} word={t("diff.added")} />
              {third && <Side value={row.now ?? null} sign="" word="" />}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Side(props: { value: string | null; sign: "−" | "+" | ""; word: string }) {
  const { t } = useWords();
  const empty = props.value === null || props.value === "";
  return (
    <td data-sign={props.sign || undefined}>
      {props.sign !== "" && (
        <span className="diff__sign" aria-hidden="true">
          {props.sign}
        </span>
      )}
      {props.sign !== "" && <span className="visually-hidden">{props.word}: </span>}
      {empty ? <span className="muted">{t("diff.empty")}</span> : props.value}
    </td>
  );
}
