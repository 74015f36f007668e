/** A bar with its words. Without a total it says what was done so far and shows no invented share. */
import { useWords } from "../i18n/intl";
import "./Progress.css";

export interface ProgressProps {
  label: string;
  done: number;
  total?: number | null | undefined;
  /** Shown at the right, e.g. "12 s left". */
  note?: string;
  slim?: boolean;
}

export function Progress({ label, done, total, note, slim }: ProgressProps) {
  const { count } = useWords();
  const known = typeof total === "number" && total > 0;
  const share = known ? Math.min(100, Math.floor((done * 100) / total)) : undefined;
  return (
    <div className="progress" data-slim={slim || undefined}>
      <div className="progress__words">
        <span className="truncate">{label}</span>
        <span className="num muted">
          {(known || done > 0) && count(done)}
          {known && ` / ${count(total)}`}
          {note !== undefined && (known || done > 0 ? ` · ${note}` : note)}
        </span>
      </div>
      <div
        className="progress__track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={known ? total : undefined}
        aria-valuenow={known ? done : undefined}
      >
        <div
          className="progress__bar"
          data-unknown={share === undefined || undefined}
          style={share === undefined ? undefined : { width: `${share}%` }}
        />
      </div>
    </div>
  );
}
