/** Beside the plan: one change field by field, or the totals of everything that would be sent. */
import { Link, useNavigate } from "react-router";
import { Amount, Banner, Button, DetailPanel } from "../../components";
import { ACTION_LABEL, ACTION_PATH } from "../../errors/table";
import { useWords, type MessageId } from "../../i18n/intl";
import { en } from "../../i18n/en";
import { sumDecimals } from "../../i18n/format";
import type { FieldChange, PlanNote, PlanRow, PlanView, Side } from "../../ipc/generated";
import { useRecordWords } from "../match/names";
import { useFailureWords } from "./failure";
import { ActionWord } from "./PlanGrid";

export function RowPanel({ row, plan, onClose }: { row: PlanRow; plan: PlanView; onClose: () => void }) {
  const { t } = useWords();
  const { kindOne } = useRecordWords();
  return (
    <DetailPanel
      title={row.name}
      subtitle={[t(`sync.action.${row.action}`), kindOne(row.kind), row.party].filter(Boolean).join(" · ")}
      onClose={onClose}
    >
      {row.failures.length > 0 && <Causes row={row} />}
      {row.wins !== null && <Winner row={row} plan={plan} />}
      <section className="stack stack--tight">
        <h3>{t("sync.panel.changes")}</h3>
        {row.changes.length === 0 ? (
          <p className="muted">{t("sync.panel.noChanges")}</p>
        ) : (
          <ThreeWayDiff row={row} plan={plan} />
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

/** Who wins, and by which setting, where both sides have the record and differ. */
function Winner({ row, plan }: { row: PlanRow; plan: PlanView }) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  const side = row.wins === "source" ? plan.source_name : plan.ledger_name;
  const id = row.conflict ? "sync.panel.winsConflict" : "sync.panel.wins";
  return (
    <Banner
      tone={row.conflict ? "warn" : "info"}
      action={<Link to="/settings/objects">{t("sync.panel.changeMaster")}</Link>}
    >
      {t(id, { side, kind: kind(row.kind) })}
    </Banner>
  );
}

/** last agreed · source now · ledger now; what the target has now gives way (−) to what the winner says (+). */
export function ThreeWayDiff({ row, plan }: { row: PlanRow; plan: PlanView }) {
  const { t } = useWords();
  const { field, value } = useRecordWords();
  const { changes } = row;
  const show = (change: FieldChange, text: string | null) =>
    text === null ? null : value(change.field, text);
  // A record that is new has neither; columns of dashes would only push the words aside.
  const has = {
    last_pushed: changes.some((change) => change.last_pushed !== null),
    wanted: row.target === "ledger" || changes.some((change) => change.wanted !== null),
    ledger: row.target === "source" || changes.some((change) => change.ledger !== null),
  };
  const sides = [
    { of: "wanted", side: "source", name: t("sync.diff.now", { side: plan.source_name }) },
    { of: "ledger", side: "ledger", name: t("sync.diff.now", { side: plan.ledger_name }) },
  ] as const;
  const shown = sides.filter(({ of }) => has[of]);
  const list = plan.step === "lists";
  const sign = (change: FieldChange, of: "wanted" | "ledger", side: Side) => {
    if (change.wanted === change.ledger || change[of] === null) return undefined;
    return side === row.target ? "−" : "+";
  };
  return (
    <table className="diff">
      <caption className="visually-hidden">{t("diff.changed", { count: changes.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("sync.diff.field")}</th>
          {has.last_pushed && <th scope="col">{t(list ? "sync.diff.agreed" : "sync.diff.pushed")}</th>}
          {shown.map(({ of, side, name }) => (
            <th key={of} scope="col" data-wins={row.wins === side || undefined}>
              {name}
              {row.wins === side && <span className="diff__wins">{t("sync.diff.wins")}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">{field(change.field)}</th>
            {has.last_pushed && <Cell value={show(change, change.last_pushed)} />}
            {shown.map(({ of, side }) => {
              const mark = sign(change, of, side);
              return (
                <Cell
                  key={of}
                  value={show(change, change[of])}
                  sign={mark}
                  word={t(mark === "−" ? "diff.removed" : "diff.added")}
                />
              );
            })}
          </tr>
        ))}
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
