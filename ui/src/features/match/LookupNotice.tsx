/** Why nothing is matched here yet: a list is missing, is being looked through, or could not be. */
import { useState } from "react";
import { useNavigate } from "react-router";
import { Banner, Button, toast } from "../../components";
import { useHost } from "../../host/context";
import { toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { ListsOverview } from "../../ipc/generated";
import { useErrorTitle } from "../sync/failure";
import type { MatchFilter } from "./filter";
import type { Lookup } from "./lookup";
import { useRecordWords, type Names } from "./names";
import type { Pull } from "./PullBar";
import { useLists } from "./useLists";

interface Props {
  lookup: Lookup;
  filter: MatchFilter;
  lists: ListsOverview | undefined;
  names: Names;
  pull: Pull;
}

export function LookupNotice(props: Props) {
  if (props.lookup === "unloaded")
    return props.filter.side === "ledger" ? <NotImported {...props} /> : <NotPulled {...props} />;
  if (props.lookup === "failed") return <LookupFailed {...props} />;
  return null;
}

function NotImported({ filter, lists, names }: Props) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  const navigate = useNavigate();
  const nothing = lists?.kinds.every((each) => each.source_records === 0) ?? true;
  const words = { kind: kind(filter.kind), source: names.source };
  return (
    <Banner
      tone={nothing ? "warn" : "info"}
      action={
        <Button small onClick={() => void navigate("/import")}>
          {t("match.import")}
        </Button>
      }
    >
      {t(nothing ? "match.nothingImported" : "match.kindNotImported", words)}
    </Banner>
  );
}

function NotPulled({ filter, names, pull }: Props) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  return (
    <Banner
      tone="warn"
      action={
        <Button small onClick={() => pull.start(false)} disabledReason={pull.blocked}>
          {t("match.empty.never.action")}
        </Button>
      }
    >
      {t("match.notPulled", { kind: kind(filter.kind), ledger: names.ledger })}
    </Banner>
  );
}

function LookupFailed({ filter }: Props) {
  const { t } = useWords();
  const host = useHost();
  const { put } = useLists();
  const errorTitle = useErrorTitle();
  const [busy, setBusy] = useState(false);
  async function again() {
    setBusy(true);
    try {
      put(await host.call("match_lookup", { kind: filter.kind }));
    } catch (thrown) {
      toast({ tone: "bad", text: errorTitle(toHostError(thrown)) });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Banner
      tone="bad"
      action={
        <Button small disabled={busy} onClick={() => void again()}>
          {t("common.retry")}
        </Button>
      }
    >
      {t("match.lookupText.failed")}
    </Banner>
  );
}
