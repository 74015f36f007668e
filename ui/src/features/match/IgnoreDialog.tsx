/** Asks once per batch why records are ignored. Local and reversible, hence a plain dialog. */
import { useState } from "react";
import { Button, Dialog, DialogButtons } from "../../components";
import { useWords } from "../../i18n/intl";
import type { IgnoreReason } from "../../ipc/generated";
import type { Names } from "./names";
import type { MatchItem } from "./useMatchRows";

const REASONS: readonly IgnoreReason[] = ["not_ours", "duplicate", "old", "other"];

export function IgnoreDialog(props: {
  items: readonly MatchItem[];
  start: IgnoreReason;
  names: Names;
  onClose: () => void;
  onConfirm: (reason: IgnoreReason) => void;
}) {
  const { t } = useWords();
  const [reason, setReason] = useState(props.start);
  const count = props.items.length;
  const name = props.items[0]?.record.name ?? "";
  return (
    <Dialog
      title={t("match.ignoreTitle", { count, name })}
      open
      onClose={props.onClose}
      size="small"
      footer={
        <DialogButtons
          cancel={<Button onClick={props.onClose}>{t("common.cancel")}</Button>}
          confirm={
            <Button kind="primary" type="submit" form="ignore-form">
              {t("match.ignoreConfirm", { count })}
            </Button>
          }
        />
      }
    >
      <form
        id="ignore-form"
        className="stack"
        // Not every webview submits a form from a radio button on Enter.
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          props.onConfirm(reason);
        }}
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm(reason);
        }}
      >
        <p>{t("match.ignoreText", { ledger: props.names.ledger })}</p>
        <fieldset className="choices">
          <legend className="field__label">{t("match.ignoreWhy")}</legend>
          {REASONS.map((each) => (
            <label key={each} className="choices__one">
              <input
                type="radio"
                name="reason"
                value={each}
                checked={reason === each}
                // The dialog was asked for; its one question takes the focus.
                // eslint-disable-next-line jsx-a11y/no-autofocus
                autoFocus={each === props.start}
                onChange={() => setReason(each)}
              />
              {t(`match.reason.${each}`)}
            </label>
          ))}
        </fieldset>
      </form>
    </Dialog>
  );
}
