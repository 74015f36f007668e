/** A few choices of which one holds: native radio buttons, so that arrow keys and screen readers just work. */
import { useId } from "react";
import { useWords } from "../../i18n/intl";

export interface Segment<T extends string> {
  id: T;
  label: string;
  count?: number | undefined;
}

export function Segments<T extends string>(props: {
  label: string;
  segments: readonly Segment<T>[];
  value: T;
  onChange: (id: T) => void;
}) {
  const { count } = useWords();
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{props.label}</legend>
      {props.segments.map((each) => (
        <label key={each.id} className="segments__one">
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={props.value === each.id}
            onChange={() => props.onChange(each.id)}
          />
          <span>
            {each.label}
            {each.count !== undefined && <span className="num segments__count"> {count(each.count)}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
