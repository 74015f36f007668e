/** What is selected stays selected, also when its page has gone out of view. */
import { QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import { demoHandlers } from "../../demo/handlers";
import { HostProvider, newQueryClient } from "../../host/context";
import { memoryHost } from "../../host/memory";
import type { TransactionRow } from "../../ipc/generated";
import { useChosen } from "./useChosen";

const source = (rows: readonly (TransactionRow | undefined)[]) => ({
  rowCount: rows.length,
  getRow: (index: number) => rows[index],
});
const some = (...keys: string[]) => ({ mode: "some" as const, keys: new Set(keys) });

it("a selection keeps rows whose page is no longer at hand, and forgets those that are taken off", async () => {
  const host = memoryHost(demoHandlers());
  const req = { tiles: [], cause: null, search: "", lists: false, sort: "date", descending: true } as const;
  const { rows } = await host.call("transactions_list", { ...req, tiles: [], offset: 0, limit: 2 });
  const [first, second] = rows as [TransactionRow, TransactionRow];
  const keys = [String(first.id), String(second.id)];
  const client = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HostProvider value={host}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </HostProvider>
  );
  const filter = { tiles: ["total"] as const, cause: null, search: "", lists: false };
  const { result, rerender } = renderHook((props) => useChosen(filter, props.source, props.selection), {
    wrapper,
    initialProps: { source: source([first, second]), selection: some(...keys) },
  });
  expect(result.current.rows).toEqual([first, second]);
  const changed = { ...second, state: "failed" as const };
  rerender({ source: source([undefined, changed]), selection: some(...keys) });
  expect(new Set(result.current.rows)).toEqual(new Set([changed, first]));
  rerender({ source: source([undefined, changed]), selection: some(keys[1]!) });
  expect(result.current.rows).toEqual([changed]);
  rerender({ source: source([undefined, changed]), selection: some(...keys) });
  expect(result.current.rows, "what was taken off is read anew").toEqual([changed]);
});
