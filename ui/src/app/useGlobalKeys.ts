/** Keys that work on every page. Single letters never do (WCAG 2.1.4), "?" only outside text fields. */
import { useEffect, useRef, type RefObject } from "react";
import { useNavigate } from "react-router";
import type { PageExtras } from "./page-commands";
import { PAGES } from "./routes";

interface Options {
  extras: RefObject<PageExtras>;
  openPalette: () => void;
  openKeys: () => void;
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    (target as HTMLInputElement).type !== "checkbox"
  );
}

export function useGlobalKeys(options: Options) {
  const navigate = useNavigate();
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented) return;
      const { extras, openKeys, openPalette } = latest.current;
      const ctrl = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const digit = ctrl ? PAGES[Number(key) - 1] : undefined;
      const run = ctrl
        ? {
            k: openPalette,
            ",": () => void navigate("/settings"),
            f: extras.current.find,
            z: typing(event.target) ? undefined : event.shiftKey ? extras.current.redo : extras.current.undo,
          }[key]
        : key === "f4"
          ? extras.current.toggleDetails
          : key === "f1" || (key === "?" && !typing(event.target))
            ? openKeys
            : undefined;
      const action = run ?? (digit === undefined ? undefined : () => void navigate(digit.path));
      if (action === undefined) return;
      event.preventDefault();
      action();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [navigate]);
}
