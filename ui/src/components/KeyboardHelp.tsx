/** The sheet behind "?": every key, for the whole program and for the page that is open. */
import { useWords, type MessageId } from "../i18n/intl";
import { Dialog } from "./Dialog";
import "./KeyboardHelp.css";

export interface KeyLine {
  keys: string;
  text: string;
}

export interface KeyGroup {
  title: string;
  lines: readonly KeyLine[];
}

const EVERYWHERE: readonly [string, MessageId][] = [
  ["Ctrl K", "keys.palette"],
  ["?", "keys.help"],
  ["Ctrl Z", "keys.undo"],
  ["Ctrl Shift Z", "keys.redo"],
  ["Ctrl F", "keys.find"],
  ["F4", "keys.details"],
  ["Esc", "keys.close"],
  ["Ctrl ,", "keys.settings"],
];
const GRID: readonly [string, MessageId][] = [
  ["↑ ↓ ← →", "keys.move"],
  ["PgUp PgDn", "keys.page_"],
  ["Home End", "keys.ends"],
  ["Ctrl Home, Ctrl End", "keys.corners"],
  ["Space", "keys.select"],
  ["Shift ↑ ↓", "keys.extend"],
  ["Ctrl A", "keys.all"],
  ["Enter", "keys.open"],
];

export function KeyboardHelp(props: { open: boolean; onClose: () => void; page?: readonly KeyGroup[] }) {
  const { t } = useWords();
  const group = (title: MessageId, lines: readonly [string, MessageId][]): KeyGroup => ({
    title: t(title),
    lines: lines.map(([keys, id]) => ({ keys, text: t(id) })),
  });
  const groups = [...(props.page ?? []), group("keys.grid", GRID), group("keys.everywhere", EVERYWHERE)];
  return (
    <Dialog title={t("keys.title")} open={props.open} onClose={props.onClose} size="medium">
      {/* Longer than a small window: the keyboard must reach it to scroll. */}
      <div className="keys" tabIndex={0} role="group" aria-label={t("keys.title")}>
        {groups.map((each) => (
          <section key={each.title} aria-label={each.title}>
            <h3>{each.title}</h3>
            <dl>
              {each.lines.map((line) => (
                <div key={line.keys + line.text}>
                  <dt>
                    <kbd>{line.keys}</kbd>
                  </dt>
                  <dd>{line.text}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
