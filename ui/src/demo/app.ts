import type { Handlers } from "../host/memory";
import type { AppStatus, ClientHealth } from "../ipc/generated";

export const STATUS: AppStatus = {
  version: "0.1.0",
  client: {
    id: "c1",
    name: "Northwind Traders",
    practice: true,
    source_name: "Northwind files",
    ledger_name: "QuickBooks Online",
    company_name: "Northwind Traders Ltd",
    connection: "connected",
  },
  clients: [
    { id: "c1", name: "Northwind Traders", practice: true, opened_at: "2026-11-22T06:00:00Z" },
    { id: "c2", name: "Harbour & Sons Marine", practice: false, opened_at: "2026-11-20T16:12:00Z" },
  ],
  practices: [{ system: "quickbooks", name: "QuickBooks Online" }],
  badges: { unmatched: 12, failed: 3, held: 6 },
  run: null,
  trouble: null,
};

/** A client that is well; tests change what they are about. */
export const HEALTH: ClientHealth = {
  id: "c1",
  source_name: "Northwind files",
  ledger_name: "QuickBooks Online",
  company_name: "Northwind Traders Ltd",
  connection: "connected",
  counts: {
    failed: 3,
    unmatched: 12,
    to_review: 46,
    in_doubt: 0,
    currency: "USD",
    difference: "1480.00",
    last_sync_at: "2026-11-22T06:14:40Z",
    run_open: false,
  },
  trouble: null,
};

export function appHandlers(): Handlers {
  const none = { ...STATUS, client: null };
  let status = location.search.includes("empty") ? { ...none, clients: [] } : STATUS;
  return {
    app_status: () => status,
    practice_open: () => (status = STATUS),
    client_open: () => (status = STATUS),
    client_health: ({ id }) => ({ ...HEALTH, id }),
    client_restore: () => (status = STATUS),
    client_close: () => (status = none),
    client_create: ({ name }) =>
      (status = {
        ...STATUS,
        client: {
          id: "new",
          name,
          practice: false,
          source_name: null,
          ledger_name: null,
          company_name: null,
          connection: "new",
        },
      }),
  };
}
