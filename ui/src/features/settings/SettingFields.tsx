/** Fields that save when they are left or Enter is pressed, and only when the value changed and can be read. */
import { useEffect, useState, type ReactNode } from "react";
import { TextField } from "../../components";
import { parseAmount } from "../../i18n/parse";
import { useWords } from "../../i18n/intl";

interface FieldProps<T> {
  label: string;
  hint: ReactNode;
  value: T;
  onSave: (value: T) => void;
}

function useDraft(value: string): [string, (text: string) => void] {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return [draft, setDraft];
}

export function TextSetting(props: FieldProps<string> & { maxLength?: number }) {
  const [draft, setDraft] = useDraft(props.value);
  const save = () => draft.trim() !== props.value && props.onSave(draft.trim());
  return (
    <div className="narrow">
      <TextField
        label={props.label}
        hint={props.hint}
        value={draft}
        maxLength={props.maxLength}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && save()}
      />
    </div>
  );
}

/** The picker shows numbers in the system's order, so the date is repeated with the month's name. */
export function DateSetting(props: FieldProps<string | null>) {
  const { t, date } = useWords();
  const [draft, setDraft] = useDraft(props.value ?? "");
  const save = () => draft !== (props.value ?? "") && props.onSave(draft === "" ? null : draft);
  return (
    <div className="narrow">
      <TextField
        type="date"
        label={props.label}
        hint={
          <>
            <strong className="num">{draft === "" ? t("settings.noDate") : date(draft)}</strong>. {props.hint}
          </>
        }
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && save()}
      />
    </div>
  );
}

export function AmountSetting(props: FieldProps<string>) {
  const { t, amount, locale } = useWords();
  const [draft, setDraft] = useDraft(amount(props.value));
  const parsed = parseAmount(draft, locale);
  const wrong =
    parsed.kind === "unreadable"
      ? t("settings.notAnAmount")
      : parsed.kind === "ambiguous"
        ? t("settings.ambiguousAmount")
        : undefined;
  const save = () =>
    parsed.kind === "ok" &&
    parsed.value !== props.value &&
    amount(parsed.value) !== amount(props.value) &&
    props.onSave(parsed.value);
  return (
    <div className="narrow">
      <TextField
        label={props.label}
        hint={props.hint}
        error={wrong}
        inputMode="decimal"
        value={draft}
        maxLength={40}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => event.key === "Enter" && save()}
      />
    </div>
  );
}
