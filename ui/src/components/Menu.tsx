/**
 * A button that opens a menu. The button is a plain element, so that thousands of them in a list cost nothing; React
 * Aria's menu is mounted only while it is open. In a grid the arrow keys belong to the grid; Enter opens.
 */
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Menu as AriaMenu, MenuItem, Popover } from "react-aria-components";
import { Icon, type IconName } from "./Icon";
import "./Menu.css";

const FIRST = "[role=menuitem]:not([aria-disabled=true])";

export interface MenuAction {
  id: string;
  label: string;
  run: () => void;
  disabled?: boolean;
  note?: string;
}

export interface MenuButtonProps {
  label: string;
  /** Shown on the button; without it the button is three dots. */
  text?: string;
  icon?: IconName;
  actions: readonly MenuAction[];
  /** In a grid cell: the cell's tabIndex. */
  tabIndex?: number;
  kind?: "secondary" | "quiet" | "primary";
}

export function MenuButton({ label, text, icon, actions, tabIndex, kind = "quiet" }: MenuButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const classes = ["btn", `btn--${kind}`, text === undefined && "btn--icon btn--small"]
    .filter(Boolean)
    .join(" ");
  // React Aria leaves the focus on the menu itself when it is opened without its own trigger.
  useEffect(() => {
    if (!open) return undefined;
    const frame = requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(FIRST)?.focus());
    return () => cancelAnimationFrame(frame);
  }, [open]);
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "ArrowDown" || (tabIndex !== undefined && !event.altKey)) return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(true);
  }
  return (
    <>
      <button
        type="button"
        ref={button}
        className={classes}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        tabIndex={tabIndex}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      >
        {text === undefined ? <Icon name={icon ?? "dots"} /> : <span className="truncate">{text}</span>}
        {text !== undefined && <Icon name="down" size={12} />}
      </button>
      {open && (
        <Popover
          className="menu"
          aria-label={label}
          placement="bottom end"
          trigger="MenuTrigger"
          triggerRef={button}
          isOpen
          onOpenChange={setOpen}
        >
          <AriaMenu
            ref={list}
            className="menu__list"
            aria-label={label}
            autoFocus="first"
            onClose={() => setOpen(false)}
            onAction={(key) => actions.find((action) => action.id === key)?.run()}
            disabledKeys={actions.filter((action) => action.disabled === true).map((action) => action.id)}
          >
            {actions.map((action) => (
              <MenuItem key={action.id} id={action.id} className="menu__item" textValue={action.label}>
                {action.label}
                {action.note !== undefined && <span className="menu__note">{action.note}</span>}
              </MenuItem>
            ))}
          </AriaMenu>
        </Popover>
      )}
    </>
  );
}
