/** Our button. A native element, so that it works in a grid cell as well as in a form. */
import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./Icon";
import "./Button.css";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "secondary" | "quiet" | "danger" | "link";
  small?: boolean;
  icon?: IconName;
  /** Shows the reason as a hint and keeps the button reachable: a disabled button explains itself. */
  disabledReason?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  kind = "secondary",
  small,
  icon,
  disabledReason,
  children,
  className,
  ...rest
}: ButtonProps) {
  const classes = ["btn", `btn--${kind}`, small && "btn--small", !children && "btn--icon", className];
  const blocked = disabledReason !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={classes.filter(Boolean).join(" ")}
      aria-disabled={blocked || rest["aria-disabled"] || undefined}
      title={disabledReason ?? rest.title}
      onClick={blocked ? (event) => event.preventDefault() : rest.onClick}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {blocked && <span className="visually-hidden"> ({disabledReason})</span>}
    </button>
  );
}
