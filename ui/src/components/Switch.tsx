/** An on/off switch that takes effect at once. role="switch" on a native button, so that it fits a grid cell too. */
import type { ReactNode } from "react";
import "./Switch.css";

export interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: (next: boolean) => void;
  /** Words under the label: prerequisites, cautions. */
  note?: ReactNode;
  disabled?: boolean;
  hideLabel?: boolean;
  tabIndex?: number;
}

export function Switch({ label, checked, onChange, note, disabled, hideLabel, tabIndex }: SwitchProps) {
  return (
    <div className="switch">
      <button
        type="button"
        role="switch"
        className="switch__track"
        aria-checked={checked}
        aria-label={label}
        disabled={disabled}
        tabIndex={tabIndex}
        onClick={() => onChange(!checked)}
      >
        <span className="switch__thumb" />
      </button>
      {hideLabel !== true && (
        <div className="stack stack--tight">
          <span
            className="switch__label"
            aria-hidden="true"
            onClick={() => disabled !== true && onChange(!checked)}
          >
            {label}
          </span>
          {note !== undefined && <span className="muted small">{note}</span>}
        </div>
      )}
    </div>
  );
}
