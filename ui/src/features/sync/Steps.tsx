/** The list of steps with their state. A step that was reached can be opened again; one that was not cannot. */
import { Icon, type IconName } from "../../components";
import { useWords } from "../../i18n/intl";
import type { WizardStep } from "./useSync";

export type StepState = "todo" | "now" | "done" | "blocked" | "none" | "failed";

export interface Step {
  id: WizardStep;
  state: StepState;
  /** A first sync begins with setting up. */
  setup?: boolean;
}

const ICON: Partial<Record<StepState, IconName>> = {
  done: "check",
  blocked: "lock",
  none: "minus",
  failed: "alert",
};

/** What comes before and after the two steps has a sign in place of a number. */
const SIGN: Partial<Record<WizardStep, IconName>> = { check: "sync", report: "file", retry: "sync" };
const NUMBER: Partial<Record<WizardStep, number>> = { lists: 1, documents: 2 };

export function Steps(props: {
  steps: readonly Step[];
  at: WizardStep;
  onOpen: ((id: WizardStep) => void) | undefined;
}) {
  const { t } = useWords();
  return (
    <ol className="steps" aria-label={t("sync.steps")}>
      {props.steps.map((step) => {
        const here = step.id === props.at;
        const icon = ICON[step.state] ?? (step.setup === true ? "settings" : SIGN[step.id]);
        const number = NUMBER[step.id];
        const open = !here && props.onOpen !== undefined && (step.state === "done" || step.id === "check");
        const content = (
          <>
            <span className="steps__dot" data-state={step.state} aria-hidden="true">
              {icon === undefined ? number : <Icon name={icon} size={12} />}
            </span>
            {number !== undefined && (
              <span className="visually-hidden">{t("sync.step.number", { number })}</span>
            )}
            <span className="truncate">
              {t(step.setup === true ? "sync.step.setup" : `sync.step.${step.id}`)}
            </span>
            <span
              className={step.state === "todo" || step.state === "now" ? "visually-hidden" : "steps__state"}
            >
              {t(`sync.state.${step.state}`)}
            </span>
          </>
        );
        return (
          <li
            key={step.id}
            className="steps__one"
            aria-current={here ? "step" : undefined}
            data-state={step.state}
          >
            {open ? (
              <button type="button" className="steps__button" onClick={() => props.onOpen?.(step.id)}>
                {content}
              </button>
            ) : (
              <span className="steps__button">{content}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
