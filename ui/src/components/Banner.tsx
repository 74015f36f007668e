/** A bar that says something about the page as a whole; one button at most. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";
import "./Banner.css";

const ICON: Record<BannerProps["tone"], IconName> = {
  info: "info",
  warn: "alert",
  bad: "alert",
  good: "check",
};

export interface BannerProps {
  tone: "info" | "warn" | "bad" | "good";
  children: ReactNode;
  action?: ReactNode;
}

export function Banner({ tone, children, action }: BannerProps) {
  return (
    <div className="banner" data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <Icon name={ICON[tone]} />
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}

/** What a page shows when there is nothing: why, and the one next step. */
export function EmptyState(props: { title: string; text?: ReactNode; action?: ReactNode; icon?: IconName }) {
  return (
    <div className="empty">
      {props.icon !== undefined && <Icon name={props.icon} size={28} />}
      <h2>{props.title}</h2>
      {props.text !== undefined && <p className="muted">{props.text}</p>}
      {props.action}
    </div>
  );
}
