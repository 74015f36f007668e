/** What a person has to do next: at most five lines, each with one button. Failures are grouped by cause. */
import { useNavigate } from "react-router";
import { Amount, Button, EmptyState, Icon, Section, type IconName } from "../../components";
import { forGroup, useErrorText } from "../../errors/useErrorText";
import type { CauseGroup, NeedsWord, NeedsYou } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

const MOST = 5;
const WHERE: Record<NeedsWord, { path: string; icon: IconName }> = {
  interrupted_run: { path: "/sync", icon: "alert" },
  waiting: { path: "/sync", icon: "alert" },
  sign_in: { path: "/settings/connections", icon: "plug" },
  import_problems: { path: "/import", icon: "import" },
  map_accounts: { path: "/settings/accounts", icon: "settings" },
  match: { path: "/match", icon: "match" },
  failed: { path: "/activity?tile=failed", icon: "alert" },
  failed_records: { path: "/activity?tile=failed&of=lists", icon: "alert" },
  held: { path: "/activity?tile=held", icon: "pause" },
  verify: { path: "/activity?tile=in_doubt", icon: "doubt" },
};

export function NeedsYouList(props: {
  items: readonly NeedsYou[];
  causes: readonly CauseGroup[];
  currency: string | null;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  // Causes say more than a bare count, so they take the place of it.
  const plain = props.items.filter(
    (item) => props.causes.length === 0 || (item.what !== "failed" && item.what !== "held"),
  );
  const causes = props.causes.slice(0, Math.max(0, MOST - plain.length));
  return (
    <Section title={t("home.needsYou")}>
      {plain.length + causes.length === 0 && <EmptyState icon="check" title={t("home.nothingNeeded")} />}
      <ul className="needs">
        {plain.slice(0, MOST).map((item) => (
          <li key={item.what} className="needs__line">
            <Icon name={WHERE[item.what].icon} />
            <span className="grow">{t(`home.needs.${item.what}` as MessageId, { count: item.count })}</span>
            <Button small onClick={() => void navigate(WHERE[item.what].path)}>
              {t(`home.needs.${item.what}.button` as MessageId)}
            </Button>
          </li>
        ))}
        {causes.map((group) => (
          <Cause key={`${group.failure.code}${group.held}`} group={group} currency={props.currency} />
        ))}
      </ul>
    </Section>
  );
}

function Cause({ group, currency }: { group: CauseGroup; currency: string | null }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { title } = useErrorText()(forGroup(group.failure));
  const tile = group.held ? "held" : "failed";
  return (
    <li className="needs__line" data-bad={!group.held || undefined}>
      <Icon name={group.held ? "pause" : "alert"} />
      <span className="grow">
        {title}
        <span className="muted small num">
          {" · "}
          {t(group.held ? "home.causeHeld" : "home.causeFailed", { count: group.count })}
          {" · "}
          <Amount value={group.amount} currency={currency ?? undefined} />
        </span>
      </span>
      <Button small onClick={() => void navigate(`/activity?tile=${tile}&cause=${group.failure.code}`)}>
        {t("home.show")}
      </Button>
    </li>
  );
}
