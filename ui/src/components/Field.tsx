/** A label, its control, a hint and the reason why the value is not accepted, tied together for screen readers. */
import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes } from "react";
import { Icon } from "./Icon";
import "./Field.css";

interface FieldFrame {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

function describe(id: string, props: FieldFrame): string | undefined {
  const ids = [props.error !== undefined && `${id}-error`, props.hint !== undefined && `${id}-hint`].filter(
    Boolean,
  );
  return ids.length === 0 ? undefined : ids.join(" ");
}

function Frame(props: FieldFrame & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label className="field__label" htmlFor={props.id}>
        {props.label}
      </label>
      {props.children}
      {props.error !== undefined && (
        <p className="field__error" id={`${props.id}-error`}>
          <Icon name="alert" size={13} /> {props.error}
        </p>
      )}
      {props.hint !== undefined && (
        <p className="field__hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

export type TextFieldProps = FieldFrame &
  InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  const own = useId();
  const id = input.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        type="text"
        spellCheck={false}
        {...input}
        id={id}
        className="input"
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describe(id, { label, hint, error })}
      />
    </Frame>
  );
}

export type SelectFieldProps = FieldFrame &
  SelectHTMLAttributes<HTMLSelectElement> & { children: ReactNode; ref?: Ref<HTMLSelectElement> };

export function SelectField({ label, hint, error, children, ...select }: SelectFieldProps) {
  const own = useId();
  const id = select.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select
        {...select}
        id={id}
        className="input input--select"
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describe(id, { label, hint, error })}
      >
        {children}
      </select>
    </Frame>
  );
}
