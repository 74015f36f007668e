/** Pages in the order of the work. A badge counts what needs a person; red is for failures only. */
import { NavLink } from "react-router";
import { Icon } from "../components";
import type { Badges } from "../ipc/generated";
import { useWords } from "../i18n/intl";
import { PAGES } from "./routes";

export function Sidebar({ badges }: { badges: Badges }) {
  const { t, count } = useWords();
  const badge: Record<string, { n: number; bad: boolean } | undefined> = {
    "/match": { n: badges.unmatched, bad: false },
    "/activity": badges.failed > 0 ? { n: badges.failed, bad: true } : { n: badges.held, bad: false },
  };
  return (
    <nav className="side" aria-label={t("shell.nav")}>
      {PAGES.map((page) => {
        const mark = badge[page.path];
        return (
          <NavLink key={page.path} to={page.path} end={page.path === "/"} className="side__link">
            <Icon name={page.icon} />
            <span className="grow truncate">{t(page.label)}</span>
            {mark !== undefined && mark.n > 0 && (
              <span className="side__badge num" data-bad={mark.bad || undefined}>
                {mark.bad && <Icon name="alert" size={11} />}
                <span aria-hidden="true">{count(mark.n)}</span>
                <span className="visually-hidden">
                  {t(mark.bad ? "shell.badgeFailed" : "shell.badge", { count: mark.n })}
                </span>
              </span>
            )}
          </NavLink>
        );
      })}
    </nav>
  );
}
