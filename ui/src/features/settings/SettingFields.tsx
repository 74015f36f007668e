/** Fields that save when they are left or Enter is pressed, and only when the value changed and can be read. */
import { useEffect, useState, type ReactNode } from "react";
import { TextField } from "../../components";
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

/** The hint may follow what is being typed. */
export function TextSetting(
  props: Omit<FieldProps<string>, "hint"> & {
    hint: (draft: string) => ReactNode;
    maxLength?: number;
  },
) {
  const [draft, setDraft] = useDraft(props.value);
  const save = () => draft.trim() !== props.value && props.onSave(draft.trim());
  return (
    <div className="narrow">
      <TextField
        label={props.label}
        hint={props.hint(draft.trim())}
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
