/** What can be done with a document from the list, the panel and the cause groups. Local acts can be undone. */
import { useNavigate } from "react-router";
import { toast } from "../../components";
import { ACTION_LABEL, ACTION_PATH, classify, retryHelps } from "../../errors/table";
import { useErrorText } from "../../errors/useErrorText";
import { useRpcMutation } from "../../host/context";
import { fromFailure, type HostError } from "../../host/host-error";
import type { ErrorCode, FailureView, IgnoreReason, TransactionRow } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";

const READS = ["home", "app_status", "transactions_list", "transaction_get", "transactions_causes"] as const;

export interface Fix {
  label: string;
  run: () => void;
}

export interface RowActions {
  /** The button of the table of errors for this failure; a permanent cause has a fix instead of a retry. */
  fix(failure: FailureView): Fix | undefined;
  canRetry(row: TransactionRow): boolean;
  retry(rows: readonly TransactionRow[]): void;
  retryCause(cause: ErrorCode): void;
  /** Approved and not yet sent: back to review. */
  withdraw(rows: readonly TransactionRow[]): void;
  askIgnore(rows: readonly TransactionRow[]): void;
  ignoreNow(rows: readonly TransactionRow[], reason: IgnoreReason): void;
  unignore(rows: readonly TransactionRow[]): void;
}

export function useRowActions(askIgnore: (rows: readonly TransactionRow[]) => void): RowActions {
  const { t } = useWords();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const retry = useRpcMutation("transaction_retry", [...READS]);
  const withdraw = useRpcMutation("transaction_withdraw", [...READS]);
  const ignore = useRpcMutation("transaction_ignore", [...READS]);
  const unignore = useRpcMutation("transaction_unignore", [...READS]);
  const onError = (error: HostError) => toast({ text: errorText(error).title, tone: "bad" });
  const ids = (rows: readonly TransactionRow[]) => rows.map((row) => row.id);
  const toSync = { label: t("activity.toSync"), run: () => void navigate("/sync/documents") };
  const retried = {
    onError,
    onSuccess: () => toast({ text: t("activity.retried"), tone: "good", action: toSync }),
  };
  function unignoreNow(list: readonly number[]) {
    unignore.mutate({ ids: [...list], cause: null }, { onError });
  }
  return {
    fix(failure) {
      const { action } = classify(failure.code);
      const path = ACTION_PATH[action];
      if (path === undefined || action === "none" || path === "/activity") return undefined;
      return { label: t(ACTION_LABEL[action]), run: () => void navigate(path) };
    },
    canRetry: (row) => row.state === "failed" && row.failure !== null && retryHelps(fromFailure(row.failure)),
    retry: (rows) => retry.mutate({ ids: ids(rows), cause: null }, retried),
    retryCause: (cause) => retry.mutate({ ids: [], cause }, retried),
    withdraw(rows) {
      const done = () => toast({ text: t("activity.withdrawn", { count: rows.length }) });
      withdraw.mutate({ ids: ids(rows), cause: null }, { onError, onSuccess: done });
    },
    askIgnore,
    ignoreNow(rows, reason) {
      const list = ids(rows);
      ignore.mutate(
        { ids: list, reason },
        {
          onError,
          onSuccess: () =>
            toast({ text: t("activity.ignored", { count: list.length }), onUndo: () => unignoreNow(list) }),
        },
      );
    },
    unignore: (rows) => unignoreNow(ids(rows)),
  };
}
