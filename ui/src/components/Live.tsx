/**
 * The two live regions. Polite messages come at most once in five seconds, the newest wins; assertive ones are for
 * failures only and come at once (WCAG 4.1.3).
 */
import { useSyncExternalStore } from "react";

export const POLITE_INTERVAL_MS = 5000;

interface Spoken {
  polite: string;
  assertive: string;
}

let spoken: Spoken = { polite: "", assertive: "" };
let lastPolite = Number.NEGATIVE_INFINITY;
let waiting: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function say(change: Partial<Spoken>) {
  // A message said twice must differ, or it is not read out again.
  for (const key of ["polite", "assertive"] as const) {
    if (change[key] !== undefined && change[key] === spoken[key]) change[key] += "\u00a0";
  }
  spoken = { ...spoken, ...change };
  listeners.forEach((listener) => listener());
}

function flush() {
  timer = undefined;
  if (waiting === undefined) return;
  lastPolite = Date.now();
  const text = waiting;
  waiting = undefined;
  say({ polite: text });
}

export function announce(text: string, urgency: "polite" | "assertive" = "polite") {
  if (urgency === "assertive") {
    say({ assertive: text });
    return;
  }
  waiting = text;
  const wait = lastPolite + POLITE_INTERVAL_MS - Date.now();
  if (wait <= 0) flush();
  else timer ??= setTimeout(flush, wait);
}

/** For tests: silence and no memory of the last message. */
export function resetLive() {
  clearTimeout(timer);
  timer = undefined;
  waiting = undefined;
  lastPolite = Number.NEGATIVE_INFINITY;
  spoken = { polite: "", assertive: "" };
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function LiveRegion() {
  const now = useSyncExternalStore(subscribe, () => spoken);
  return (
    <div className="visually-hidden">
      <div role="status" aria-live="polite">
        {now.polite}
      </div>
      <div role="alert" aria-live="assertive">
        {now.assertive}
      </div>
    </div>
  );
}
