/** Lets the open page add its keys to the "?" sheet and its actions to the palette, and handle Undo and Redo. */
import { createContext, useContext, useEffect, useRef, type RefObject } from "react";
import type { Command } from "../components/CommandPalette";
import type { KeyGroup } from "../components/KeyboardHelp";

export interface PageExtras {
  keys?: readonly KeyGroup[];
  commands?: readonly Command[];
  undo?: () => void;
  redo?: () => void;
  /** Ctrl+F: puts the focus in the page's own search field. */
  find?: () => void;
  /** F4: shows or hides the detail panel. */
  toggleDetails?: () => void;
}

export const PageExtrasContext = createContext<RefObject<PageExtras>>({ current: {} });

/** Call at the top of a page. The newest value counts; leaving the page takes it away. */
export function usePageExtras(extras: PageExtras) {
  const slot = useContext(PageExtrasContext);
  const latest = useRef(extras);
  latest.current = extras;
  useEffect(() => {
    slot.current = latest.current;
  });
  useEffect(
    () => () => {
      slot.current = {};
    },
    [slot],
  );
}
