/** Both sides' totals, their difference, and the named lines that sum to it. */
import { useNavigate } from "react-router";
import { Amount, Banner, Section } from "../../components";
import { compareDecimals, sumDecimals } from "../../i18n/format";
import { en } from "../../i18n/en";
import { useWords, type MessageId } from "../../i18n/intl";
import type { BridgeLine, SyncReport, TieOut as TieOutData } from "../../ipc/generated";

export function TieOut({ report }: { report: SyncReport }) {
  const { t, count, amount, instant } = useWords();
  const tie = report.tie_out;
  const agree = compareDecimals(tie.difference, "0") === 0;
  const sides = [
    [report.source_name, tie.source],
    [report.ledger_name, tie.ledger],
  ] as const;
  return (
    <Section title={t("report.tieOut")} note={t("report.asOf", { when: instant(tie.as_of) })}>
      <Banner tone={agree ? "good" : "warn"}>
        {agree
          ? t("report.agree")
          : t("report.differ", {
              amount: `${amount(tie.difference, { currency: tie.currency })} ${tie.currency}`,
            })}
      </Banner>
      <table className="table report__table">
        <caption className="visually-hidden">{t("report.tieOut")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("report.side")}</th>
            <th scope="col" className="end">
              {t("report.invoices")}
            </th>
            <th scope="col" className="end">
              {t("report.amount")} ({tie.currency})
            </th>
          </tr>
        </thead>
        <tbody>
          {sides.map(([name, side]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{count(side.invoices)}</td>
              <td className="num">
                <Amount value={side.amount} currency={tie.currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("report.difference")}</th>
            <td className="num">{count(tie.source.invoices - tie.ledger.invoices)}</td>
            <td className="num">
              <Amount value={tie.difference} currency={tie.currency} strong />
            </td>
          </tr>
        </tfoot>
      </table>
      {tie.bridge.length > 0 && <Bridge tie={tie} />}
    </Section>
  );
}

const TILE: Record<string, string> = {
  held: "held",
  failed: "failed",
  ignored: "ignored",
  not_sent: "pre_sync",
  being_verified: "in_doubt",
  amount_differs: "completed",
};

function Bridge({ tie }: { tie: TieOutData }) {
  const { t, count } = useWords();
  const navigate = useNavigate();
  const sum = sumDecimals(tie.bridge.map((line) => line.amount));
  const cause = (line: BridgeLine) => {
    const id = `report.cause.${line.cause}`;
    return Object.hasOwn(en, id) ? t(id as MessageId) : line.cause.replaceAll("_", " ");
  };
  return (
    <>
      <h3>{t("report.bridge")}</h3>
      <table className="table report__table">
        <caption className="visually-hidden">{t("report.bridge")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("report.bridgeWhy")}</th>
            <th scope="col" className="end">
              {t("report.invoices")}
            </th>
            <th scope="col" className="end">
              {t("report.amount")} ({tie.currency})
            </th>
          </tr>
        </thead>
        <tbody>
          {tie.bridge.map((line) => (
            <tr key={line.cause}>
              <th scope="row">
                <button
                  type="button"
                  className="btn btn--link btn--small report__drill"
                  onClick={() => void navigate(`/activity?tile=${TILE[line.cause] ?? "total"}`)}
                >
                  {cause(line)}
                </button>
              </th>
              <td className="num">{count(line.invoices)}</td>
              <td className="num">
                <Amount value={line.amount} currency={tie.currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {t("report.bridgeSum")}
            </th>
            <td className="num">
              <Amount value={sum} currency={tie.currency} strong />
            </td>
          </tr>
        </tfoot>
      </table>
      {compareDecimals(sum, tie.difference) !== 0 && <Banner tone="bad">{t("report.bridgeWrong")}</Banner>}
    </>
  );
}
