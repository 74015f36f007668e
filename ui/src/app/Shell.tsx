/** The window's frame: top bar, pages at the left, status bar, and the keys that work everywhere. */
import { useRef, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { CommandPalette, KeyboardHelp, TitleContext, type Command } from "../components";
import type { AppStatus, ClientView } from "../ipc/generated";
import { useWords } from "../i18n/intl";
import { PageExtrasContext, type PageExtras } from "./page-commands";
import { PAGES } from "./routes";
import { Sidebar } from "./Sidebar";
import { StatusBar } from "./StatusBar";
import { TopBar } from "./TopBar";
import { useGlobalKeys } from "./useGlobalKeys";
import { useClientCommands } from "./useSwitchClient";
import { useKindCommands } from "./useKindCommands";
import { useRecordCommands } from "./useRecordCommands";
import "./Shell.css";

export function Shell(props: { status: AppStatus; client: ClientView; children: ReactNode }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"palette" | "keys" | undefined>();
  const extras = useRef<PageExtras>({});
  const close = () => setOpen(undefined);
  const records = useRecordCommands();
  const clients = useClientCommands(props.status);
  const kinds = useKindCommands(open === "palette");
  useGlobalKeys({ extras, openPalette: () => setOpen("palette"), openKeys: () => setOpen("keys") });
  const commands: Command[] = [
    ...(extras.current.commands ?? []),
    ...PAGES.map((page) => ({
      id: page.path,
      label: t(page.label),
      kind: "page" as const,
      ...(page.keys === undefined ? {} : { keys: page.keys }),
      run: () => void navigate(page.path),
    })),
    ...kinds,
    ...clients,
    { id: "keys", label: t("shell.keys"), kind: "action", keys: "?", run: () => setOpen("keys") },
    { id: "clients", label: t("shell.allClients"), kind: "action", run: () => void navigate("/start") },
  ];
  return (
    <PageExtrasContext value={extras}>
      <TitleContext value={[props.client.name, props.client.company_name].filter(Boolean).join(" · ")}>
        <div className="shell" data-practice={props.client.practice || undefined}>
          <a
            className="shell__skip"
            href="#page"
            onClick={(event) => {
              event.preventDefault();
              document.getElementById("page")?.focus();
            }}
          >
            {t("shell.skip")}
          </a>
          <TopBar
            status={props.status}
            client={props.client}
            onSearch={() => setOpen("palette")}
            onKeys={() => setOpen("keys")}
          />
          <Sidebar badges={props.status.badges} />
          <main className="shell__page" id="page" tabIndex={-1}>
            {props.children}
          </main>
          <StatusBar run={props.status.run} version={props.status.version} practice={props.client.practice} />
          <CommandPalette
            open={open === "palette"}
            onClose={close}
            commands={[...commands, ...records.commands]}
            onText={records.search}
          />
          <KeyboardHelp open={open === "keys"} onClose={close} page={extras.current.keys ?? []} />
        </div>
      </TitleContext>
    </PageExtrasContext>
  );
}
