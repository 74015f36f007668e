/** Every client of this computer and how it stands: the first page when there is more than one (S-050, C-17). */
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { usePageExtras } from "../../app/page-commands";
import { Button, Dialog, EmptyState, ErrorBlock, MenuButton, Page, SearchField } from "../../components";
import { useRpcMutation } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import type { AppStatus, LedgerChoice } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { ClientTable } from "./ClientTable";
import { CreateForm } from "./CreateForm";
import { Trouble } from "./Trouble";
import "./Clients.css";

/** Up to this many are seen at a glance. */
const SEARCH_FROM = 9;
const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function ClientsPage({ status }: { status: AppStatus }) {
  const page = <Clients status={status} />;
  // Without an open client the shell is not there to be the page's frame.
  return status.client === null ? <main className="clients-window">{page}</main> : page;
}

function Clients({ status }: { status: AppStatus }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const [creating, setCreating] = useState(false);
  const open = useRpcMutation("client_open", ["app_status", "client_health"]);
  const practice = useRpcMutation("practice_open", ["app_status", "client_health"]);
  const home = { onSuccess: () => void navigate("/") };
  const found = status.clients.filter((client) => fold(client.name).includes(fold(search.trim())));
  // What is told of a file that did not open stands on top, once.
  const refused = [open.error, practice.error].find(
    (error) => error !== null && error.params["client"] === undefined,
  );
  usePageExtras({ find: () => document.getElementById("clients-search")?.focus() });
  useFirstFocus();
  return (
    <Page
      title={t("clients.title")}
      context={t("clients.lead", { count: status.clients.length })}
      scroll
      actions={
        <>
          <Practice
            systems={status.practices}
            disabled={practice.isPending}
            onOpen={(system) => practice.mutate({ system }, home)}
          />
          <Button kind="primary" icon="plus" onClick={() => setCreating(true)}>
            {t("shell.newClient")}
          </Button>
        </>
      }
    >
      {status.trouble !== null && <Trouble error={fromFailure(status.trouble)} />}
      {refused != null && <ErrorBlock error={refused} compact />}
      {status.clients.length >= SEARCH_FROM && (
        <SearchField id="clients-search" label={t("clients.search")} value={search} onChange={setSearch} />
      )}
      {found.length === 0 ? (
        <EmptyState icon="search" title={t("clients.notFound", { text: search.trim() })} />
      ) : (
        <ClientTable
          clients={found}
          current={status.client?.id}
          opening={open.isPending ? open.variables.id : undefined}
          onOpen={(id) => open.mutate({ id }, home)}
        />
      )}
      <Dialog title={t("clients.new")} open={creating} onClose={() => setCreating(false)} size="small">
        <div className="stack">
          <p className="muted">{t("start.ownText")}</p>
          <CreateForm primary />
        </div>
      </Dialog>
    </Page>
  );
}

/** The list is what the page is for: arrow keys work at once. */
function useFirstFocus() {
  useEffect(() => {
    const first = (within: string) => document.querySelector<HTMLElement>(`${within} .clients__open`);
    const row = first("[data-current]") ?? first("");
    if (document.activeElement === document.body) row?.focus();
  }, []);
}

/** One practice company for each ledger that has one. */
function Practice(props: {
  systems: readonly LedgerChoice[];
  disabled: boolean;
  onOpen: (system: string | null) => void;
}) {
  const { t } = useWords();
  if (props.systems.length < 2)
    return (
      <Button disabled={props.disabled} onClick={() => props.onOpen(null)}>
        {t("clients.practice")}
      </Button>
    );
  return (
    <MenuButton
      kind="secondary"
      label={t("clients.practice")}
      text={t("clients.practice")}
      actions={props.systems.map(({ system, name }) => ({
        id: system,
        label: t("clients.practiceWith", { ledger: name }),
        disabled: props.disabled,
        run: () => props.onOpen(system),
      }))}
    />
  );
}
