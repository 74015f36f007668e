/**
 * The one door from the interface to its host. Nothing else knows whether that host is the desktop window,
 * the command line serving a browser, or a test. Ask what a host can do, never which host it is.
 */
import type { AppEvent, Commands } from "../ipc/generated";

export type CommandName = keyof Commands;
export type Req<K extends CommandName> = Commands[K]["req"];
export type Res<K extends CommandName> = Commands[K]["res"];

/** native-files: the host shows a file dialog itself. open-browser: it can open the system browser. */
export type Capability = "native-files" | "open-browser" | "window";

export interface Host {
  call<K extends CommandName>(name: K, req: Req<K>): Promise<Res<K>>;
  /** Returns the function that stops listening. */
  listen(cb: (event: AppEvent) => void): () => void;
  can(capability: Capability): boolean;
}
