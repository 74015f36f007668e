/** The pages that exist, in the order of the work. */
import { lazy } from "react";
import type { IconName } from "../components";
import type { MessageId } from "../i18n/en";

export interface PageEntry {
  path: string;
  label: MessageId;
  icon: IconName;
  keys?: string;
}

export const PAGES: readonly PageEntry[] = [
  { path: "/", label: "shell.home", icon: "home", keys: "Ctrl 1" },
  { path: "/import", label: "shell.imports", icon: "import", keys: "Ctrl 2" },
  { path: "/match", label: "shell.match", icon: "match", keys: "Ctrl 3" },
  { path: "/sync", label: "shell.sync", icon: "sync", keys: "Ctrl 4" },
  { path: "/activity", label: "shell.activity", icon: "activity", keys: "Ctrl 5" },
  { path: "/audit", label: "shell.audit", icon: "audit", keys: "Ctrl 6" },
  { path: "/settings", label: "shell.settings", icon: "settings", keys: "Ctrl ," },
];

export const HomePage = lazy(() => import("../features/home/HomePage"));
export const ImportPage = lazy(() => import("../features/import/ImportPage"));
export const MatchPage = lazy(() => import("../features/match/MatchPage"));
export const SyncPage = lazy(() => import("../features/sync/SyncPage"));
export const ReportPage = lazy(() => import("../features/report/ReportPage"));
export const ActivityPage = lazy(() => import("../features/activity/ActivityPage"));
export const AuditPage = lazy(() => import("../features/audit/AuditPage"));
export const SettingsPage = lazy(() => import("../features/settings/SettingsPage"));
export const StartPage = lazy(() => import("../features/start/StartPage"));
