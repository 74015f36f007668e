/** Whose books these are, where they come from and go to, and whether the connection is alive. */
import { useNavigate } from "react-router";
import { Button, Icon, MenuButton, StatusBadge, type MenuAction } from "../components";
import type { AppStatus, ClientView } from "../ipc/generated";
import { useWords } from "../i18n/intl";
import { CONNECTION_STATUS } from "./connection-status";
import { useSwitchClient } from "./useSwitchClient";

export function TopBar(props: {
  status: AppStatus;
  client: ClientView;
  onSearch: () => void;
  onKeys: () => void;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { client } = props;
  const source = client.source_name ?? t("shell.noSource");
  const ledger = client.ledger_name ?? t("shell.noLedger");
  return (
    <header className="top">
      <ClientMenu status={props.status} client={client} />
      {client.practice && (
        <span className="top__practice" title={t("shell.practiceLong")}>
          {t("shell.practice")}
        </span>
      )}
      <span className="top__direction truncate">
        <span aria-hidden="true" className="row">
          <span className="truncate">{source}</span>
          <Icon name="arrow" size={14} />
          <span className="truncate">
            {ledger}
            {client.company_name !== null && `: ${client.company_name}`}
          </span>
        </span>
        <span className="visually-hidden">{t("shell.directionSpoken", { source, ledger })}</span>
      </span>
      <button
        type="button"
        className="top__connection"
        onClick={() => void navigate("/settings/connections")}
      >
        <StatusBadge status={CONNECTION_STATUS[client.connection]} />
      </button>
      <span className="grow" />
      <button type="button" className="top__search" onClick={props.onSearch} aria-keyshortcuts="Control+K">
        <Icon name="search" size={14} />
        <span className="grow">{t("shell.search")}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <Button
        kind="quiet"
        icon="keyboard"
        aria-label={t("shell.keys")}
        title={t("shell.keys")}
        onClick={props.onKeys}
      />
    </header>
  );
}

/** More are found by name on the Clients page or in the palette. */
const MENU_MAX = 12;

function ClientMenu({ status, client }: { status: AppStatus; client: ClientView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const switchTo = useSwitchClient();
  const others: MenuAction[] = status.clients
    .filter((each) => each.id !== client.id)
    .slice(0, MENU_MAX)
    .map((each) => ({
      id: each.id,
      label: each.name,
      ...(each.practice ? { note: t("shell.practice") } : {}),
      run: () => switchTo(each.id),
    }));
  const all: MenuAction = { id: "_all", label: t("shell.allClients"), run: () => void navigate("/start") };
  return (
    <MenuButton
      label={`${t("shell.client")}: ${client.name}`}
      text={client.name}
      actions={[...others, all]}
    />
  );
}
