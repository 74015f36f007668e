/** The groups of a plan as filters, the held ones set apart; a chosen group can be held or sent as a whole. */
import { Button, FilterChips } from "../../components";
import { useWords } from "../../i18n/intl";
import type { PlanGroup, PlanView } from "../../ipc/generated";
import { useRecordWords } from "../match/names";
import { ACTION_ICON } from "./PlanGrid";
import { groupId, type GroupFilter, type Ticks } from "./usePlan";

const ALL: GroupFilter = { kind: null, action: null };

export function PlanGroups(props: {
  plan: PlanView;
  group: GroupFilter;
  onGroup: (group: GroupFilter) => void;
  ticks: Ticks;
}) {
  const { plan, group } = props;
  const { t } = useWords();
  const { kind } = useRecordWords();
  const held = plan.groups.filter((each) => each.action === "hold");
  const others = plan.groups.filter((each) => each.action !== "hold");
  const all = plan.groups.reduce((sum, each) => sum + each.count, 0);
  const chip = (each: PlanGroup) => ({
    id: groupId(each),
    label: t(each.target === "source" ? "sync.plan.groupBack" : "sync.plan.group", {
      action: t(`sync.action.${each.action}`),
      kind: kind(each.kind),
    }),
    count: each.count,
    icon: ACTION_ICON[each.action],
  });
  function toggle(id: string) {
    const found = plan.groups.find((each) => groupId(each) === id);
    const same = groupId(group) === id;
    props.onGroup(
      found === undefined || same ? ALL : { kind: found.kind, action: found.action, target: found.target },
    );
  }
  const chosen = plan.groups.find((each) => groupId(each) === groupId(group));
  return (
    <div className="plan__groups">
      <FilterChips
        label={t("sync.plan.groups")}
        on={[groupId(group)]}
        onToggle={toggle}
        chips={[{ id: groupId(ALL), label: t("sync.plan.all"), count: all }, ...others.map(chip)]}
      />
      {held.length > 0 && (
        <span className="plan__heldgroups">
          <FilterChips
            label={t("sync.plan.heldGroups")}
            on={[groupId(group)]}
            onToggle={toggle}
            chips={held.map(chip)}
          />
        </span>
      )}
      <span className="grow" />
      {chosen !== undefined && chosen.action !== "hold" && chosen.action !== "skip" && (
        <GroupTicks group={chosen} ticks={props.ticks} />
      )}
    </div>
  );
}

function GroupTicks({ group, ticks }: { group: PlanGroup; ticks: Ticks }) {
  const { t } = useWords();
  const filter = { kind: group.kind, action: group.action, target: group.target };
  return (
    <>
      {group.ticked < group.count && (
        <Button small onClick={() => void ticks.tickGroup(filter, true)}>
          {t("sync.plan.sendGroup", { count: group.count })}
        </Button>
      )}
      {group.ticked > 0 && (
        <Button small onClick={() => void ticks.tickGroup(filter, false)}>
          {t("sync.plan.holdGroup", { count: group.ticked })}
        </Button>
      )}
    </>
  );
}
