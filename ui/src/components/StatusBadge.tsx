/** Icon, word and colour: never colour alone. The words are the states' own. */
import { useWords, type MessageId } from "../i18n/intl";
import { Icon, type IconName } from "./Icon";
import "./StatusBadge.css";

type Tone = "good" | "ready" | "doubt" | "bad" | "quiet" | "warn";

const STATUS: Record<string, { icon: IconName; tone: Tone }> = {
  completed: { icon: "check", tone: "good" },
  posted: { icon: "check", tone: "good" },
  done: { icon: "check", tone: "good" },
  linked: { icon: "check", tone: "good" },
  connected: { icon: "check", tone: "good" },
  pre_sync: { icon: "clock", tone: "ready" },
  staged: { icon: "clock", tone: "ready" },
  approved: { icon: "clock", tone: "ready" },
  queued: { icon: "clock", tone: "ready" },
  sending: { icon: "sync", tone: "ready" },
  running: { icon: "sync", tone: "ready" },
  checking: { icon: "sync", tone: "ready" },
  new: { icon: "plus", tone: "ready" },
  in_doubt: { icon: "doubt", tone: "doubt" },
  lookup_failed: { icon: "alert", tone: "warn" },
  failed: { icon: "alert", tone: "bad" },
  aborted: { icon: "alert", tone: "bad" },
  completed_with_failures: { icon: "alert", tone: "warn" },
  reconnect: { icon: "alert", tone: "bad" },
  not_connected: { icon: "plug", tone: "quiet" },
  ignored: { icon: "minus", tone: "quiet" },
  superseded: { icon: "minus", tone: "quiet" },
  cancelled: { icon: "minus", tone: "quiet" },
  inactive: { icon: "minus", tone: "quiet" },
  held: { icon: "pause", tone: "warn" },
  blocked: { icon: "lock", tone: "warn" },
  paused: { icon: "pause", tone: "warn" },
  limited: { icon: "lock", tone: "warn" },
  warning: { icon: "alert", tone: "warn" },
  practice: { icon: "info", tone: "warn" },
};

export interface StatusBadgeProps {
  status: string;
  /** Another word for the same state, e.g. with a count. */
  label?: string;
  quiet?: boolean;
}

export function StatusBadge({ status, label, quiet }: StatusBadgeProps) {
  const { t } = useWords();
  const look = STATUS[status] ?? { icon: "info" as const, tone: "quiet" as const };
  const word = label ?? (status in STATUS ? t(`status.${status}` as MessageId) : status);
  return (
    <span className="badge" data-tone={look.tone} data-quiet={quiet || undefined}>
      <Icon name={look.icon} size={13} />
      <span className="truncate">{word}</span>
    </span>
  );
}

export function Chip(props: { children: string; tone?: Tone; title?: string }) {
  return (
    <span className="chip" data-tone={props.tone ?? "quiet"} title={props.title}>
      {props.tone === "bad" && <Icon name="alert" size={11} />}
      {props.children}
    </span>
  );
}
