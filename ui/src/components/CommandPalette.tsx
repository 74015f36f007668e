/** Ctrl+K: go to any page, record or action by typing. Commands come from the shell and from the open page. */
import { useState } from "react";
import { useWords, type MessageId } from "../i18n/intl";
import { Dialog } from "./Dialog";
import { Marked } from "./Marked";
import "./CommandPalette.css";

export interface Command {
  id: string;
  label: string;
  kind: "page" | "action" | "record";
  note?: string;
  keys?: string;
  run: () => void;
}

export interface CommandPaletteProps {
  open: boolean;
  onClose: () => void;
  commands: readonly Command[];
  /** Told what was typed, for commands that have to be looked up, such as records. */
  onText?: (text: string) => void;
}

const MOST = 40;
const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Every word that was typed must occur; commands that begin with the text come first. */
export function rank(commands: readonly Command[], text: string): Command[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const fits = commands.filter((each) =>
    words.every((word) => fold(`${each.label} ${each.note ?? ""}`).includes(word)),
  );
  const starts = (each: Command) => (words[0] !== undefined && fold(each.label).startsWith(words[0]) ? 0 : 1);
  return fits.toSorted((a, b) => starts(a) - starts(b)).slice(0, MOST);
}

export function CommandPalette({ open, onClose, commands, onText }: CommandPaletteProps) {
  const { t } = useWords();
  return (
    <Dialog title={t("palette.title")} open={open} onClose={onClose} size="medium">
      <PaletteBody commands={commands} onClose={onClose} onText={onText} />
    </Dialog>
  );
}

function PaletteBody(props: Omit<CommandPaletteProps, "open">) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = rank(props.commands, text);
  const active = Math.min(at, found.length - 1);
  function run(command: Command | undefined) {
    if (command === undefined) return;
    props.onClose();
    command.run();
  }
  return (
    <div className="palette">
      <input
        className="input"
        role="combobox"
        aria-label={t("palette.placeholder")}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 ? `palette-${active}` : undefined}
        placeholder={t("palette.placeholder")}
        // The dialog was opened in order to type here.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
          props.onText?.(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(active + 1, found.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
          else if (event.key === "Enter") run(found[active]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-list" role="listbox" aria-label={t("palette.title")} className="palette__list">
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === active}
            className="palette__item"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => run(command)}
          >
            <span className="palette__kind">{t(`palette.${command.kind}` as MessageId)}</span>
            <span className="grow truncate">
              <Marked text={command.label} find={text} />
              {command.note !== undefined && <span className="muted small"> {command.note}</span>}
            </span>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="muted">{t("palette.empty", { text })}</p>}
    </div>
  );
}
