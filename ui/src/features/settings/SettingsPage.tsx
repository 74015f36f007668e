/** Settings: one section at a time. Each change is saved at once and can be undone. */
import { useEffect, useRef } from "react";
import { NavLink, useLocation, useParams } from "react-router";
import { Page } from "../../components";
import { NotFound } from "../../app/NotFound";
import { useWords, type MessageId } from "../../i18n/intl";
import { AccountsSection } from "./AccountsSection";
import { AppearanceSection } from "./AppearanceSection";
import { ConnectionsSection } from "./ConnectionsSection";
import { ObjectsSection } from "./ObjectsSection";
import { PoliciesSection } from "./PoliciesSection";
import { ReportsSection } from "./ReportsSection";
import { focusSetting } from "./search";
import { SettingsSearch } from "./SettingsSearch";
import "./Settings.css";

const SECTIONS = {
  connections: ConnectionsSection,
  objects: ObjectsSection,
  accounts: AccountsSection,
  policies: PoliciesSection,
  reports: ReportsSection,
  appearance: AppearanceSection,
} as const;

export default function SettingsPage() {
  const { t } = useWords();
  const name = useParams()["section"] ?? "connections";
  const body = useRef<HTMLDivElement>(null);
  const { state, key } = useLocation();
  const wanted = (state as { setting?: string } | null)?.setting;
  useEffect(() => {
    if (wanted !== undefined && body.current !== null) focusSetting(body.current, wanted);
  }, [wanted, key, name]);
  if (!Object.hasOwn(SECTIONS, name)) return <NotFound />;
  const Body = SECTIONS[name as keyof typeof SECTIONS];
  return (
    <Page title={t("shell.settings")} scroll>
      <SettingsSearch />
      <div className="settings">
        <nav aria-label={t("settings.sections")} className="settings__nav">
          {Object.keys(SECTIONS).map((section) => (
            <NavLink key={section} to={`/settings/${section}`} className="side__link">
              {t(`settings.${section}` as MessageId)}
            </NavLink>
          ))}
        </nav>
        <div className="settings__body" ref={body}>
          <Body />
        </div>
      </div>
    </Page>
  );
}
