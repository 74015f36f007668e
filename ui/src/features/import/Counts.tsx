/** What an import does or did, per kind. Rows = new + changed + same + problems; gone ones are counted apart. */
import type { ImportCounts, ObjectKind } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

const COLUMNS: readonly (keyof ImportCounts)[] = ["rows", "new", "changed", "same", "gone", "problems"];

export function Counts(props: {
  kinds: readonly { kind: ObjectKind; counts: ImportCounts }[];
  caption: string;
}) {
  const { t, count } = useWords();
  return (
    <table className="counts">
      <caption className="visually-hidden">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("import.kind")}</th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(`import.count.${column}` as MessageId)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.kinds.map(({ kind, counts }) => (
          <tr key={kind}>
            <th scope="row">{t(`kind.${kind}` as MessageId, { count: 2 })}</th>
            {COLUMNS.map((column) => (
              <td
                key={column}
                className="num"
                data-name={column}
                data-zero={counts[column] === 0 || undefined}
              >
                {count(counts[column])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
