/** The figures of a chart as a table. */
import { useWords, type MessageId } from "../i18n/intl";
import type { BarPart } from "./Patterns";

export function BarTable(props: { title: string; parts: readonly { name: BarPart; count: number }[] }) {
  const { t, count } = useWords();
  return (
    <table className="table">
      <caption className="visually-hidden">{props.title}</caption>
      <tbody>
        {props.parts.map((part) => (
          <tr key={part.name}>
            <th scope="row">{t(`status.${part.name}` as MessageId)}</th>
            <td className="num">{count(part.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
