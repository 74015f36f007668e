/** Saves one setting at once, says what was switched along, and offers Undo. */
import { useQueryClient } from "@tanstack/react-query";
import { toast } from "../../components";
import { useErrorText } from "../../errors/useErrorText";
import { rpcKey, useRpc, useRpcMutation } from "../../host/context";
import { useWords, type MessageId } from "../../i18n/intl";
import type { SettingsView } from "../../ipc/generated";

export type SettingValue = string | boolean | null;

export function useSettings() {
  return useRpc("settings_get", {});
}

export function useSetting() {
  const { t } = useWords();
  const client = useQueryClient();
  const errorText = useErrorText();
  const save = useRpcMutation("setting_set", ["home", "app_status", "account_choices", "sync_check"]);

  function put(name: string, value: SettingValue, then: (view: SettingsView) => void) {
    save.mutate(
      { name, value: JSON.stringify(value) },
      {
        onError: (error) => toast({ text: errorText(error).title, tone: "bad" }),
        onSuccess: (view) => {
          client.setQueryData(rpcKey("settings_get", {}), view);
          then(view);
        },
      },
    );
  }

  /** `before` is what Undo goes back to. */
  return function set(name: string, value: SettingValue, before: SettingValue) {
    put(name, value, (view) => {
      const also = view.also_switched.map((kind) => t(`kind.${kind}` as MessageId, { count: 2 }));
      const text =
        also.length === 0 ? t("settings.saved") : t("settings.savedAlso", { list: also.join(", ") });
      toast({ text, onUndo: () => put(name, before, () => {}) });
    });
  };
}
