/** One of the five figures: a button that filters the list of exactly those records. */
import type { MouseEvent } from "react";
import { useWords, type MessageId } from "../i18n/intl";
import { Icon, type IconName } from "./Icon";
import { Sparkline } from "./Sparkline";
import "./Tile.css";

export type TileName = "total" | "completed" | "pre_sync" | "failed" | "ignored";

export interface TileProps {
  name: TileName;
  count: number;
  /** Change since another moment, and the words that say which; 0 and absent are not shown. */
  change?: number | undefined;
  changeFrom?: string | undefined;
  trend?: readonly number[] | undefined;
  note?: string | undefined;
  pressed?: boolean;
  onOpen: (event: MouseEvent) => void;
}

const ICONS: Record<TileName, IconName | undefined> = {
  total: undefined,
  completed: "check",
  pre_sync: "clock",
  failed: "alert",
  ignored: "minus",
};

export function Tile({ name, count, change, changeFrom, trend, note, pressed, onOpen }: TileProps) {
  const { t, count: show } = useWords();
  const icon = ICONS[name];
  const word = t(`status.${name}` as MessageId);
  return (
    <button
      type="button"
      className="tile"
      data-name={name}
      data-zero={count === 0 || undefined}
      aria-pressed={pressed}
      onClick={onOpen}
    >
      <span className="tile__label">
        {icon !== undefined && <Icon name={icon} size={14} />}
        {word}
      </span>
      <span className="tile__number num">{show(count)}</span>
      <span className="tile__foot">
        {note !== undefined && <span className="truncate">{note}</span>}
        {change !== undefined && change !== 0 && (
          <span className="num" title={changeFrom}>
            {t("tile.change", { sign: change > 0 ? "+" : "−", count: Math.abs(change) })}
          </span>
        )}
        {moves(trend) && <Sparkline values={trend} />}
      </span>
    </button>
  );
}

/** A line that never moved says nothing, and reads as a rule under the figure. */
function moves(trend: readonly number[] | undefined): trend is readonly number[] {
  return trend !== undefined && trend.some((value) => value !== trend[0]);
}
