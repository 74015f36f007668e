/** One box over all settings: type, choose, and the focus is on the setting. */
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { usePageExtras } from "../../app/page-commands";
import { ComboSearch } from "../../components";
import { useRpc } from "../../host/context";
import { useWords, type MessageId } from "../../i18n/intl";
import { findSettings, settingEntries } from "./search";
import { useSettings } from "./useSetting";

const FIELD = "settings-search";
const MOST = 12;

export function SettingsSearch() {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const settings = useSettings().data;
  const connection = useRpc("connection_get", {}).data;
  const [text, setText] = useState("");
  const entries = useMemo(
    () => settingEntries(words, { settings, connection }),
    [words, settings, connection],
  );
  const found = findSettings(entries, text).slice(0, MOST);
  usePageExtras({ find: () => document.getElementById(FIELD)?.focus() });
  return (
    <div className="settings__search">
      <ComboSearch
        id={FIELD}
        label={t("settings.search")}
        placeholder={t("settings.search")}
        text={text}
        onText={setText}
        onCancel={() => setText("")}
        options={found.map((entry) => ({
          id: entry.id,
          label: entry.label,
          note: `${t(`settings.${entry.section}` as MessageId)} · ${entry.help}`,
        }))}
        onPick={(option) => {
          const entry = found.find((each) => each.id === option.id);
          setText("");
          if (entry !== undefined)
            void navigate(`/settings/${entry.section}`, { state: { setting: entry.label } });
        }}
      />
    </div>
  );
}
