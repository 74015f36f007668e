/** Match: pull the ledger's lists, see our guess beside each record, confirm, search or ignore. */
import { AlertDialog, ErrorBlock, Page, Tabs } from "../../components";
import { useWords } from "../../i18n/intl";
import type { ObjectKind } from "../../ipc/generated";
import { BulkBar } from "./BulkBar";
import { BulkPreview } from "./BulkPreview";
import { IgnoreDialog } from "./IgnoreDialog";
import { MatchList } from "./MatchList";
import { useRecordWords } from "./names";
import { PullButtons, PulledText, PullProgress } from "./PullBar";
import { Toolbar } from "./Toolbar";
import { useMatchPage, type MatchState } from "./useMatchPage";
import "./match.css";

export function MatchPage() {
  const { t } = useWords();
  const { kindTitle } = useRecordWords();
  const state = useMatchPage();
  const { names, lists, list, filter, pull } = state;
  return (
    <Page
      title={t("match.title")}
      context={
        <>
          <span aria-hidden="true">
            {t("match.direction", { source: names.source, ledger: names.ledger })}
          </span>
          <span className="visually-hidden">
            {t("match.directionSpoken", { source: names.source, ledger: names.ledger })}
          </span>{" "}
          · <PulledText list={list} />
          {list !== undefined && (
            <span className="small"> · {t("match.imported", { count: list.source_records })}</span>
          )}
        </>
      }
      actions={<PullButtons pull={pull} />}
    >
      {lists.error !== null && lists.data === undefined ? (
        <ErrorBlock error={lists.error} onRetry={() => void lists.refetch()} />
      ) : (
        <div className="match">
          {pull.run !== undefined && <PullProgress run={pull.run} names={names} />}
          <Tabs
            label={t("match.kinds")}
            value={filter.kind}
            onChange={(id) => filter.setKind(id as ObjectKind)}
            items={(lists.data?.kinds ?? []).map((each) => ({
              id: each.kind,
              label: kindTitle(each.kind),
              count: each.left,
              done: each.left === 0 && each.pull === "complete",
            }))}
          />
          <Toolbar
            filter={filter}
            list={list}
            lookup={state.lookup}
            names={names}
            search={state.search}
            onCompare={state.togglePanel}
          />
          <MatchList state={state} />
          <BulkBar
            list={list}
            filter={filter}
            selected={state.selected.count}
            bulk={state.bulk}
            onPreviewSelected={() => void state.previewSelected()}
            onIgnoreSelected={() => void state.ignoreSelected()}
            onClear={state.selected.clear}
          />
        </div>
      )}
      <MatchDialogs state={state} />
    </Page>
  );
}

function MatchDialogs({ state }: { state: MatchState }) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  const { actions, names, bulk, filter } = state;
  const { taken } = actions;
  const count = bulk.shown?.preview.count ?? state.list?.tiers.exact ?? 0;
  return (
    <>
      {actions.ignoring !== undefined && actions.ignoring.length > 0 && (
        <IgnoreDialog
          items={actions.ignoring}
          start={actions.reason}
          names={names}
          onClose={() => actions.askIgnore(undefined)}
          onConfirm={(reason) => {
            actions.ignore(actions.ignoring ?? [], reason);
            state.selected.clear();
          }}
        />
      )}
      {bulk.open && (
        <BulkPreview
          bulk={bulk}
          names={names}
          title={t("match.bulk.title", { count, kind: kind(filter.kind) })}
        />
      )}
      {taken !== undefined && (
        <AlertDialog
          title={t("match.takenTitle")}
          open
          onClose={actions.closeTaken}
          onConfirm={actions.goToPair}
          confirmLabel={t("match.takenGo")}
        >
          <p>
            {t("match.takenText", {
              name: taken.candidate.record.name,
              other: taken.candidate.linked_to ?? "",
              here: taken.item.record.name,
            })}
          </p>
        </AlertDialog>
      )}
    </>
  );
}

export default MatchPage;
