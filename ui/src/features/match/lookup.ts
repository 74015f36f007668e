/** Whether both lists are here and were compared: only then may a record say "no match". */
import type { ListState, LookupWord, Side } from "../../ipc/generated";

export type Lookup = LookupWord | "unloaded";

/** `side` is the one whose records are listed; what they are compared with is the other. */
export function lookupOf(list: ListState | undefined, side: Side): Lookup {
  if (list === undefined) return "done";
  const others = side === "ledger" ? list.source_records : list.ledger_records;
  const never = side === "ledger" || list.pull === "never";
  return others === 0 && never ? "unloaded" : list.lookup;
}
