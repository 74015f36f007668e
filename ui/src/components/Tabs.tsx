/** A row of tabs with counts. One tab stop; arrow keys move and select. */
import { useRef, type KeyboardEvent } from "react";
import { useWords } from "../i18n/intl";
import "./Tabs.css";

export interface TabItem {
  id: string;
  label: string;
  count?: number | undefined;
  tone?: "bad";
  done?: boolean;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  value: string;
  onChange: (id: string) => void;
  /** Further tabs that are on; with `onAdd`, Shift+click and Shift+Enter switch one more on or off. */
  also?: readonly string[];
  onAdd?: (id: string) => void;
  /** Id of the panel that the tabs show. */
  controls?: string;
}

export function Tabs({ label, items, value, onChange, controls, also, onAdd }: TabsProps) {
  const { count } = useWords();
  const list = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent) {
    const at = items.findIndex((item) => item.id === value);
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: items.length - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = items[(to + items.length) % items.length];
    if (next === undefined) return;
    onChange(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  }
  return (
    <div
      className="tabs"
      role="tablist"
      aria-label={label}
      aria-multiselectable={onAdd !== undefined || undefined}
      ref={list}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="tab"
          className="tabs__tab"
          data-tab={item.id}
          aria-selected={item.id === value || also?.includes(item.id) === true}
          aria-controls={item.id === value ? controls : undefined}
          tabIndex={item.id === value ? 0 : -1}
          onClick={(event) => (event.shiftKey && onAdd !== undefined ? onAdd : onChange)(item.id)}
        >
          {item.label}
          {item.count !== undefined && (
            <span className="tabs__count num" data-tone={item.count > 0 ? item.tone : undefined}>
              {count(item.count)}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
