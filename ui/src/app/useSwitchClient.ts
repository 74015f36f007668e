/** Opening another client from anywhere: its Home follows, or a message says why the open one cannot be left. */
import { useNavigate } from "react-router";
import { toast, type Command } from "../components";
import { useErrorText } from "../errors/useErrorText";
import { useRpcMutation } from "../host/context";
import type { AppStatus } from "../ipc/generated";
import { useWords } from "../i18n/intl";

export function useSwitchClient(): (id: string) => void {
  const navigate = useNavigate();
  const errorText = useErrorText();
  const open = useRpcMutation("client_open", ["app_status", "client_health"]);
  return (id) =>
    open.mutate(
      { id },
      {
        onSuccess: () => void navigate("/"),
        onError: (error) => {
          const said = errorText(error);
          toast({ text: `${said.title}. ${said.text}`, tone: "bad" });
        },
      },
    );
}

/** The other clients as entries of the palette. */
export function useClientCommands(status: AppStatus): Command[] {
  const { t } = useWords();
  const switchTo = useSwitchClient();
  return status.clients
    .filter((client) => client.id !== status.client?.id)
    .map((client) => ({
      id: `client-${client.id}`,
      label: t("shell.openClient", { name: client.name }),
      kind: "action" as const,
      ...(client.practice ? { note: t("shell.practice") } : {}),
      run: () => switchTo(client.id),
    }));
}
