/** What happens in the cases on which firms differ. */
import { ChoiceField, ErrorBlock, InstantText, Section } from "../../components";
import type { ClosedPeriodPolicy, Policies, ZeroTotalPolicy } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { DateSetting, TextSetting } from "./SettingFields";
import { useSetting, useSettings } from "./useSetting";

const CLOSED: readonly ClosedPeriodPolicy[] = ["hold", "first_open_day"];
const ZERO: readonly ZeroTotalPolicy[] = ["skip", "send"];

export function PoliciesSection() {
  const { t } = useWords();
  const settings = useSettings();
  const view = settings.data;
  return (
    <Section title={t("settings.policies")} note={t("settings.policiesNote")}>
      {settings.isError && <ErrorBlock error={settings.error} onRetry={() => void settings.refetch()} />}
      {view !== undefined && <Fields policies={view.policies} />}
      {view?.changed_at !== null && view !== undefined && (
        <p className="muted small">
          {t("settings.changedBy", { who: view.changed_by ?? "" })} <InstantText value={view.changed_at} />
        </p>
      )}
    </Section>
  );
}

function Fields({ policies }: { policies: Policies }) {
  const { t } = useWords();
  const set = useSetting();
  return (
    <div className="stack stack--wide">
      <DateSetting
        label={t("settings.goLive")}
        hint={t(policies.first_push_at === null ? "settings.goLiveHint" : "settings.goLiveLocked")}
        value={policies.go_live_date}
        onSave={(value) => set("policy.go_live_date", value, policies.go_live_date)}
      />
      <ChoiceField
        label={t("settings.closedPeriod")}
        value={policies.closed_period}
        onChange={(value) => set("policy.closed_period", value, policies.closed_period)}
        choices={CLOSED.map((value) => ({
          value,
          label: t(`settings.closedPeriod.${value}` as MessageId),
          note: t(`settings.closedPeriod.${value}.note` as MessageId),
        }))}
      />
      <ChoiceField
        label={t("settings.zeroTotal")}
        value={policies.zero_total}
        onChange={(value) => set("policy.zero_total", value, policies.zero_total)}
        choices={ZERO.map((value) => ({ value, label: t(`settings.zeroTotal.${value}` as MessageId) }))}
      />
      <ChoiceField
        label={t("settings.unmatched")}
        value={policies.create_unmatched ? "create" : "ask"}
        onChange={(value) => set("policy.create_unmatched", value === "create", policies.create_unmatched)}
        choices={(["ask", "create"] as const).map((value) => ({
          value,
          label: t(`settings.unmatched.${value}` as MessageId),
        }))}
      />
      <PrefixSetting prefix={policies.reference_prefix} />
    </div>
  );
}

/** The example is one invoice on its way into the ledger, with the prefix as it is being typed. */
export function PrefixSetting({ prefix }: { prefix: string }) {
  const { t } = useWords();
  const set = useSetting();
  return (
    <TextSetting
      label={t("settings.prefix")}
      hint={(draft) => (
        <>
          {t("settings.prefixHint")}{" "}
          <strong className="num">{t("settings.prefixExample", { number: "INV0007", prefix: draft })}</strong>
        </>
      )}
      value={prefix}
      maxLength={8}
      onSave={(value) => set("policy.reference_prefix", value, prefix)}
    />
  );
}
