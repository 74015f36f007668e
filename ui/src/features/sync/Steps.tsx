/** The list of steps with their state. A step that was reached can be opened again; one that was not cannot. */
import { Icon, type IconName } from "../../components";
import { useWords } from "../../i18n/intl";
import type { WizardStep } from "./useSync";

export type StepState = "todo" | "now" | "done" | "blocked" | "none" | "failed";

export interface Step {
  id: WizardStep;
  state: StepState;
}

const ICON: Partial<Record<StepState, IconName>> = {
  done: "check",
  blocked: "lock",
  none: "minus",
  failed: "alert",
};

export function Steps(props: {
  steps: readonly Step[];
  at: WizardStep;
  onOpen: ((id: WizardStep) => void) | undefined;
}) {
  const { t } = useWords();
  return (
    <ol className="steps" aria-label={t("sync.steps")}>
      {props.steps.map((step, index) => {
        const here = step.id === props.at;
        const icon = ICON[step.state];
        const open = !here && props.onOpen !== undefined && (step.state === "done" || step.id === "check");
        const content = (
          <>
            <span className="steps__dot" data-state={step.state} aria-hidden="true">
              {icon === undefined ? index + 1 : <Icon name={icon} size={12} />}
            </span>
            <span className="truncate">{t(`sync.step.${step.id}`)}</span>
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
