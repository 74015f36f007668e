/** What a person chose about looks: theme, density, style of negative amounts. Preferences only, never data. */
import { useSyncExternalStore } from "react";
import type { NegativeStyle } from "../i18n/format";

export type Theme = "system" | "light" | "dark" | "contrast";
export type Density = "comfortable" | "compact";

export interface Prefs {
  theme: Theme;
  density: Density;
  negative: NegativeStyle;
}

const KEY = "tieout.prefs";
const DEFAULTS: Prefs = { theme: "system", density: "comfortable", negative: "minus" };
const listeners = new Set<() => void>();
let current: Prefs | undefined;

function read(): Prefs {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Prefs>) };
  } catch {
    return DEFAULTS;
  }
}

function snapshot(): Prefs {
  current ??= read();
  return current;
}

export function setPrefs(change: Partial<Prefs>) {
  current = { ...snapshot(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts until the window closes.
  }
  applyPrefs(current);
  listeners.forEach((listener) => listener());
}

/** Puts the choice on the root element, where the style sheets look for it. */
export function applyPrefs(prefs: Prefs = snapshot()) {
  const root = document.documentElement;
  root.dataset["theme"] = prefs.theme;
  root.dataset["density"] = prefs.density;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function usePrefs(): Prefs {
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}

/** Row heights keep every target at least 24 px high. */
export const ROW_HEIGHT: Record<Density, number> = { comfortable: 36, compact: 28 };

/** Small remembered choices, such as an open section; falls back to the given value. */
export function remembered<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`tieout.${key}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown) {
  try {
    localStorage.setItem(`tieout.${key}`, JSON.stringify(value));
  } catch {
    // As above: only a convenience.
  }
}
