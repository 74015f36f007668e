/** One client: whose books, from where to where, and what waits there. The whole row opens it. */
import type { ReactNode } from "react";
import { Amount, Chip, Icon, InstantText, StatusBadge } from "../../components";
import { CONNECTION_STATUS } from "../../app/connection-status";
import { useErrorText } from "../../errors/useErrorText";
import { useRpc } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import type { ClientCounts, ClientFile, ClientHealth } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";

export interface ClientRowProps {
  client: ClientFile;
  /** Open in this window. */
  current: boolean;
  opening: boolean;
  onOpen: () => void;
}

export function ClientRow({ client, current, opening, onOpen }: ClientRowProps) {
  const { t } = useWords();
  // Another window may have worked on it meanwhile.
  const health = useRpc("client_health", { id: client.id }, { refetchOnWindowFocus: "always" });
  return (
    <div role="row" className="clients__row" data-client={client.id} data-current={current || undefined}>
      <div role="rowheader" className="clients__name">
        <button
          type="button"
          className="clients__open truncate"
          title={client.name}
          disabled={opening}
          onClick={onOpen}
        >
          {client.name}
        </button>
        <span className="clients__books muted small">
          {client.practice && <Chip tone="warn">{t("shell.practice")}</Chip>}
          {current && <Chip tone="ready">{t("clients.current")}</Chip>}
          <span className="truncate">
            {opening ? t("start.opening") : health.data !== undefined && <Books of={health.data} />}
          </span>
        </span>
      </div>
      {health.data === undefined ? <Unknown /> : <Health health={health.data} />}
    </div>
  );
}

function Books({ of }: { of: ClientHealth }) {
  const { t } = useWords();
  if (of.trouble !== null || of.counts === null) return null;
  const source = of.source_name ?? t("shell.noSource");
  const ledger = of.ledger_name ?? t("shell.noLedger");
  return (
    <>
      <span aria-hidden="true">
        {source} <Icon name="arrow" size={12} /> {ledger}
        {of.company_name !== null && `: ${of.company_name}`}
      </span>
      <span className="visually-hidden">{t("shell.directionSpoken", { source, ledger })}</span>
    </>
  );
}

function Health({ health }: { health: ClientHealth }) {
  const { t } = useWords();
  const errorText = useErrorText();
  if (health.trouble !== null) {
    const said = errorText(fromFailure(health.trouble));
    const tone = health.trouble.code === "client_file_in_use" ? "paused" : "warning";
    return (
      <div role="cell" className="clients__told">
        <StatusBadge status={tone} label={said.title} />
        <span className="muted small">{said.text}</span>
      </div>
    );
  }
  if (health.counts === null)
    return (
      <div role="cell" className="clients__told">
        <span className="muted small">{t("clients.older")}</span>
      </div>
    );
  return (
    <>
      <div role="cell">
        <StatusBadge status={CONNECTION_STATUS[health.connection]} />
      </div>
      <Counts counts={health.counts} />
    </>
  );
}

function Counts({ counts }: { counts: ClientCounts }) {
  const { t } = useWords();
  return (
    <>
      <Figure value={counts.failed} bad />
      <Figure value={counts.unmatched} />
      <Figure value={counts.to_review}>
        {counts.in_doubt > 0 && (
          <span className="visually-hidden">{t("clients.inDoubt", { count: counts.in_doubt })}</span>
        )}
      </Figure>
      <div role="cell" className="clients__figure" data-some={differs(counts) || undefined}>
        {counts.difference === null ? (
          <Nothing />
        ) : (
          <Amount value={counts.difference} currency={counts.currency ?? undefined} showCurrency />
        )}
      </div>
      <div role="cell" className="clients__when">
        {counts.run_open ? <StatusBadge status="running" /> : <InstantText value={counts.last_sync_at} />}
      </div>
    </>
  );
}

const differs = (counts: ClientCounts) => /[1-9]/.test(counts.difference ?? "");

function Figure({ value, bad, children }: { value: number; bad?: boolean; children?: ReactNode }) {
  const { count } = useWords();
  return (
    <div role="cell" className="clients__figure num" data-some={value > 0 || undefined}>
      {bad === true && value > 0 ? <Chip tone="bad">{count(value)}</Chip> : count(value)}
      {children}
    </div>
  );
}

function Nothing() {
  const { t } = useWords();
  return (
    <>
      <span className="muted" aria-hidden="true">
        –
      </span>
      <span className="visually-hidden">{t("clients.nothingYet")}</span>
    </>
  );
}

/** Before the file was looked at: an empty row of the same height, so that nothing jumps. */
function Unknown() {
  const { t } = useWords();
  return (
    <div role="cell" className="clients__told">
      <span className="muted small">{t("clients.looking")}</span>
    </div>
  );
}
