/** Beside the plan: one change field by field, or the totals of everything that would be sent. */
import { useNavigate } from "react-router";
import { Amount, Button, DetailPanel } from "../../components";
import { ACTION_LABEL, ACTION_PATH } from "../../errors/table";
import { useWords, type MessageId } from "../../i18n/intl";
import { en } from "../../i18n/en";
import { sumDecimals } from "../../i18n/format";
import type { FieldChange, PlanNote, PlanRow, PlanView } from "../../ipc/generated";
import { useRecordWords } from "../match/names";
import { useFailureWords } from "./failure";
import { ActionWord } from "./PlanGrid";

export function RowPanel({ row, onClose }: { row: PlanRow; onClose: () => void }) {
  const { t } = useWords();
  const { kindOne } = useRecordWords();
  return (
    <DetailPanel
      title={row.name}
      subtitle={[t(`sync.action.${row.action}`), kindOne(row.kind), row.party].filter(Boolean).join(" · ")}
      onClose={onClose}
    >
      {row.failures.length > 0 && <Causes row={row} />}
      <section className="stack stack--tight">
        <h3>{t("sync.panel.changes")}</h3>
        {row.changes.length === 0 ? (
          <p className="muted">{t("sync.panel.noChanges")}</p>
        ) : (
          <ThreeWayDiff changes={row.changes} />
        )}
      </section>
      {row.notes.length > 0 && <Notes notes={row.notes} />}
    </DetailPanel>
  );
}

function Causes({ row }: { row: PlanRow }) {
  const { t } = useWords();
  const failure = useFailureWords();
  const navigate = useNavigate();
  return (
    <section className="stack stack--tight plan__why">
      <h3>{t("sync.panel.why")}</h3>
      {row.failures.map((each) => {
        const words = failure(each);
        const path = ACTION_PATH[words.action];
        return (
          <div key={each.code} className="stack stack--tight">
            <strong>{words.title}</strong>
            <p>{words.text}</p>
            {path !== undefined && words.action !== "none" && (
              <div>
                <Button small onClick={() => void navigate(path)}>
                  {t(ACTION_LABEL[words.action])}
                </Button>
              </div>
            )}
          </div>
        );
      })}
    </section>
  );
}

/** last sent · source now · ledger now; what the ledger has now gives way (−) to what the source says (+). */
export function ThreeWayDiff({ changes }: { changes: readonly FieldChange[] }) {
  const { t } = useWords();
  const { field, value } = useRecordWords();
  const show = (change: FieldChange, text: string | null) =>
    text === null ? null : value(change.field, text);
  // A record that is new has neither; two columns of dashes would only push the words aside.
  const sent = changes.some((change) => change.last_pushed !== null);
  const there = changes.some((change) => change.ledger !== null);
  return (
    <table className="diff">
      <caption className="visually-hidden">{t("diff.changed", { count: changes.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("sync.diff.field")}</th>
          {sent && <th scope="col">{t("sync.diff.pushed")}</th>}
          <th scope="col">{t("sync.diff.source")}</th>
          {there && <th scope="col">{t("sync.diff.ledger")}</th>}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => {
          const differs = change.wanted !== change.ledger;
          return (
            <tr key={change.field}>
              <th scope="row">{field(change.field)}</th>
              {sent && <Cell value={show(change, change.last_pushed)} />}
              <Cell
                value={show(change, change.wanted)}
                sign={differs ? "+" : undefined}
                word={t("diff.added")}
              />
              {there && (
                <Cell
                  value={show(change, change.ledger)}
                  sign={differs && change.ledger !== null ? "−" : undefined}
                  word={t("diff.removed")}
                />
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Cell(props: { value: string | null; sign?: "−" | "+" | undefined; word?: string }) {
  return (
    <td data-sign={props.sign}>
      {props.sign !== undefined && (
        <>
          <span className="diff__sign" aria-hidden="true">
            {props.sign}
          </span>
          <span className="visually-hidden">{props.word}: </span>
        </>
      )}
      {props.value === null ? <span className="muted">–</span> : <bdi>{props.value}</bdi>}
    </td>
  );
}

function Notes({ notes }: { notes: readonly PlanNote[] }) {
  const { t } = useWords();
  const { field } = useRecordWords();
  const why = (reason: string) => {
    const id = `sync.note.${reason}`;
    return Object.hasOwn(en, id) ? t(id as MessageId) : reason.replaceAll("_", " ");
  };
  return (
    <section className="stack stack--tight">
      <h3>{t("sync.panel.notes")}</h3>
      <ul className="stack stack--tight">
        {notes.map((note) => (
          <li key={note.field + note.reason}>
            {t("sync.panel.note", { field: field(note.field), from: note.from, to: note.to })}
            <div className="muted small">{why(note.reason)}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function TotalsPanel({ plan, onClose }: { plan: PlanView; onClose: () => void }) {
  const { t, count } = useWords();
  const { kindTitle } = useRecordWords();
  const sent = plan.groups.filter((group) => group.action !== "hold" && group.action !== "skip");
  return (
    <DetailPanel title={t("sync.totals.title")} onClose={onClose}>
      <table className="table plan__totals">
        <thead>
          <tr>
            <th scope="col">{t("sync.totals.kind")}</th>
            <th scope="col" className="end">
              {t("sync.totals.count")}
            </th>
            <th scope="col" className="end">
              {t("sync.totals.sum")}
            </th>
          </tr>
        </thead>
        <tbody>
          {sent.map((group) => (
            <tr key={`${group.action}${group.kind}`}>
              <th scope="row">
                <span className="row">
                  <ActionWord action={group.action} /> {kindTitle(group.kind)}
                </span>
              </th>
              <td className="num">{count(group.ticked)}</td>
              <td className="num">
                {group.amount === null ? "–" : <Amount value={group.amount} currency={plan.currency} />}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t("sync.totals.total")}</th>
            <td className="num">{count(plan.to_send)}</td>
            <td className="num">
              <Amount value={plan.amount} currency={plan.currency} strong />
            </td>
          </tr>
        </tfoot>
      </table>
      <AccountEffects plan={plan} />
    </DetailPanel>
  );
}

function AccountEffects({ plan }: { plan: PlanView }) {
  const { t, date } = useWords();
  // "2026-03" is a month: the day is left out of the date's words.
  const month = (iso: string) => date(`${iso.slice(0, 7)}-01`).replace(/^\d+\s/, "");
  if (plan.accounts.length === 0) return <p className="muted small">{t("sync.totals.noAccounts")}</p>;
  return (
    <section className="stack stack--tight">
      <h3>{t("sync.totals.accounts")}</h3>
      <table className="table plan__totals">
        <thead>
          <tr>
            <th scope="col">{t("sync.totals.account")}</th>
            <th scope="col">{t("sync.totals.month")}</th>
            <th scope="col" className="end">
              {t("sync.totals.change")}
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.accounts.map((effect) => (
            <tr key={effect.account + effect.month}>
              <th scope="row">
                {effect.account === ""
                  ? t("sync.totals.ledgerChooses", { ledger: plan.ledger_name })
                  : effect.account}
              </th>
              <td className="start">{month(effect.month)}</td>
              <td className="num">
                <Amount value={effect.change} currency={plan.currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {t("sync.totals.total")}
            </th>
            <td className="num">
              <Amount
                value={sumDecimals(plan.accounts.map((effect) => effect.change))}
                currency={plan.currency}
                strong
              />
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
