/** The list under a ComboSearch, in the window's top layer so that no scrolling list cuts it off. */
import { useEffect, useLayoutEffect, useState, type CSSProperties, type RefObject } from "react";
import { createPortal } from "react-dom";
import { useWords } from "../i18n/intl";
import { Marked } from "./Marked";
import type { ComboOption } from "./ComboSearch";

export interface ComboListProps {
  id: string;
  label: string;
  options: readonly ComboOption[];
  active: number;
  text: string;
  busy: boolean;
  onPick: (option: ComboOption) => void;
  anchor: RefObject<HTMLInputElement | null>;
}

const LEAST_WIDTH = 320;
const LIST_HEIGHT = 300;

function place(anchor: HTMLInputElement | null): CSSProperties {
  if (anchor === null) return {};
  const box = anchor.getBoundingClientRect();
  const width = Math.max(box.width, LEAST_WIDTH);
  const left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8));
  const below = window.innerHeight - box.bottom;
  const up = below < LIST_HEIGHT && box.top > below;
  const vertical = up ? { bottom: window.innerHeight - box.top + 4 } : { top: box.bottom + 4 };
  return {
    position: "fixed",
    left,
    width,
    maxHeight: Math.min(LIST_HEIGHT, (up ? box.top : below) - 16),
    ...vertical,
  };
}

function usePlace(anchor: RefObject<HTMLInputElement | null>): CSSProperties {
  const [style, setStyle] = useState<CSSProperties>({});
  useLayoutEffect(() => {
    const again = () => setStyle(place(anchor.current));
    again();
    window.addEventListener("scroll", again, true);
    window.addEventListener("resize", again);
    return () => {
      window.removeEventListener("scroll", again, true);
      window.removeEventListener("resize", again);
    };
  }, [anchor]);
  return style;
}

export function ComboList(props: ComboListProps) {
  const { t } = useWords();
  const style = usePlace(props.anchor);
  const activeId = `${props.id}-${props.active}`;
  useEffect(() => {
    document.getElementById(activeId)?.scrollIntoView?.({ block: "nearest" });
  }, [activeId]);
  const list = (
    <div className="combo__list" style={style}>
      <ul id={`${props.id}-list`} role="listbox" aria-label={props.label} aria-busy={props.busy || undefined}>
        {props.options.map((option, index) => (
          <Option key={option.id} {...props} option={option} index={index} />
        ))}
      </ul>
      {props.options.length === 0 && (
        <p className="combo__none muted">
          {props.busy ? t("combo.searching") : t("combo.noResults", { text: props.text })}
        </p>
      )}
    </div>
  );
  return createPortal(list, props.anchor.current?.closest(".dialog, main") ?? document.body);
}

function Option(props: ComboListProps & { option: ComboOption; index: number }) {
  const { option, index } = props;
  const blocked = option.disabledReason !== undefined;
  return (
    <li
      id={`${props.id}-${index}`}
      role="option"
      className="combo__option"
      aria-selected={index === props.active}
      aria-disabled={blocked || undefined}
      data-action={option.action || undefined}
      // Keeps the focus in the field, as the pattern asks.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => props.onPick(option)}
    >
      <span className="combo__label">
        {option.action === true ? option.label : <Marked text={option.label} find={props.text} />}
      </span>
      {(option.note !== undefined || blocked) && (
        <span className="combo__note">
          {option.note}
          {blocked && <span className="combo__blocked"> {option.disabledReason}</span>}
        </span>
      )}
    </li>
  );
}
