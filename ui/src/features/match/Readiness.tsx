/** How many records each list has on both sides, before anything is matched or sent. */
import { Link } from "react-router";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import "./Readiness.css";
import { useNames, useRecordWords } from "./names";

export function Readiness() {
  const { t, count } = useWords();
  const { kindTitle } = useRecordWords();
  const names = useNames();
  const lists = useRpc("lists_overview", {}).data?.kinds ?? [];
  if (lists.length === 0) return null;
  return (
    <table className="table readiness">
      <caption className="visually-hidden">{t("match.ready.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("match.ready.list")}</th>
          <th scope="col" className="end">
            {t("match.ready.in", { system: names.source })}
          </th>
          <th scope="col" className="end">
            {t("match.ready.in", { system: names.ledger })}
          </th>
          <th scope="col" className="end">
            {t("match.ready.linked")}
          </th>
          <th scope="col" className="end">
            {t("match.ready.left")}
          </th>
        </tr>
      </thead>
      <tbody>
        {lists.map((list) => (
          <tr key={list.kind}>
            <th scope="row">
              <Link to={`/match?kind=${list.kind}`}>{kindTitle(list.kind)}</Link>
            </th>
            <td className="num">{count(list.source_records)}</td>
            <td className="num">
              {list.pull === "never" ? t("match.neverPulled") : count(list.ledger_records)}
            </td>
            <td className="num">{count(list.linked)}</td>
            <td className="num">{count(list.left)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
