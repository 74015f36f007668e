/** Which rule or setting left a document out is said in words, never in the program's own. */
import { QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it } from "vitest";
import { demoHandlers } from "../../demo/handlers";
import { HostProvider, newQueryClient } from "../../host/context";
import { memoryHost } from "../../host/memory";
import { Messages } from "../../i18n/intl";
import { useIgnoredWords } from "./ignored";

it("says who or what ignored a document, and spells out a word it does not know", async () => {
  const host = memoryHost(demoHandlers());
  const client = newQueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HostProvider value={host}>
      <QueryClientProvider client={client}>
        <Messages>{children}</Messages>
      </QueryClientProvider>
    </HostProvider>
  );
  const { result } = renderHook(() => useIgnoredWords(), { wrapper });
  const { client: book } = await host.call("app_status", {});
  await waitFor(() =>
    expect(result.current("setting:void_in_source")).toBe(
      `By a system setting: void in ${book!.source_name}`,
    ),
  );
  expect(result.current("setting:gone_from_source")).toBe(
    `By a system setting: no longer in ${book!.source_name}`,
  );
  expect(result.current("record:not_ours")).toBe("By a person: Not ours");
  expect(result.current("rule:Old orders")).toBe("By the rule Old orders");
  expect(result.current("setting:of_next_year")).toBe("By a system setting: of next year");
});
