/** What was looked at before planning: blockers stop, warnings want a tick, what is fine is folded away. */
import { useNavigate } from "react-router";
import { Button, ErrorBlock, Icon, Section } from "../../components";
import { useWords, type MessageId, type Words } from "../../i18n/intl";
import type { CheckItem, CheckWord, SyncStep } from "../../ipc/generated";
import { useNames } from "../match/names";
import { checkKey, nothingToDo, realItems, useCheck, type Wizard } from "./useSync";

const FIX: Partial<Record<CheckWord, string>> = {
  connection_alive: "/settings/connections",
  same_company: "/settings/connections",
  lock_date: "/settings/policies",
  default_accounts: "/settings/accounts",
  tax_codes: "/match?kind=tax_code",
  pulled: "/match",
  imported: "/import",
  undecided: "/match",
  duplicate_number: "/activity?tile=total",
  zero_total: "/settings/policies",
  total_differs: "/activity?tile=held",
  before_go_live: "/settings/policies",
  closed_period: "/settings/policies",
  first_step_done: "/activity?tile=failed&of=lists",
  switched_off: "/settings/objects",
};

/** One step's check and what it asks of a person before the plan is made. */
export function useCheckState(step: SyncStep, wizard: Wizard, options = { pulls: false }) {
  const { t } = useWords();
  const check = useCheck(step);
  const items = realItems(check.data?.items ?? []);
  const of = (level: CheckItem["level"]) => items.filter((item) => item.level === level);
  const warnings = of("warning");
  const open = warnings.filter((item) => !wizard.agreed.has(checkKey(item)));
  const blocked = check.data?.blocked ?? false;
  // What a pull cures does not stop the start: a sync begins with one.
  const stopped = of("blocker").some((item) => item.check !== "pulled" || !options.pulls);
  const reason = stopped ? t("sync.check.blocked") : open.length > 0 ? t("sync.check.agreeFirst") : undefined;
  return { check, blockers: of("blocker"), warnings, fine: of("ok"), blocked, reason };
}

type CheckState = ReturnType<typeof useCheckState>;

export function CheckPane({ wizard, step, onNext }: { wizard: Wizard; step: SyncStep; onNext: () => void }) {
  const { t } = useWords();
  const names = useNames();
  const state = useCheckState(step, wizard);
  const { check } = state;
  if (check.error !== null && check.data === undefined)
    return <ErrorBlock error={check.error} onRetry={() => void check.refetch()} />;
  return (
    <Section
      title={t("sync.check.title")}
      note={check.isFetching ? t("sync.check.running") : t("sync.check.text")}
      actions={
        <Button small kind="quiet" icon="sync" onClick={() => void check.refetch()}>
          {t("sync.check.again")}
        </Button>
      }
    >
      <p>{t(`sync.does.${step}`, { source: names.source, ledger: names.ledger })}</p>
      <CheckBody state={state} wizard={wizard} />
      <div>
        <Button
          kind="primary"
          onClick={onNext}
          disabled={check.data === undefined}
          disabledReason={state.reason}
        >
          {t("sync.check.next")}
        </Button>
      </div>
    </Section>
  );
}

/** What stops, what to know, and what is fine folded away. */
export function CheckBody({ state, wizard }: { state: CheckState; wizard: Wizard }) {
  const words = useWords();
  const { t } = words;
  const names = useNames();
  const { check, blockers, warnings, fine } = state;
  const nothing = nothingToDo(check.data?.items) && !state.blocked;
  return (
    <>
      <CheckGroup level="blocker" items={blockers} wizard={wizard} />
      <CheckGroup level="warning" items={warnings} wizard={wizard} />
      {fine.length > 0 && !state.blocked && warnings.length === 0 && (
        <p className="check__ready">
          <Icon name="check" /> {nothing ? t("check.nothing_to_do.bad") : t("sync.check.allGood")}
        </p>
      )}
      {fine.length > 0 && (
        <details className="check__fine">
          <summary>{t("sync.check.good", { count: fine.length })}</summary>
          <ul className="stack stack--tight">
            {fine.map((item) => (
              <li key={item.check} className="row small">
                <Icon name="check" size={13} /> {checkText(words, item, names.ledger, names.company)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function checkText({ t, date }: Words, item: CheckItem, ledger: string, company: string): string {
  const id = `check.${item.check}.${item.level === "ok" ? "ok" : "bad"}` as MessageId;
  const told = Object.entries(item.params).map(([name, value]) => [
    name,
    ISO_DATE.test(value) ? date(value) : value,
  ]);
  const params = Object.fromEntries(told) as Record<string, string>;
  return t(id, { closed_through: "none", ...params, ledger, company, count: item.count });
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

function CheckGroup(props: { level: "blocker" | "warning"; items: readonly CheckItem[]; wizard: Wizard }) {
  const words = useWords();
  const { t } = words;
  const names = useNames();
  const navigate = useNavigate();
  const { level, items, wizard } = props;
  if (items.length === 0) return null;
  const title = t(level === "blocker" ? "sync.check.blockers" : "sync.check.warnings", {
    count: items.length,
  });
  return (
    <section className="checks" data-level={level} aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {items.map((item) => {
          const path = FIX[item.check];
          return (
            <li key={item.check} className="check__item">
              <Icon name={level === "blocker" ? "lock" : "alert"} />
              <span className="grow">{checkText(words, item, names.ledger, names.company)}</span>
              {path !== undefined && (
                <Button small onClick={() => void navigate(path)}>
                  {t(level === "blocker" ? "sync.check.fix" : "sync.check.look")}
                </Button>
              )}
              {level === "warning" && (
                <label className="check__agree">
                  <input
                    type="checkbox"
                    className="check__box"
                    checked={wizard.agreed.has(checkKey(item))}
                    onChange={(event) => wizard.agree(checkKey(item), event.target.checked)}
                  />
                  {t("sync.check.agree")}
                </label>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
