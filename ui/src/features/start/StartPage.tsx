/** First start and the list of clients: open the practice company, open a client, or create one. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useNavigate } from "react-router";
import { z } from "zod";
import { useAppStatus } from "../../app/status";
import { Button, ErrorBlock, Icon, InstantText, TextField } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { HostError } from "../../host/host-error";
import { fromFailure } from "../../host/host-error";
import type { ClientFile } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import "./Start.css";

export default function StartPage() {
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

/** Why a client file did not open; a damaged one can be replaced by its newest sound backup. */
function Trouble({ error }: { error: HostError }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const again = useRpcMutation("client_open", ["app_status"]);
  const restore = useRpcMutation("client_restore", ["app_status"]);
  const { client, backup } = error.params;
  const home = { onSuccess: () => void navigate("/") };
  return (
    <div className="stack">
      <ErrorBlock
        error={restore.error ?? error}
        onRetry={client === undefined ? undefined : () => again.mutate({ id: client }, home)}
      />
      {client !== undefined && backup !== undefined && (
        <div>
          <Button
            kind="primary"
            disabled={restore.isPending}
            onClick={() => restore.mutate({ id: client }, home)}
          >
            {t(restore.isPending ? "start.opening" : "start.restore")}
          </Button>
        </div>
      )}
    </div>
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

/** What the program takes, counted in characters as people see them, not in the machine's units. */
const NAME_MAX = 100;
const schema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .refine((name) => [...name].length <= NAME_MAX),
});

function Create() {
  const { t } = useWords();
  const navigate = useNavigate();
  const create = useRpcMutation("client_create", ["app_status"]);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: "" } });
  const wrong = form.formState.errors.name;
  const tooLong = wrong?.type === "custom";
  return (
    <section className="start__card" aria-label={t("start.own")}>
      <h2>{t("start.own")}</h2>
      <p className="muted">{t("start.ownText")}</p>
      <form
        className="stack"
        noValidate
        onSubmit={(event) =>
          void form.handleSubmit((values) =>
            // The news of the open client may come before the answer and take this page away: a promise outlives it.
            create.mutateAsync(values).then(
              () => void navigate("/import"),
              () => undefined,
            ),
          )(event)
        }
      >
        <TextField
          label={t("start.name")}
          placeholder={t("start.nameExample")}
          error={
            wrong === undefined
              ? undefined
              : tooLong
                ? t("start.nameTooLong", { most: NAME_MAX })
                : t("common.required")
          }
          {...form.register("name")}
        />
        <Failed error={create.error} />
        <div>
          <Button type="submit" disabled={create.isPending}>
            {t("start.ownButton")}
          </Button>
        </div>
      </form>
    </section>
  );
}

function Failed({ error }: { error: HostError | null }) {
  return error === null ? null : <ErrorBlock error={error} compact />;
}
