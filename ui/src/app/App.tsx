/** Everything around the pages: providers, shell, routes. */
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { Suspense, type ReactNode } from "react";
import { HashRouter, Navigate, Route, Routes } from "react-router";
import { ErrorBlock, LiveRegion, ToastRegion } from "../components";
import { HostProvider } from "../host/context";
import type { Host } from "../host/host";
import { Messages } from "../i18n/intl";
import { Boundary } from "./Boundary";
import { useAppEvents } from "./events";
import { NotFound } from "./NotFound";
import * as pages from "./routes";
import { Shell } from "./Shell";
import { useAppStatus } from "./status";
import "../theme/tokens.css";
import "../theme/base.css";

export function App(props: { host: Host; client: QueryClient }) {
  return (
    <HostProvider value={props.host}>
      <QueryClientProvider client={props.client}>
        <Messages>
          <HashRouter>
            <Window />
            <ToastRegion />
            <LiveRegion />
          </HashRouter>
        </Messages>
      </QueryClientProvider>
    </HostProvider>
  );
}

/** Without a client: the start page alone. With one: the shell and its pages. */
export function Window() {
  useAppEvents();
  const status = useAppStatus();
  if (status.isError && status.data === undefined)
    return (
      <main className="window-error">
        <ErrorBlock error={status.error} onRetry={() => void status.refetch()} />
      </main>
    );
  if (status.data === undefined) return null;
  if (status.data.client === null)
    return (
      <Suspense>
        <pages.StartPage />
      </Suspense>
    );
  return (
    <Shell status={status.data} client={status.data.client}>
      <Boundary>
        <Suspense>
          <Pages />
        </Suspense>
      </Boundary>
    </Shell>
  );
}

function Pages(): ReactNode {
  return (
    <Routes>
      <Route path="/" element={<pages.HomePage />} />
      <Route path="/import" element={<pages.ImportPage />} />
      <Route path="/match/:kind?" element={<pages.MatchPage />} />
      <Route path="/sync/:step?" element={<pages.SyncPage />} />
      <Route path="/report/:runId" element={<pages.ReportPage />} />
      <Route path="/activity/:id?" element={<pages.ActivityPage />} />
      <Route path="/audit" element={<pages.AuditPage />} />
      <Route path="/settings" element={<Navigate to="/settings/connections" replace />} />
      <Route path="/settings/:section" element={<pages.SettingsPage />} />
      <Route path="/start" element={<pages.StartPage />} />
      <Route path="*" element={<NotFound />} />
    </Routes>
  );
}
