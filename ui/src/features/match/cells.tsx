/** The cells of the match list. Each holds text or one widget. */
import type { ReactNode } from "react";
import { Button, Chip, Icon, StatusBadge, type CellContext, type IconName } from "../../components";
import { useWords, type MessageId } from "../../i18n/intl";
import type { LinkState, RecordView, Tier } from "../../ipc/generated";
import { useRecordWords, type Names } from "./names";
import type { Lookup } from "./lookup";
import { isOpen, type MatchItem } from "./useMatchRows";

export function RecordCell({ record }: { record: RecordView }) {
  const { t } = useWords();
  const detail = [record.number, record.detail].filter(Boolean).join(" · ");
  return (
    <span className="twoline" title={detail === "" ? record.name : `${record.name}\n${detail}`}>
      <span className="twoline__main truncate">
        <bdi>{record.name}</bdi>
        {!record.active && <span className="match__inactive">{t("match.inactive")}</span>}
      </span>
      {detail !== "" && (
        <span className="twoline__sub truncate">
          <bdi>{detail}</bdi>
        </span>
      )}
    </span>
  );
}

const TIER_ICON: Record<Tier | "linked", IconName> = {
  linked: "match",
  exact: "check",
  strong: "up",
  possible: "doubt",
  ambiguous: "alert",
  none: "minus",
};

export function tierIcon(tier: Tier): IconName {
  return TIER_ICON[tier];
}

const LOOKUP_ICON: Record<Lookup, IconName> = {
  done: "minus",
  checking: "clock",
  failed: "alert",
  unloaded: "clock",
};

export const lookupIcon = (lookup: Lookup) => LOOKUP_ICON[lookup];

/** Before both lists were compared, "no match" would be said of a search that never was. */
export function TierCell(props: { tier: Tier; state: LinkState; lookup?: Lookup }) {
  const { t } = useWords();
  const { tier, state, lookup = "done" } = props;
  if (lookup !== "done" && state !== "linked" && tier === "none")
    return (
      <span className="tier" data-tier={lookup} title={t(`match.lookupText.${lookup}`)}>
        <Icon name={LOOKUP_ICON[lookup]} size={14} />
        {t(`match.lookup.${lookup}`)}
      </span>
    );
  const shown = state === "linked" ? "linked" : tier;
  const hint = shown === "linked" ? undefined : t(`match.tierText.${shown}`);
  return (
    <span className="tier" data-tier={shown} title={hint}>
      <Icon name={TIER_ICON[shown]} size={14} />
      {t(`match.tier.${shown}`)}
    </span>
  );
}

/** Looks like the search field it becomes; the list of candidates opens in its place. */
export function PartnerCell(props: {
  item: MatchItem;
  context: CellContext;
  names: Names;
  lookup: Lookup;
  onEdit: () => void;
}) {
  const { item, names } = props;
  const { t } = useWords();
  const { kind } = useRecordWords();
  const partner = item.partner?.record;
  if (item.state === "ignored") return <span className="muted">–</span>;
  if (item.state === "create") return <span className="muted truncate">{t("match.status.create")}</span>;
  if (item.state === "linked") return partner === undefined ? null : <RecordCell record={partner} />;
  if (props.lookup === "unloaded") return <span className="muted">–</span>;
  const system = item.record.side === "ledger" ? names.source : names.ledger;
  const offered = partner !== undefined && item.tier !== "none";
  const empty =
    item.tier === "ambiguous" ? t("match.choose") : t("match.searchFor", { system, kind: kind(item.kind) });
  return (
    <button
      type="button"
      className="partner"
      data-empty={!offered || undefined}
      tabIndex={props.context.tabIndex}
      onClick={props.onEdit}
    >
      <span className="visually-hidden">{t("match.searchLabel", { name: item.record.name })}: </span>
      {offered && item.tier !== "ambiguous" ? (
        <RecordCell record={partner} />
      ) : (
        <span className="truncate grow">{empty}</span>
      )}
      <Icon name="search" size={13} />
    </button>
  );
}

const MOST_CHIPS = 3;

export function WhyCell({ item }: { item: MatchItem }) {
  const words = useRecordWords();
  const reasons = item.partner?.reasons ?? [];
  // What speaks against it must never be the chip that did not fit.
  const sorted = [
    ...reasons.filter((each) => each.contradiction),
    ...reasons.filter((each) => !each.contradiction),
  ];
  if (item.state === "ignored" || item.state === "create") return null;
  return (
    <span className="why" title={sorted.map(words.reason).join(", ")}>
      {sorted.slice(0, MOST_CHIPS).map((reason) => (
        <Chip key={`${reason.code}${reason.text}`} tone={reason.contradiction ? "bad" : "quiet"}>
          {words.reason(reason)}
        </Chip>
      ))}
    </span>
  );
}

export function DifferencesCell(props: { item: MatchItem; context: CellContext; onOpen: () => void }) {
  const { t } = useWords();
  const { item } = props;
  if (item.partner === null || item.tier === "none") return <span className="muted">–</span>;
  return (
    <Button
      kind="link"
      small
      tabIndex={props.context.tabIndex}
      onClick={props.onOpen}
      aria-label={t("match.differLong", { count: item.differences, name: item.record.name })}
    >
      {t("match.differ", { count: item.differences })}
    </Button>
  );
}

export function ActionCell(props: {
  item: MatchItem;
  context: CellContext;
  lookup: Lookup;
  /** In the list of open records a decided one is about to leave. */
  leaving: boolean;
  onSync: () => void;
  onUnlink: () => void;
  onUncreate: () => void;
}): ReactNode {
  const { t } = useWords();
  const { item, context } = props;
  const name = item.record.name;
  if (item.state === "linked" || item.state === "create") {
    const linked = item.state === "linked";
    if (props.leaving)
      return linked ? (
        <StatusBadge status="linked" label={t("match.status.linked")} quiet />
      ) : (
        <StatusBadge status="queued" label={t("match.status.createShort")} quiet />
      );
    return (
      <Button
        small
        kind="quiet"
        tabIndex={context.tabIndex}
        onClick={linked ? props.onUnlink : props.onUncreate}
        aria-label={t(linked ? "match.unlinkThis" : "match.notCreateThis", { name })}
      >
        {t(linked ? "match.unlink" : "match.notCreate")}
      </Button>
    );
  }
  if (!isOpen(item) || props.lookup === "unloaded") return null;
  const pick = item.partner === null || item.tier === "ambiguous" || item.tier === "none";
  const label = pick
    ? t("match.chooseFor", { name })
    : t("match.syncThis", { name, partner: item.partner?.record.name ?? "" });
  return (
    <Button
      small
      tabIndex={context.tabIndex}
      onClick={props.onSync}
      aria-label={label}
      className="match__sync"
    >
      {t(pick ? "match.choose" : "match.sync")}
    </Button>
  );
}

export function StatusCell({ item }: { item: MatchItem }) {
  const { t, instant } = useWords();
  const when = item.decided_at === null ? undefined : instant(item.decided_at);
  const title =
    when === undefined ? undefined : t("match.status.when", { when, who: item.decided_by ?? "none" });
  return (
    <span title={title} className="match__status">
      {item.state === "create" ? (
        <StatusBadge status="queued" label={t("match.status.create")} />
      ) : item.state === "ignored" ? (
        <StatusBadge
          status="ignored"
          {...(item.ignore_reason === null
            ? {}
            : { label: t(`match.reason.${item.ignore_reason}` as MessageId) })}
        />
      ) : (
        <StatusBadge
          status={item.state === "linked" ? "linked" : "new"}
          label={t(item.state === "linked" ? "match.status.linked" : "match.status.new")}
        />
      )}
      {title !== undefined && <span className="visually-hidden"> {title}</span>}
    </span>
  );
}
