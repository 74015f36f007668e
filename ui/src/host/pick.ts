/** Chooses the host once, at start. */
import type { Host } from "./host";
import { httpHost, takeToken } from "./http";

export async function pickHost(): Promise<Host> {
  if (import.meta.env.MODE === "demo") return (await import("./memory-demo")).demoHost();
  if ("__TAURI_INTERNALS__" in window) return (await import("./tauri")).tauriHost();
  const token = takeToken(window.location, window.history, window.sessionStorage);
  return httpHost(token ?? "");
}
