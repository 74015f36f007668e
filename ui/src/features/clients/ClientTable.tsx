/** All clients of this computer. Arrow keys go from one to the next, Enter opens. */
import { useRef, type KeyboardEvent } from "react";
import { useWords, type MessageId } from "../../i18n/intl";
import type { ClientFile } from "../../ipc/generated";
import { ClientRow } from "./ClientRow";

const COLUMNS: readonly [MessageId, boolean][] = [
  ["clients.col.client", false],
  ["clients.col.connection", false],
  ["clients.col.failed", true],
  ["clients.col.unmatched", true],
  ["clients.col.toReview", true],
  ["clients.col.difference", true],
  ["clients.col.lastSync", true],
];

const STEPS: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

export function ClientTable(props: {
  clients: readonly ClientFile[];
  current: string | undefined;
  opening: string | undefined;
  onOpen: (id: string) => void;
}) {
  const { t } = useWords();
  const table = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (step === undefined) return;
    const buttons = [...(table.current?.querySelectorAll<HTMLButtonElement>(".clients__open") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    event.preventDefault();
    buttons[step(at, buttons.length - 1)]?.focus();
  }
  return (
    <div
      role="table"
      aria-label={t("clients.title")}
      className="clients__table"
      ref={table}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="clients__row clients__row--head">
        {COLUMNS.map(([label, figure]) => (
          <div key={label} role="columnheader" className={figure ? "clients__figure" : undefined}>
            {t(label)}
          </div>
        ))}
      </div>
      {props.clients.map((client) => (
        <ClientRow
          key={client.id}
          client={client}
          current={client.id === props.current}
          opening={client.id === props.opening}
          onOpen={() => props.onOpen(client.id)}
        />
      ))}
    </div>
  );
}
