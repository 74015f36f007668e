/** Asks once per batch why; ignoring never touches the ledger and can be undone. */
import { useState } from "react";
import { Button, Dialog, DialogButtons } from "../../components";
import type { IgnoreReason, TransactionRow } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";

export const IGNORE_REASONS: readonly IgnoreReason[] = ["not_ours", "duplicate", "old", "other"];

export function IgnoreDialog(props: {
  rows: readonly TransactionRow[];
  onClose: () => void;
  onIgnore: (rows: readonly TransactionRow[], reason: IgnoreReason) => void;
}) {
  const { t } = useWords();
  const [reason, setReason] = useState<IgnoreReason>("not_ours");
  const count = props.rows.length;
  return (
    <Dialog
      title={t("activity.ignoreTitle", { count, number: props.rows[0]?.number ?? "" })}
      open={count > 0}
      onClose={props.onClose}
      size="small"
      footer={
        <DialogButtons
          cancel={<Button onClick={props.onClose}>{t("common.cancel")}</Button>}
          confirm={
            <Button
              kind="primary"
              onClick={() => {
                props.onIgnore(props.rows, reason);
                props.onClose();
              }}
            >
              {t("activity.ignoreMany", { count })}
            </Button>
          }
        />
      }
    >
      <fieldset className="choice">
        <legend>{t("activity.ignoreWhy")}</legend>
        {IGNORE_REASONS.map((each) => (
          <label key={each} className="choice__line">
            <input type="radio" name="reason" checked={reason === each} onChange={() => setReason(each)} />
            {t(`ignore.${each}` as MessageId)}
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
