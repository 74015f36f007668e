/** The badge's word for each state of the connection. */
import type { ConnectionBadge } from "../ipc/generated";

export const CONNECTION_STATUS: Record<ConnectionBadge, string> = {
  new: "not_connected",
  connected: "connected",
  sign_in_needed: "reconnect",
  paused: "paused",
  removed: "not_connected",
};
