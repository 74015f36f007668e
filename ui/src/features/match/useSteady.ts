/**
 * Holds a value still while a pointer is down on a row of a grid: the record that was pressed is the record that is
 * clicked, whatever arrives meanwhile. What came is shown as soon as the click is through.
 */
import { useEffect, useReducer, useRef } from "react";

const ROW = '[role="row"][data-row]';

export function useSteady<T>(value: T): T {
  const down = useRef(false);
  const shown = useRef(value);
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function press(event: Event) {
      clearTimeout(timer);
      down.current = event.target instanceof Element && event.target.closest(ROW) !== null;
    }
    // The click comes right after this event; only then may another record take the place.
    function release() {
      if (!down.current) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        down.current = false;
        again();
      });
    }
    const ends = ["pointerup", "pointercancel", "dragend", "blur"];
    document.addEventListener("pointerdown", press, true);
    ends.forEach((name) => window.addEventListener(name, release, true));
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerdown", press, true);
      ends.forEach((name) => window.removeEventListener(name, release, true));
    };
  }, []);
  if (!down.current) shown.current = value;
  return shown.current;
}
