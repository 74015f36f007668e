/** The frame of a page: title, a line of context, one primary button at the right. */
import { createContext, useContext, useEffect, type ReactNode } from "react";
import { useWords } from "../i18n/intl";
import "./Page.css";

/** What follows the page's name in the window title: whose books these are. */
export const TitleContext = createContext("");

export interface PageProps {
  title: string;
  context?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The page's content scrolls as one; otherwise it fills the height and its list scrolls. */
  scroll?: boolean;
}

export function Page({ title, context, actions, children, scroll }: PageProps) {
  const { t } = useWords();
  const whose = useContext(TitleContext);
  useEffect(() => {
    document.title = [title, whose, t("app.name")].filter(Boolean).join(" · ");
  }, [title, whose, t]);
  return (
    <div className="page" data-scroll={scroll || undefined}>
      <header className="page__head">
        <div className="grow">
          <h1>{title}</h1>
          {context !== undefined && <div className="muted">{context}</div>}
        </div>
        {actions !== undefined && <div className="row page__actions">{actions}</div>}
      </header>
      <div className="page__body">{children}</div>
    </div>
  );
}

export function Section(props: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="section" aria-label={props.title}>
      <header className="section__head">
        <div className="grow">
          <h2>{props.title}</h2>
          {props.note !== undefined && <p className="muted small">{props.note}</p>}
        </div>
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}
