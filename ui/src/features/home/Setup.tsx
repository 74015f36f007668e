/** What is missing before the first sync, in the order in which it is done. Only the next step has the main button. */
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { Button, Icon, Section } from "../../components";
import type { SetupStep, SetupWord } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import "./Home.css";

const PATH: Record<SetupWord, string> = {
  import: "/import",
  connect: "/settings/connections",
  pull: "/match",
  accounts: "/settings/accounts",
  currency_and_tax: "/match?kind=tax_code",
  match: "/match",
  first_sync: "/sync",
};

export function Setup({ steps }: { steps: readonly SetupStep[] }) {
  const { t } = useWords();
  return (
    <Section title={t("home.setup")} note={t("home.setupNote")}>
      <SetupList steps={steps} />
    </Section>
  );
}

/** `more`: what a step found, said under its name. */
export function SetupList(props: {
  steps: readonly SetupStep[];
  more?: Partial<Record<SetupWord, ReactNode>>;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { steps, more = {} } = props;
  const next = steps.findIndex((step) => !step.done);
  return (
    <ol className="setup">
      {steps.map(({ step, done }, index) => (
        <li
          key={step}
          className="setup__step"
          data-done={done || undefined}
          aria-current={index === next ? "step" : undefined}
        >
          <span className="setup__mark">{done ? <Icon name="check" size={13} /> : index + 1}</span>
          <span className="grow">
            <strong>{t(`home.setup.${step}` as MessageId)}</strong>
            <span className="visually-hidden"> {t(done ? "home.stepDone" : "home.stepOpen")}</span>
            {index === next && (
              <span className="muted small setup__why">{t(`home.setup.${step}.why` as MessageId)}</span>
            )}
            {more[step] !== undefined && <span className="muted small setup__why num">{more[step]}</span>}
          </span>
          {!done && (
            <Button
              small
              kind={index === next ? "primary" : "quiet"}
              onClick={() => void navigate(PATH[step])}
            >
              {t(`home.setup.${step}.button` as MessageId)}
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}
