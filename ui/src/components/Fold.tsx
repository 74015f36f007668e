/** A section that is opened and closed by its title; the choice is remembered. */
import { useId, useState, type ReactNode } from "react";
import { remember, remembered } from "../theme/prefs";
import { Icon } from "./Icon";

export function Fold(props: {
  title: string;
  name: string;
  open?: boolean;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  const [open, setOpen] = useState(() => remembered(`fold.${props.name}`, props.open ?? true));
  return (
    <section className="fold" aria-label={props.title}>
      <h2>
        <button
          type="button"
          className="fold__title"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            remember(`fold.${props.name}`, !open);
            setOpen(!open);
          }}
        >
          <Icon name={open ? "down" : "chevron"} size={14} />
          <span className="grow">{props.title}</span>
          {props.aside}
        </button>
      </h2>
      <div id={id} className="fold__body" hidden={!open}>
        {props.children}
      </div>
    </section>
  );
}
