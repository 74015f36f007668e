/** How the program looks on this computer. */
import { ChoiceField, Section } from "../../components";
import { setPrefs, usePrefs, type Density, type Theme } from "../../theme/prefs";
import type { NegativeStyle } from "../../i18n/format";
import { useWords, type MessageId } from "../../i18n/intl";

const THEMES: readonly Theme[] = ["system", "light", "dark", "contrast"];
const DENSITIES: readonly Density[] = ["comfortable", "compact"];
const NEGATIVES: readonly NegativeStyle[] = ["minus", "parentheses"];

export function AppearanceSection() {
  const { t, amount } = useWords();
  const prefs = usePrefs();
  return (
    <Section title={t("settings.appearance")} note={t("settings.appearanceNote")}>
      <div className="stack stack--wide">
        <ChoiceField
          label={t("settings.theme")}
          value={prefs.theme}
          onChange={(theme) => setPrefs({ theme })}
          choices={THEMES.map((value) => ({ value, label: t(`settings.theme.${value}` as MessageId) }))}
        />
        <ChoiceField
          label={t("settings.density")}
          value={prefs.density}
          onChange={(density) => setPrefs({ density })}
          choices={DENSITIES.map((value) => ({ value, label: t(`settings.density.${value}` as MessageId) }))}
        />
        <ChoiceField
          label={t("settings.negative")}
          value={prefs.negative}
          onChange={(negative) => setPrefs({ negative })}
          choices={NEGATIVES.map((value) => ({
            value,
            label: amount("-1234.50", { negative: value, currency: "USD" }),
          }))}
        />
      </div>
    </Section>
  );
}
