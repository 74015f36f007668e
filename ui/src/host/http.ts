/**
 * The command line serving this interface to a browser (development, end-to-end tests). The token comes in the
 * address fragment, which browsers never send, and stays in this tab's session storage.
 */
import type { AppEvent } from "../ipc/generated";
import type { CommandName, Host, Req, Res } from "./host";
import { HostError, toHostError } from "./host-error";
import { sseParser } from "./sse";

const TOKEN_KEY = "tieout.token";
const RECONNECT_MS = 1000;

/** Takes the token out of the address, so that it is neither bookmarked nor seen over a shoulder. */
export function takeToken(location: Location, history: History, storage: Storage): string | null {
  const match = /[#&]token=([^&]+)/.exec(location.hash);
  if (match?.[1] !== undefined) {
    storage.setItem(TOKEN_KEY, decodeURIComponent(match[1]));
    const rest = location.hash.replace(/[#&]token=[^&]+/, "").replace(/^&/, "#");
    history.replaceState(null, "", location.pathname + location.search + (rest.startsWith("#/") ? rest : ""));
  }
  return storage.getItem(TOKEN_KEY);
}

function unreachable(thrown: unknown): HostError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new HostError({ code: "host_unreachable", params: {}, recovery: null, message, report_id: null });
}

async function refused(response: Response): Promise<HostError> {
  const text = await response.text();
  try {
    return toHostError(JSON.parse(text));
  } catch {
    return toHostError(new Error(`${response.status} ${text.slice(0, 500)}`));
  }
}

export function httpHost(token: string, base = ""): Host {
  const headers = { Authorization: `Bearer ${token}` };
  return {
    async call<K extends CommandName>(name: K, req: Req<K>): Promise<Res<K>> {
      const response = await fetch(`${base}/rpc/${name}`, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body: JSON.stringify(req ?? null),
      }).catch((thrown: unknown) => {
        throw unreachable(thrown);
      });
      if (!response.ok) throw await refused(response);
      const text = await response.text();
      return (text === "" ? null : JSON.parse(text)) as Res<K>;
    },
    listen(cb) {
      const abort = new AbortController();
      void follow(`${base}/events`, headers, abort.signal, cb);
      return () => abort.abort();
    },
    // The person is in a browser already; the page opens the sign-in itself.
    can: () => false,
  };
}

async function follow(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  cb: (e: AppEvent) => void,
) {
  while (!signal.aborted) {
    try {
      const response = await fetch(url, { headers, signal });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const feed = sseParser((data) => cb(JSON.parse(data) as AppEvent));
      for (;;) {
        const next = await reader?.read();
        if (next === undefined || next.done) break;
        feed(next.value);
      }
    } catch {
      // The stream ends when the host restarts; calls report that to the person, this only comes back.
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}
