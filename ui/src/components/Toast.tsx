/** Short messages at the edge of the window, with Undo. They stay ten seconds, longer while pointed at or focused. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useWords } from "../i18n/intl";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { announce } from "./Live";
import "./Toast.css";

export interface ToastMessage {
  text: string;
  tone?: "neutral" | "good" | "bad";
  onUndo?: () => void;
  action?: { label: string; run: () => void };
}

interface Shown extends ToastMessage {
  id: number;
}

export const TOAST_MS = 10_000;
const MOST = 3;
let shown: readonly Shown[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function publish(next: readonly Shown[]) {
  shown = next;
  listeners.forEach((listener) => listener());
}

export function toast(message: ToastMessage): number {
  const id = nextId;
  nextId += 1;
  publish([...shown, { ...message, id }].slice(-MOST));
  announce(message.text, message.tone === "bad" ? "assertive" : "polite");
  return id;
}

export function dismissToast(id: number) {
  publish(shown.filter((each) => each.id !== id));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function ToastRegion() {
  const { t } = useWords();
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <section className="toasts" aria-label={t("toast.region")}>
      {toasts.map((each) => (
        <ToastCard key={each.id} toast={each} />
      ))}
    </section>
  );
}

function ToastCard({ toast: message }: { toast: Shown }) {
  const { t } = useWords();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => dismissToast(message.id), TOAST_MS);
    return () => clearTimeout(timer);
  }, [held, message.id]);
  function then(run: () => void) {
    dismissToast(message.id);
    run();
  }
  const { onUndo, action } = message;
  return (
    <div
      className="toast"
      data-tone={message.tone ?? "neutral"}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {message.tone === "good" && <Icon name="check" />}
      {message.tone === "bad" && <Icon name="alert" />}
      <span className="grow">{message.text}</span>
      {action !== undefined && (
        <Button kind="link" small onClick={() => then(action.run)}>
          {action.label}
        </Button>
      )}
      {onUndo !== undefined && (
        <Button kind="link" small onClick={() => then(onUndo)}>
          {t("common.undo")}
        </Button>
      )}
      <Button
        kind="quiet"
        small
        icon="cross"
        aria-label={t("toast.dismiss")}
        onClick={() => dismissToast(message.id)}
      />
    </div>
  );
}
