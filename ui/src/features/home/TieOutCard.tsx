/** Both sides over the same invoices, their difference, and the lines that explain it and sum to it. */
import { useNavigate } from "react-router";
import { Amount, Count, Section, StatusBadge } from "../../components";
import type { ConnectionView, TieOut } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

const DRILL: Record<string, string> = {
  held: "held",
  failed: "failed",
  ignored: "ignored",
  not_sent: "pre_sync",
  being_verified: "in_doubt",
};

export function TieOutCard({ tieOut, connection }: { tieOut: TieOut; connection: ConnectionView }) {
  const { t, instant } = useWords();
  const agrees = !/[1-9]/.test(tieOut.difference);
  const { currency } = tieOut;
  return (
    <Section
      title={t(agrees ? "home.tieOutAgrees" : "home.tieOutDiffers")}
      note={t("home.asOf", { when: instant(tieOut.as_of), currency })}
      actions={agrees ? <StatusBadge status="completed" label={t("home.agrees")} /> : undefined}
    >
      <table className="sums">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t("home.side")}</th>
            <th scope="col">{t("home.invoices")}</th>
            <th scope="col">{t("home.amount")}</th>
          </tr>
        </thead>
        <tbody>
          <Line
            name={t("home.source")}
            count={tieOut.source.invoices}
            amount={tieOut.source.amount}
            currency={currency}
          />
          {tieOut.bridge.map((line) => (
            <Line
              key={line.cause}
              name={t(`home.bridge.${line.cause}` as MessageId)}
              count={line.invoices}
              amount={negated(line.amount)}
              currency={currency}
              tile={DRILL[line.cause]}
            />
          ))}
          <Line
            name={connection.ledger_name ?? t("home.ledgerSide")}
            count={tieOut.ledger.invoices}
            amount={tieOut.ledger.amount}
            currency={currency}
            strong
          />
          <Line name={t("home.difference")} amount={tieOut.difference} currency={currency} strong />
        </tbody>
      </table>
    </Section>
  );
}

/** The bridge lists what is on the source and not in the ledger; walking from one to the other takes it away. */
export function negated(amount: string): string {
  if (!/[1-9]/.test(amount)) return amount;
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

function Line(props: {
  name: string;
  count?: number;
  amount: string;
  currency: string;
  strong?: boolean;
  tile?: string | undefined;
}) {
  const navigate = useNavigate();
  return (
    <tr data-strong={props.strong || undefined}>
      <th scope="row">
        {props.tile === undefined ? (
          props.name
        ) : (
          <button
            type="button"
            className="linkish"
            onClick={() => void navigate(`/activity?tile=${props.tile}`)}
          >
            {props.name}
          </button>
        )}
      </th>
      <td className="num muted">{props.count !== undefined && <Count value={props.count} />}</td>
      <td>
        <Amount value={props.amount} currency={props.currency} />
      </td>
    </tr>
  );
}
