/** What must be known about the list before trusting it: partial, failed, or offline. */
import { Banner, Button } from "../../components";
import { useWords } from "../../i18n/intl";
import type { ListState } from "../../ipc/generated";
import { useFailureWords } from "../sync/failure";
import { secondsUntil, useLiveRun, useNow } from "../sync/useRuns";
import { useRecordWords, type Names } from "./names";
import type { Pull } from "./PullBar";

export function ListNotice(props: { list: ListState; names: Names; pull: Pull }) {
  const { list, names, pull } = props;
  const { t } = useWords();
  const { kind } = useRecordWords();
  const failure = useFailureWords();
  const waiting = useLiveRun().run?.waiting_until ?? null;
  const now = useNow(waiting !== null);
  const counts = { pulled: list.pulled, total: list.total ?? -1 };
  const again = (
    <Button small onClick={() => pull.start(true)} disabledReason={pull.blocked}>
      {t("common.retry")}
    </Button>
  );
  if (waiting !== null && (list.pull === "partial" || list.pull === "running")) {
    const seconds = secondsUntil(waiting, now);
    return (
      <Banner tone="warn">{t("match.partialWait", { ...counts, ledger: names.ledger, seconds })}</Banner>
    );
  }
  if (list.pull === "partial")
    return (
      <Banner tone="warn" action={pull.run === undefined ? again : undefined}>
        {t("match.partial", counts)}
      </Banner>
    );
  if (list.pull === "failed") {
    const why = list.trouble === null ? undefined : failure(list.trouble);
    return (
      <Banner tone="bad" action={again}>
        {t("match.pullFailed", { kind: kind(list.kind) })} {why !== undefined && `${why.title}. ${why.text}`}
      </Banner>
    );
  }
  return null;
}
