/** The default accounts, chosen by name, number or type; never by id. The wrong type cannot be chosen. */
import { useState } from "react";
import { useNavigate } from "react-router";
import {
  Banner,
  Button,
  ComboSearch,
  ErrorBlock,
  Section,
  StatusBadge,
  type ComboOption,
} from "../../components";
import { useRpc } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import type { AccountChoice, SlotView } from "../../ipc/generated";
import { en, type MessageId } from "../../i18n/en";
import { useWords } from "../../i18n/intl";
import { useSetting, useSettings } from "./useSetting";

export function AccountsSection() {
  const { t } = useWords();
  const navigate = useNavigate();
  const settings = useSettings();
  const slots = settings.data?.accounts ?? [];
  const locked = slots.some((slot) => slot.locked !== null);
  return (
    <Section title={t("settings.accounts")} note={t("settings.accountsNote")}>
      {settings.isError && <ErrorBlock error={settings.error} onRetry={() => void settings.refetch()} />}
      {locked && (
        <Banner
          tone="info"
          action={
            <Button small onClick={() => void navigate("/match")}>
              {t("settings.openPull")}
            </Button>
          }
        >
          {t("settings.accountsLocked")}
        </Banner>
      )}
      <div className="slots">
        {slots.map((slot) => (
          <Slot key={slot.slot} slot={slot} />
        ))}
      </div>
      {!locked && <p className="muted small">{t("settings.accountMissing")}</p>}
    </Section>
  );
}

/** Number and name as a bookkeeper writes them. */
function named(account: AccountChoice): string {
  return account.number === null ? account.name : `${account.number} ${account.name}`;
}

function Slot({ slot }: { slot: SlotView }) {
  const { t } = useWords();
  const set = useSetting();
  const chosen = slot.account === null ? "" : named(slot.account);
  const [text, setText] = useState<string | undefined>();
  const search = text ?? "";
  const choices = useRpc(
    "account_choices",
    { slot: slot.slot, search },
    { enabled: slot.locked === null, placeholderData: (old) => old },
  );
  const options: ComboOption[] = (choices.data ?? []).map((account) => ({
    id: account.id,
    label: named(account),
    note: account.type_words,
    ...(account.disabled === null
      ? {}
      : { disabledReason: reasonWords(account.disabled, slot.required_words, t) }),
  }));
  const id = `slot-${slot.slot}`;
  return (
    <div className="stack stack--tight">
      <div className="row row--between">
        <label className="field__label" htmlFor={id}>
          {t(`settings.slot.${slot.slot}` as MessageId)}
        </label>
        {slot.account !== null && slot.trouble === null && (
          <StatusBadge status="completed" label={t("settings.chosen")} quiet />
        )}
      </div>
      <ComboSearch
        id={id}
        label={t(`settings.slot.${slot.slot}` as MessageId)}
        options={options}
        text={text ?? chosen}
        onText={setText}
        onPick={(option) => {
          setText(undefined);
          set(`account.${slot.slot}`, option.id, slot.account?.id ?? null);
        }}
        onCancel={() => setText(undefined)}
        busy={choices.isFetching}
        disabled={slot.locked !== null}
        placeholder={t("settings.accountSearch")}
        describedBy={`${id}-type`}
        invalid={slot.trouble !== null}
      />
      <p className="field__hint" id={`${id}-type`}>
        {t("settings.mustBe", { type: slot.required_words })}
      </p>
      {slot.trouble !== null && <ErrorBlock error={fromFailure(slot.trouble)} compact />}
    </div>
  );
}

/** A reason comes as a word of our table, or already as words. */
function reasonWords(
  reason: string,
  required: string,
  t: (id: MessageId, values?: Record<string, string>) => string,
): string {
  const id = `settings.disabled.${reason}`;
  return id in en ? t(id as MessageId, { required }) : reason;
}
