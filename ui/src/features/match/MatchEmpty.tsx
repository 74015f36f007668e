/** Why the list is empty, and the one next step. */
import { useNavigate } from "react-router";
import { Button, EmptyState } from "../../components";
import { useWords } from "../../i18n/intl";
import type { ListsOverview, ListState } from "../../ipc/generated";
import type { MatchFilter } from "./filter";
import { useRecordWords, type Names } from "./names";
import type { Pull } from "./PullBar";

interface Props {
  list: ListState | undefined;
  lists: ListsOverview | undefined;
  filter: MatchFilter;
  names: Names;
  pull: Pull;
}

export function MatchEmpty(props: Props) {
  const { list, filter, names, pull } = props;
  const { t } = useWords();
  const { kind } = useRecordWords();
  const kindWord = kind(filter.kind);
  if (filter.search.trim() !== "" || filter.tiers.length > 0)
    return (
      <EmptyState
        icon="filter"
        title={t("match.empty.filter.title")}
        action={<Button onClick={filter.clear}>{t("match.empty.filter.action")}</Button>}
      />
    );
  if (list === undefined || list.pull === "never")
    return (
      <EmptyState
        icon="import"
        title={t("match.empty.never.title", { kind: kindWord })}
        text={t("match.empty.never.text", { ledger: names.ledger })}
        action={
          <Button kind="primary" onClick={() => pull.start(false)} disabledReason={pull.blocked}>
            {t("match.empty.never.action")}
          </Button>
        }
      />
    );
  if (filter.view === "linked") return <EmptyState title={t("match.empty.linked", { kind: kindWord })} />;
  if (filter.view === "ignored") return <EmptyState title={t("match.empty.ignored", { kind: kindWord })} />;
  if (filter.view === "create")
    return <EmptyState title={t("match.empty.create", { kind: kindWord, ledger: names.ledger })} />;
  if (filter.side === "source" && list.source_records === 0)
    return (
      <EmptyState
        icon="import"
        title={t("match.empty.notImported.title", { kind: kindWord })}
        action={<ImportButton />}
      />
    );
  if (filter.side === "source")
    return (
      <EmptyState icon="check" title={t("match.empty.source", { kind: kindWord, source: names.source })} />
    );
  if (list.ledger_records === 0)
    return (
      <EmptyState
        title={t("match.empty.none.title", { ledger: names.ledger, kind: kindWord })}
        text={t("match.empty.none.text")}
      />
    );
  return <AllDone {...props} list={list} />;
}

function ImportButton() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Button kind="primary" onClick={() => void navigate("/import")}>
      {t("match.import")}
    </Button>
  );
}

function AllDone({ list, lists, filter }: Props & { list: ListState }) {
  const { t } = useWords();
  const words = useRecordWords();
  const navigate = useNavigate();
  const at = lists?.kinds.findIndex((each) => each.kind === filter.kind) ?? -1;
  const order = [...(lists?.kinds.slice(at + 1) ?? []), ...(lists?.kinds.slice(0, Math.max(0, at)) ?? [])];
  const next = order.find((each) => each.left > 0);
  return (
    <EmptyState
      icon="check"
      title={t("match.empty.done.title", { total: list.ledger_records, kind: words.kind(list.kind) })}
      {...(next === undefined ? { text: t("match.empty.done.last") } : {})}
      action={
        next === undefined ? (
          <Button kind="primary" onClick={() => void navigate("/sync")}>
            {t("match.empty.done.sync")}
          </Button>
        ) : (
          <Button kind="primary" onClick={() => filter.setKind(next.kind)}>
            {t("match.empty.done.next", { kind: words.kindTitle(next.kind) })}
          </Button>
        )
      }
    />
  );
}
