/** What must be known about the list before trusting it: partial, failed, or offline. */
import { useState } from "react";
import { AlertDialog, Banner, Button } from "../../components";
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
      <Banner
        tone="bad"
        action={list.trouble?.code === "many_rows_gone" ? <AcceptGone list={list} pull={pull} /> : again}
      >
        {t("match.pullFailed", { kind: kind(list.kind) })} {why !== undefined && `${why.title}. ${why.text}`}
      </Banner>
    );
  }
  return null;
}

/** Much is missing: a lost permission looks the same, so a person says it twice. */
function AcceptGone({ list, pull }: { list: ListState; pull: Pull }) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button small onClick={() => pull.start(false)} disabledReason={pull.blocked}>
        {t("common.retry")}
      </Button>
      <Button small onClick={() => setAsking(true)} disabledReason={pull.blocked}>
        {t("match.goneButton")}
      </Button>
      <AlertDialog
        title={t("match.goneTitle", { kind: kind(list.kind) })}
        open={asking}
        danger
        onClose={() => setAsking(false)}
        confirmLabel={t("match.goneButton")}
        onConfirm={() => {
          setAsking(false);
          pull.acceptGone(list.kind);
        }}
      >
        <p>{t("match.goneText")}</p>
      </AlertDialog>
    </>
  );
}
