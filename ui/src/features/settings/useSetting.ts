/** Saves settings at once, says what was switched along, and offers Undo. */
import { useQueryClient } from "@tanstack/react-query";
import { toast } from "../../components";
import { useErrorText } from "../../errors/useErrorText";
import { toHostError } from "../../host/host-error";
import { rpcKey, useRpc, useRpcMutation } from "../../host/context";
import { useWords, type MessageId } from "../../i18n/intl";
import type { ObjectKind, SettingsView } from "../../ipc/generated";

export type SettingValue = string | boolean | null;

/** `before` is what Undo goes back to. */
export interface SettingChange {
  name: string;
  value: SettingValue;
  before: SettingValue;
}

export function useSettings() {
  return useRpc("settings_get", {});
}

/** Several changes that are one choice to the person: one message, one Undo. */
export function useSettingsChange() {
  const { t } = useWords();
  const client = useQueryClient();
  const errorText = useErrorText();
  const save = useRpcMutation("setting_set", ["home", "app_status", "account_choices", "sync_check"]);

  async function put(changes: readonly Omit<SettingChange, "before">[]): Promise<ObjectKind[]> {
    const along: ObjectKind[] = [];
    for (const { name, value } of changes) {
      const view: SettingsView = await save.mutateAsync({ name, value: JSON.stringify(value) });
      client.setQueryData(rpcKey("settings_get", {}), view);
      along.push(...view.also_switched);
    }
    return along;
  }
  const failed = (thrown: unknown) => toast({ text: errorText(toHostError(thrown)).title, tone: "bad" });

  return function change(changes: readonly SettingChange[]) {
    const back = changes.toReversed().map(({ name, before }) => ({ name, value: before }));
    put(changes)
      .then((along) => {
        const list = along.map((kind) => t(`kind.${kind}` as MessageId, { count: 2 })).join(", ");
        const text = list === "" ? t("settings.saved") : t("settings.savedAlso", { list });
        toast({ text, onUndo: () => void put(back).catch(failed) });
      })
      .catch(failed);
  };
}

export function useSetting() {
  const change = useSettingsChange();
  return (name: string, value: SettingValue, before: SettingValue) => change([{ name, value, before }]);
}
