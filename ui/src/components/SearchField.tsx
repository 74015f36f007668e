/** A search box that waits a moment before it asks; Escape empties it. */
import { useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";
import "./SearchField.css";

export const SEARCH_DELAY_MS = 150;

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  id?: string;
}

export function SearchField({ label, value, onChange, id }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = text;
      latest.current(text);
    }, SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="search">
      <Icon name="search" size={14} />
      <input
        id={id}
        className="input"
        type="text"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || text === "") return;
          event.stopPropagation();
          setText("");
        }}
      />
    </div>
  );
}
