/** The desktop window. The only file that may import @tauri-apps. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { AppEvent } from "../ipc/generated";
import type { Capability, CommandName, Host, Req, Res } from "./host";
import { toHostError } from "./host-error";

const CAPABILITIES: ReadonlySet<Capability> = new Set(["native-files", "open-browser", "window"]);

export function tauriHost(): Host {
  return {
    async call<K extends CommandName>(name: K, req: Req<K>): Promise<Res<K>> {
      try {
        return await invoke<Res<K>>("rpc", { name, payload: req });
      } catch (thrown) {
        throw toHostError(thrown);
      }
    },
    listen(cb: (event: AppEvent) => void) {
      let stopped = false;
      let stop: (() => void) | undefined;
      void listen<AppEvent>("tieout", (event) => cb(event.payload)).then((unlisten) => {
        if (stopped) unlisten();
        else stop = unlisten;
      });
      return () => {
        stopped = true;
        stop?.();
      };
    },
    can: (capability) => CAPABILITIES.has(capability),
  };
}
