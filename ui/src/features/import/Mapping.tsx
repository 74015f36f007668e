/** The chosen files at the left, how one of them is read at the right. Preview is possible when all questions are answered. */
import { useState } from "react";
import { Button, ErrorBlock, Icon, TextField } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { ImportPreview } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { isReady, settled, toMapping, type DraftFile } from "./draft";
import { FileMapping } from "./FileMapping";
import type { ImportDraft } from "./ImportPage";
import { PickFiles } from "./PickFiles";

export function Mapping(props: {
  draft: ImportDraft;
  onChange: (draft: ImportDraft) => void;
  onCancel: () => void;
  onPreview: (preview: ImportPreview) => void;
}) {
  const { t } = useWords();
  const { draft } = props;
  const [at, setAt] = useState(0);
  const preview = useRpcMutation("import_preview");
  const file = draft.files[Math.min(at, draft.files.length - 1)];
  const ready =
    draft.files.every((each) => isReady(each, draft.files)) &&
    draft.name.trim() !== "" &&
    /^[A-Z]{3}$/.test(draft.currency);
  const put = (changed: DraftFile) =>
    props.onChange({
      ...draft,
      files: settled(draft.files.map((each) => (each.key === changed.key ? changed : each))),
    });
  const add = (files: readonly DraftFile[]) => {
    props.onChange({ ...draft, files: settled([...draft.files, ...files]) });
    setAt(draft.files.length);
  };
  return (
    <>
      <div className="row row--wrap import__head">
        <TextField
          label={t("import.name")}
          value={draft.name}
          maxLength={200}
          onChange={(event) => props.onChange({ ...draft, name: event.target.value })}
        />
        <TextField
          label={t("import.currency")}
          hint={draft.currency === "" ? t("import.currencyHint") : undefined}
          value={draft.currency}
          maxLength={3}
          onChange={(event) => props.onChange({ ...draft, currency: event.target.value.toUpperCase() })}
        />
      </div>
      <div className="import">
        <FileList files={draft.files} at={file?.key} onPick={setAt} onMore={add} />
        {file !== undefined && (
          <FileMapping
            key={file.key}
            file={file}
            files={draft.files}
            onChange={put}
            onSheet={(sheet) => add([sheet])}
          />
        )}
      </div>
      {preview.isError && <ErrorBlock error={preview.error} compact />}
      <div className="row">
        <Button
          kind="primary"
          disabled={preview.isPending}
          disabledReason={ready ? undefined : t("import.notReady")}
          onClick={() =>
            preview.mutate(
              { name: draft.name.trim(), files: draft.files.map(toMapping), currency: draft.currency },
              { onSuccess: props.onPreview },
            )
          }
        >
          {t(preview.isPending ? "import.previewing" : "import.preview")}
        </Button>
        <Button onClick={props.onCancel}>{t("common.cancel")}</Button>
        <span className="muted">{t("import.nothingYet")}</span>
      </div>
    </>
  );
}

function FileList(props: {
  files: readonly DraftFile[];
  at: string | undefined;
  onPick: (index: number) => void;
  onMore: (files: DraftFile[]) => void;
}) {
  const { t, count } = useWords();
  return (
    <div className="stack">
      <ul className="import__files" aria-label={t("import.files")}>
        {props.files.map((file, index) => (
          <li key={file.key}>
            <button
              type="button"
              className="import__file"
              aria-current={file.key === props.at || undefined}
              onClick={() => props.onPick(index)}
            >
              <Icon name={isReady(file, props.files) ? "check" : "alert"} />
              <span className="grow">
                <span className="truncate import__name">{nameOf(file, props.files)}</span>
                <span className="muted small num">
                  {t("import.rowsOf", { rows: count(file.inspection.rows) })}
                  {!isReady(file, props.files) && ` · ${t("import.open")}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <PickFiles onFiles={props.onMore} label={t("import.more")} />
    </div>
  );
}

/** Files of one name are told apart as the list of problems does; sheets by their name. */
function nameOf(file: DraftFile, files: readonly DraftFile[]): string {
  const sheet = file.inspection.sheet === null ? "" : ` · ${file.inspection.sheet}`;
  const alike = [...new Set(files.filter((each) => each.name === file.name).map((each) => each.handle))];
  const nth = alike.indexOf(file.handle);
  return nth > 0 ? `${file.name} (${nth + 1})${sheet}` : `${file.name}${sheet}`;
}
