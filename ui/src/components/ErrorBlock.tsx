/** An error as the conventions ask: what happened, why, what to do, and everything technical under Details. */
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { ACTION_LABEL, ACTION_PATH, classify } from "../errors/table";
import { useErrorText } from "../errors/useErrorText";
import { toHostError } from "../host/host-error";
import { useWords } from "../i18n/intl";
import { Button } from "./Button";
import { Icon } from "./Icon";
import "./ErrorBlock.css";

export interface ErrorBlockProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
  compact?: boolean;
}

export function ErrorBlock({ error: thrown, onRetry, compact }: ErrorBlockProps) {
  const { t } = useWords();
  const navigate = useNavigate();
  const error = toHostError(thrown);
  const entry = classify(error.code);
  const said = useErrorText()(error);
  const target = ACTION_PATH[entry.action];
  // A button that leads to the page one is on would do nothing.
  const { pathname } = useLocation();
  const path = target !== undefined && pathname.startsWith(target) ? undefined : target;
  const retries = entry.action === "retry" || target === undefined || path === undefined;
  return (
    <div className="error" data-severity={entry.severity} data-compact={compact || undefined} role="alert">
      <Icon name={entry.severity === "info" ? "info" : "alert"} size={18} />
      <div className="stack stack--tight grow">
        <p className="error__title">{said.title}</p>
        <p>{said.text}</p>
        <div className="row row--wrap error__actions">
          {retries && onRetry !== undefined && (
            <Button small onClick={onRetry}>
              {t("common.retry")}
            </Button>
          )}
          {path !== undefined && entry.action !== "none" && (
            <Button small onClick={() => void navigate(path)}>
              {t(ACTION_LABEL[entry.action])}
            </Button>
          )}
        </div>
        <ErrorDetails code={error.code} message={error.message} reportId={error.reportId} />
      </div>
    </div>
  );
}

function ErrorDetails(props: { code: string; message: string; reportId: string | null }) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const text = [props.code, props.message, props.reportId].filter(Boolean).join("\n");
  return (
    <details className="error__details">
      <summary>{t("common.details")}</summary>
      <dl>
        <dt>{t("error.code")}</dt>
        <dd>{props.code}</dd>
        <dt>{t("error.message")}</dt>
        <dd>{props.message}</dd>
        {props.reportId !== null && <dt>{t("error.reference")}</dt>}
        {props.reportId !== null && <dd>{props.reportId}</dd>}
      </dl>
      <Button
        small
        kind="quiet"
        onClick={() => {
          void navigator.clipboard?.writeText(text).then(() => setCopied(true));
        }}
      >
        {copied ? t("common.copied") : t("common.copy")}
      </Button>
    </details>
  );
}
