/** The panel beside a list. Below 1280 px it lies over the list. Escape closes it and gives the focus back. */
import { useEffect, useRef, type ReactNode } from "react";
import { useWords } from "../i18n/intl";
import { Button } from "./Button";
import "./DetailPanel.css";

export interface DetailPanelProps {
  title: string;
  subtitle?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  /** Takes the focus when it opens; off while the person walks through a list with the arrow keys. */
  takeFocus?: boolean;
}

export function DetailPanel({ title, subtitle, onClose, children, footer, takeFocus }: DetailPanelProps) {
  const { t } = useWords();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takeFocus === true) panel.current?.focus();
  }, [takeFocus]);
  return (
    <aside
      className="panel"
      aria-label={title}
      ref={panel}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className="panel__head">
        <div className="grow">
          <h2 className="truncate">{title}</h2>
          {subtitle !== undefined && <div className="muted small">{subtitle}</div>}
        </div>
        <Button kind="quiet" small icon="cross" aria-label={t("common.close")} onClick={onClose} />
      </header>
      {/* What is longer than the window scrolls; the keyboard must reach it to scroll. */}
      <div className="panel__body" tabIndex={0} role="group" aria-label={title}>
        {children}
      </div>
      {footer !== undefined && <footer className="panel__foot">{footer}</footer>}
    </aside>
  );
}

/** Name and value pairs, aligned; the form every detail panel uses. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
