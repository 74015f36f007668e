/**
 * A search field with suggestions: combobox with list autocomplete and aria-activedescendant (WAI-ARIA APG).
 * Options come from outside, already searched; this holds no data and does not search by itself.
 */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useWords } from "../i18n/intl";
import { ComboList } from "./ComboList";
import "./ComboSearch.css";

export interface ComboOption {
  id: string;
  label: string;
  /** Second line: number, city, balance, type. */
  note?: ReactNode;
  /** Says why it cannot be taken; such options stay readable. */
  disabledReason?: string;
  /** Actions such as "Create …" are set apart at the end. */
  action?: boolean;
}

export interface ComboSearchProps {
  label: string;
  options: readonly ComboOption[];
  text: string;
  onText: (text: string) => void;
  onPick: (option: ComboOption) => void;
  /** Escape: the owner restores the old value. */
  onCancel?: () => void;
  placeholder?: string;
  busy?: boolean;
  autoFocus?: boolean;
  disabled?: boolean;
  tabIndex?: number;
  invalid?: boolean;
  describedBy?: string | undefined;
  id?: string | undefined;
  showLabel?: boolean;
}

export function ComboSearch(props: ComboSearchProps) {
  const { t } = useWords();
  const ownId = useId();
  const id = props.id ?? ownId;
  const [open, setOpen] = useState(props.autoFocus === true);
  const [at, setAt] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const { options } = props;
  useEffect(() => {
    if (props.autoFocus === true) input.current?.select();
  }, [props.autoFocus]);

  function pick(option: ComboOption | undefined) {
    if (option === undefined || option.disabledReason !== undefined) return;
    setOpen(false);
    setAt(-1);
    props.onPick(option);
  }

  function step(by: number) {
    if (!open) {
      setOpen(true);
      return;
    }
    if (options.length === 0) return;
    setAt((old) => (old < 0 && by < 0 ? options.length - 1 : (old + by + options.length) % options.length));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") {
      if (!open) return;
      pick(options[at < 0 ? 0 : at]);
    } else if (event.key === "Escape") {
      if (!open && props.onCancel === undefined) return;
      setOpen(false);
      setAt(-1);
      props.onCancel?.();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="combo" data-grid-editor>
      {props.showLabel === true && (
        <label className="field__label" htmlFor={id}>
          {props.label}
        </label>
      )}
      <input
        ref={input}
        id={id}
        className="input"
        role="combobox"
        type="text"
        autoComplete="off"
        spellCheck={false}
        aria-label={props.showLabel === true ? undefined : props.label}
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && at >= 0 ? `${id}-${at}` : undefined}
        aria-invalid={props.invalid || undefined}
        aria-describedby={props.describedBy}
        placeholder={props.placeholder}
        disabled={props.disabled}
        tabIndex={props.tabIndex}
        // The field opens because the person asked to edit this very cell.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={props.autoFocus}
        value={props.text}
        onChange={(event) => {
          setOpen(true);
          setAt(-1);
          props.onText(event.target.value);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {open && (
        <ComboList
          id={id}
          label={props.label}
          options={options}
          active={at}
          text={props.text}
          busy={props.busy ?? false}
          onPick={pick}
          anchor={input}
        />
      )}
      <span className="visually-hidden" role="status">
        {open && props.busy !== true ? t("combo.results", { count: options.length }) : ""}
      </span>
    </div>
  );
}
