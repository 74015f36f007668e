/** Filters as toggle buttons with counts; more than one may be on. */
import { useWords } from "../i18n/intl";
import { Icon, type IconName } from "./Icon";
import "./FilterChips.css";

export interface FilterChip {
  id: string;
  label: string;
  count?: number | undefined;
  icon?: IconName;
}

export function FilterChips(props: {
  label: string;
  chips: readonly FilterChip[];
  on: readonly string[];
  onToggle: (id: string) => void;
}) {
  const { count } = useWords();
  return (
    <div className="filters" role="group" aria-label={props.label}>
      {props.chips.map((chip) => (
        <button
          key={chip.id}
          type="button"
          className="filters__chip"
          aria-pressed={props.on.includes(chip.id)}
          onClick={() => props.onToggle(chip.id)}
        >
          {props.on.includes(chip.id) ? (
            <Icon name="check" size={12} />
          ) : (
            chip.icon && <Icon name={chip.icon} size={12} />
          )}
          {chip.label}
          {chip.count !== undefined && <span className="num muted">{count(chip.count)}</span>}
        </button>
      ))}
    </div>
  );
}
