/** A host for component tests and the design demo: a map of handlers and a way to send events. */
import type { AppEvent } from "../ipc/generated";
import type { Capability, CommandName, Host, Req, Res } from "./host";
import { HostError, toHostError } from "./host-error";

export type Handlers = { [K in CommandName]?: (req: Req<K>) => Res<K> | Promise<Res<K>> };

export interface MemoryHost extends Host {
  emit(event: AppEvent): void;
  /** Every call so far, in order: a test asserts on what was asked of the backend. */
  readonly calls: { name: CommandName; req: unknown }[];
  /** Replaces handlers, as a test needs them. */
  set(handlers: Handlers): void;
}

export function memoryHost(initial: Handlers = {}, capabilities: Capability[] = []): MemoryHost {
  const handlers: Handlers = { ...initial };
  const listeners = new Set<(event: AppEvent) => void>();
  const calls: { name: CommandName; req: unknown }[] = [];
  return {
    calls,
    async call<K extends CommandName>(name: K, req: Req<K>): Promise<Res<K>> {
      calls.push({ name, req });
      const handler = handlers[name] as ((req: Req<K>) => Res<K> | Promise<Res<K>>) | undefined;
      if (handler === undefined) {
        const message = `no handler for ${name}`;
        throw new HostError({ code: "unexpected", params: {}, recovery: null, message, report_id: null });
      }
      try {
        return await handler(req);
      } catch (thrown) {
        throw toHostError(thrown);
      }
    },
    listen(cb) {
      listeners.add(cb);
      return () => listeners.delete(cb);
    },
    can: (capability) => capabilities.includes(capability),
    emit: (event) => listeners.forEach((cb) => cb(event)),
    set: (more) => Object.assign(handlers, more),
  };
}
