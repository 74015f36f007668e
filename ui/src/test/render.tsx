/** Renders with everything a page needs: a memory host, queries, messages, a router. */
import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import { LiveRegion } from "../components/Live";
import { ToastRegion } from "../components/Toast";
import { HostProvider, newQueryClient } from "../host/context";
import { memoryHost, type MemoryHost } from "../host/memory";
import { Messages } from "../i18n/intl";

export interface Rendered extends RenderResult {
  host: MemoryHost;
  user: UserEvent;
}

export interface RenderOptions {
  host?: MemoryHost;
  path?: string;
  locale?: string;
  pseudo?: boolean;
}

export function renderUi(ui: ReactNode, options: RenderOptions = {}): Rendered {
  const host = options.host ?? memoryHost();
  const user = userEvent.setup();
  const result = render(
    <HostProvider value={host}>
      <QueryClientProvider client={newQueryClient()}>
        <Messages locale={options.locale ?? "en-GB"} pseudo={options.pseudo ?? false}>
          <MemoryRouter initialEntries={[options.path ?? "/"]}>
            {ui}
            <ToastRegion />
            <LiveRegion />
          </MemoryRouter>
        </Messages>
      </QueryClientProvider>
    </HostProvider>,
  );
  return { ...result, host, user };
}
