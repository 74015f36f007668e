/** How one file is read (encoding, delimiter, sheet, heading row), what it holds, and what each column means. */
import { ErrorBlock, Section, SelectField, Switch, TextField, Banner } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { ImportInspectReq, ObjectKind } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { ColumnTable } from "./ColumnTable";
import { missingRoles, openQuestions, reread, type DraftFile } from "./draft";
import { roleWords } from "./words";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const NAMES: Record<string, MessageId> = {
  ",": "import.delimiter.comma",
  ";": "import.delimiter.semicolon",
  "\t": "import.delimiter.tab",
  "|": "import.delimiter.bar",
};

export function FileMapping({ file, onChange }: { file: DraftFile; onChange: (file: DraftFile) => void }) {
  const { t } = useWords();
  const missing = missingRoles(file).map((role) => roleWords(role));
  const open = openQuestions(file);
  return (
    <Section
      title={file.name}
      note={
        file.inspection.profile === null
          ? undefined
          : t("import.recognised", { profile: file.inspection.profile })
      }
    >
      <Reading file={file} onChange={onChange} />
      <div className="import__grid">
        <SelectField
          label={t("import.holds")}
          value={file.kind}
          onChange={(event) => onChange({ ...file, kind: event.target.value as ObjectKind | "" })}
        >
          <option value="">{t("import.chooseKind")}</option>
          {kindsOf(file).map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}` as MessageId, { count: 2 })}
            </option>
          ))}
        </SelectField>
        <div className="stack">
          <Switch
            label={t("import.lines")}
            checked={file.lines}
            onChange={(lines) => onChange({ ...file, lines })}
            note={t("import.linesNote")}
          />
          <Switch
            label={t("import.snapshot")}
            checked={file.snapshot}
            onChange={(snapshot) => onChange({ ...file, snapshot })}
            note={t("import.snapshotNote")}
          />
        </div>
      </div>
      {missing.length > 0 && (
        <Banner tone="warn">
          {t("import.missing", { list: missing.join(", "), count: missing.length })}
        </Banner>
      )}
      {open.length > 0 && (
        <Banner tone="warn">
          {t("import.ambiguous", { list: open.map((column) => column.name).join(", ") })}
        </Banner>
      )}
      <ColumnTable file={file} onChange={onChange} />
    </Section>
  );
}

/** Kinds that this file could hold: those for which roles are known. */
function kindsOf(file: DraftFile): ObjectKind[] {
  return Object.keys(file.inspection.roles).filter((kind) => !kind.includes(".")) as ObjectKind[];
}

function Reading({ file, onChange }: { file: DraftFile; onChange: (file: DraftFile) => void }) {
  const { t } = useWords();
  const inspect = useRpcMutation("import_inspect");
  const { inspection } = file;
  function again(change: Partial<ImportInspectReq>) {
    const now = {
      handle: file.handle,
      encoding: inspection.encoding,
      delimiter: inspection.delimiter,
      header_row: inspection.header_row,
      sheet: inspection.sheet,
    };
    inspect.mutate({ ...now, ...change }, { onSuccess: (read) => onChange(reread(file, read)) });
  }
  return (
    <>
      <div className="import__reading">
        {inspection.delimiter !== null && (
          <>
            <SelectField
              label={t("import.encoding")}
              value={inspection.encoding}
              onChange={(event) => again({ encoding: event.target.value })}
            >
              {inspection.encodings.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </SelectField>
            <SelectField
              label={t("import.delimiter")}
              value={inspection.delimiter}
              onChange={(event) => again({ delimiter: event.target.value })}
            >
              {DELIMITERS.map((each) => (
                <option key={each} value={each}>
                  {t(NAMES[each] ?? "import.delimiter.comma")}
                </option>
              ))}
            </SelectField>
          </>
        )}
        {inspection.sheets.length > 0 && (
          <SelectField
            label={t("import.sheet")}
            value={inspection.sheet ?? ""}
            onChange={(event) => again({ sheet: event.target.value })}
          >
            {inspection.sheets.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </SelectField>
        )}
        <TextField
          label={t("import.headerRow")}
          type="number"
          min={1}
          value={inspection.header_row}
          onChange={(event) =>
            event.target.valueAsNumber >= 1 && again({ header_row: event.target.valueAsNumber })
          }
        />
      </div>
      {inspect.isError && <ErrorBlock error={inspect.error} compact />}
    </>
  );
}
