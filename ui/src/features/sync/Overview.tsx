/** Before a sync: what has changed since the last one, kind by kind, what stands in the way, and the one button. */
import { Button, ErrorBlock, Section } from "../../components";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { CheckReport, ObjectKind, PlanAction, PlanGroup } from "../../ipc/generated";
import { useNames, useRecordWords } from "../match/names";
import { FilesWaiting } from "./Files";
import { CheckBody, useCheckState } from "./CheckPane";
import type { Start } from "./useStart";
import { SignInAndSync, useSignedOut } from "./SignInAndSync";
import { nothingToDo, useCheck, type Wizard } from "./useSync";

export function Overview({ wizard, start }: { wizard: Wizard; start: Start }) {
  const { t, instant } = useWords();
  const { ledger } = useNames();
  const lists = useCheck("lists");
  const documents = useCheck("documents");
  const since = useLastSync();
  const step = nothingToDo(lists.data?.items) && lists.data?.blocked === false ? "documents" : "lists";
  const state = useCheckState(step, wizard, { pulls: true });
  const signedOut = useSignedOut();
  const failed = start.error ?? (state.check.data === undefined ? state.check.error : null);
  const changes = [...(lists.data?.changes ?? []), ...(documents.data?.changes ?? [])];
  const count = sum(changes.filter((group) => SENT.includes(group.action)));
  const known = lists.data !== undefined && documents.data !== undefined;
  const when = since === undefined ? "none" : instant(since);
  return (
    <Section
      title={known ? t("sync.overview.title", { count, when }) : t("sync.check.running")}
      note={t("sync.overview.note", { ledger })}
      actions={
        <Button small kind="quiet" icon="sync" onClick={() => void state.check.refetch()}>
          {t("sync.check.again")}
        </Button>
      }
    >
      {!signedOut && failed !== null && failed !== undefined && (
        <ErrorBlock error={failed} onRetry={() => void start.go()} />
      )}
      <Changes reports={[lists.data, documents.data]} />
      <FilesWaiting files={lists.data?.waiting_files ?? []} />
      {signedOut ? (
        <SignInAndSync start={start} />
      ) : (
        <>
          <CheckBody state={state} wizard={wizard} />
          <StartButton start={start} reason={state.reason} />
        </>
      )}
    </Section>
  );
}

function StartButton({ start, reason }: { start: Start; reason: string | undefined }) {
  const { t } = useWords();
  return (
    <div className="row">
      <Button
        kind="primary"
        icon="sync"
        onClick={() => void start.go()}
        disabledReason={reason}
        disabled={start.busy}
      >
        {t("sync.overview.start")}
      </Button>
      {reason !== undefined && (
        // The button says it too, to those who reach it.
        <span className="muted small" aria-hidden="true">
          {reason}
        </span>
      )}
    </div>
  );
}

const SENT: readonly PlanAction[] = ["create", "update", "void", "deactivate"];
const sum = (groups: readonly PlanGroup[]) => groups.reduce((all, group) => all + group.count, 0);

/** The end of the last push. */
function useLastSync(): string | undefined {
  const runs = useRpc("runs_list", { offset: 0, limit: 50 }).data?.rows ?? [];
  return runs.find((run) => run.action === "push" && run.ended_at !== null)?.ended_at ?? undefined;
}

/** One line a kind, one column for what happens to it; a kind without a change says so. */
function Changes({ reports }: { reports: readonly (CheckReport | undefined)[] }) {
  const { t, count } = useWords();
  const { kindTitle } = useRecordWords();
  const groups = reports.flatMap((report) => report?.changes ?? []);
  const kinds = new Set<ObjectKind>(["item", "customer", "invoice", ...groups.map((group) => group.kind)]);
  const columns = COLUMNS.filter(({ always, takes }) => always || groups.some(takes));
  const { source } = useNames();
  return (
    <table className="table overview">
      <caption className="visually-hidden">{t("sync.overview.caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("sync.overview.kind")}</th>
          {columns.map((column) => (
            <th key={column.id} scope="col" className="end">
              {t(`sync.overview.${column.id}`, { source })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...kinds].map((kind) => (
          <tr key={kind}>
            <th scope="row">{kindTitle(kind)}</th>
            {columns.map(({ id, takes }) => {
              const found = sum(groups.filter((group) => group.kind === kind && takes(group)));
              return (
                <td key={id} className="num" data-none={found === 0 || undefined}>
                  {count(found)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface Column {
  id: "new" | "changed" | "ended" | "file" | "held";
  always: boolean;
  takes: (group: PlanGroup) => boolean;
}

const there =
  (...actions: readonly PlanAction[]) =>
  (group: PlanGroup) =>
    group.target === "ledger" && actions.includes(group.action);

const COLUMNS: readonly Column[] = [
  { id: "new", always: true, takes: there("create") },
  { id: "changed", always: true, takes: there("update") },
  { id: "ended", always: false, takes: there("void", "deactivate") },
  {
    id: "file",
    always: false,
    takes: (group) => group.target === "source" && SENT.includes(group.action),
  },
  { id: "held", always: true, takes: (group) => group.action === "hold" },
];
