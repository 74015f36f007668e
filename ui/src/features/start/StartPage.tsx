/** First start and the list of clients: open the practice company, open a client, or create one. */
import { useNavigate } from "react-router";
import { useAppStatus } from "../../app/status";
import { Button, ErrorBlock, Icon, InstantText } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { HostError } from "../../host/host-error";
import { fromFailure } from "../../host/host-error";
import type { ClientFile } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { ClientsPage } from "../clients/ClientsPage";
import { CreateForm } from "../clients/CreateForm";
import { Trouble } from "../clients/Trouble";
import "./Start.css";

/** With several clients it is their page; before that it leads to the first. */
export default function StartPage() {
  const status = useAppStatus();
  if (status.data !== undefined && status.data.clients.length > 1)
    return <ClientsPage status={status.data} />;
  return <FirstStart />;
}

function FirstStart() {
  const { t } = useWords();
  const status = useAppStatus();
  const clients = status.data?.clients.filter((client) => !client.practice) ?? [];
  const trouble = status.data?.trouble ?? null;
  return (
    <main className="start">
      <div className="start__box">
        <header className="stack stack--tight">
          <h1>{t("start.title")}</h1>
          <p className="muted">{t("start.lead")}</p>
        </header>
        {trouble !== null && <Trouble error={fromFailure(trouble)} />}
        {clients.length > 0 && <Clients clients={clients} told={trouble !== null} />}
        <div className="start__ways">
          <Practice told={trouble !== null} />
          <Create />
        </div>
      </div>
    </main>
  );
}

/** `told`: why a file did not open stands above already. */
function Clients({ clients, told }: { clients: readonly ClientFile[]; told: boolean }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const open = useRpcMutation("client_open", ["app_status"]);
  return (
    <section className="start__card" aria-label={t("start.clients")}>
      <h2>{t("start.clients")}</h2>
      {open.isError && !told && <ErrorBlock error={open.error} compact />}
      <ul className="start__list">
        {clients.map((client) => (
          <li key={client.id}>
            <button
              type="button"
              className="start__client"
              onClick={() => open.mutate({ id: client.id }, { onSuccess: () => void navigate("/") })}
            >
              <span className="grow truncate">{client.name}</span>
              <span className="muted small">
                <InstantText value={client.opened_at} />
              </span>
              <Icon name="chevron" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `told`: why its file did not open stands above already. */
function Practice({ told }: { told: boolean }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const open = useRpcMutation("practice_open", ["app_status"]);
  return (
    <section className="start__card" aria-label={t("start.practice")}>
      <h2>{t("start.practice")}</h2>
      <p className="muted">{t("start.practiceText")}</p>
      <span className="grow" />
      {!told && <Failed error={open.error} />}
      <div>
        <Button
          kind="primary"
          disabled={open.isPending}
          onClick={() => open.mutate({ system: null }, { onSuccess: () => void navigate("/") })}
        >
          {t(open.isPending ? "start.opening" : "start.practiceButton")}
        </Button>
      </div>
    </section>
  );
}

function Create() {
  const { t } = useWords();
  return (
    <section className="start__card" aria-label={t("start.own")}>
      <h2>{t("start.own")}</h2>
      <p className="muted">{t("start.ownText")}</p>
      <CreateForm />
    </section>
  );
}

function Failed({ error }: { error: HostError | null }) {
  return error === null ? null : <ErrorBlock error={error} compact />;
}
