/** One of a few, all visible, each with what it means. */
import type { ReactNode } from "react";
import { useId } from "react";
import "./Field.css";

export interface Choice<T extends string> {
  value: T;
  label: string;
  note?: ReactNode;
}

export function ChoiceField<T extends string>(props: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="choice" disabled={props.disabled}>
      <legend>{props.label}</legend>
      {props.choices.map((choice) => (
        <label key={choice.value} className="choice__line">
          <input
            type="radio"
            name={name}
            checked={props.value === choice.value}
            onChange={() => props.onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.note !== undefined && <span className="muted small"> {choice.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
