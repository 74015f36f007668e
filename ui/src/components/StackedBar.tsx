/**
 * Are we done? One bar of parts that sum to the whole. Each part has a pattern besides its colour and a word with its
 * number beneath; a click filters. The same figures can be shown as a table.
 */
import { useId, useState } from "react";
import { useWords, type MessageId } from "../i18n/intl";
import { Button } from "./Button";
import { BarTable } from "./BarTable";
import { Patterns, type BarPart } from "./Patterns";
import { linear } from "./scale";
import "./StackedBar.css";

export type { BarPart };

export interface StackedBarProps {
  /** States the finding: "92 of 830 invoices still to send". */
  title: string;
  parts: readonly { name: BarPart; count: number }[];
  onPick?: (name: BarPart) => void;
}

const WIDTH = 1000;
const HEIGHT = 18;
const LEAST = 4;

/** Each part that is not zero gets at least a sliver, so that one failure among thousands is seen. */
export function layout(counts: readonly number[]): { start: number; width: number }[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const x = linear([0, Math.max(1, total)], [0, WIDTH]);
  const raw = counts.map((count) => (count === 0 ? 0 : Math.max(LEAST, x(count))));
  const over =
    WIDTH /
    Math.max(
      1,
      raw.reduce((sum, width) => sum + width, 0),
    );
  let at = 0;
  return raw.map((width) => {
    const part = { start: at, width: width * over };
    at += part.width;
    return part;
  });
}

export function StackedBar({ title, parts, onPick }: StackedBarProps) {
  const { t, count } = useWords();
  const id = useId();
  const [table, setTable] = useState(false);
  const word = (name: BarPart) => t(`status.${name}` as MessageId);
  const boxes = layout(parts.map((part) => part.count));
  const summary = parts.map((part) => `${word(part.name)} ${count(part.count)}`).join(", ");
  return (
    <figure className="bar">
      <div className="row row--between">
        <figcaption className="bar__title">{title}</figcaption>
        <Button kind="link" small onClick={() => setTable(!table)}>
          {t(table ? "common.showAsChart" : "common.showAsTable")}
        </Button>
      </div>
      {table ? (
        <BarTable parts={parts} title={title} />
      ) : (
        <>
          <svg
            className="bar__svg"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${title}. ${summary}`}
          >
            <Patterns id={id} />
            {parts.map((part, index) => (
              <g key={part.name} onClick={() => onPick?.(part.name)}>
                <title>{`${word(part.name)} ${count(part.count)}`}</title>
                <rect
                  x={boxes[index]?.start}
                  width={boxes[index]?.width}
                  height={HEIGHT}
                  className={`bar__part--${part.name}`}
                />
                <rect
                  x={boxes[index]?.start}
                  width={boxes[index]?.width}
                  height={HEIGHT}
                  fill={`url(#${id}-${part.name})`}
                />
              </g>
            ))}
          </svg>
          <ul className="bar__legend">
            {parts.map((part) => (
              <li key={part.name}>
                <button type="button" className="bar__key" onClick={() => onPick?.(part.name)}>
                  <svg width="12" height="12" aria-hidden="true" focusable="false">
                    <rect width="12" height="12" rx="2" className={`bar__part--${part.name}`} />
                    <rect width="12" height="12" rx="2" fill={`url(#${id}-${part.name})`} />
                  </svg>
                  {word(part.name)} <span className="num">{count(part.count)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </figure>
  );
}
