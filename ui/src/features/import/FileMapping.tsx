/** How one file is read (encoding, delimiter, sheet, heading row), what it holds, and what each column means. */
import { Button, ErrorBlock, Section, SelectField, Switch, TextField, Banner } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { ImportInspectReq, ObjectKind } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { ColumnTable } from "./ColumnTable";
import {
  finalBy,
  finalChoices,
  hasLineFiles,
  isParted,
  missingRoles,
  newDraft,
  openQuestions,
  reread,
  rolesFor,
  sheetsLeft,
  type DraftFile,
} from "./draft";
import { roleWords } from "./words";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const NAMES: Record<string, MessageId> = {
  ",": "import.delimiter.comma",
  ";": "import.delimiter.semicolon",
  "\t": "import.delimiter.tab",
  "|": "import.delimiter.bar",
};

export function FileMapping(props: {
  file: DraftFile;
  files: readonly DraftFile[];
  onChange: (file: DraftFile) => void;
  onSheet: (file: DraftFile) => void;
}) {
  const { t } = useWords();
  const { file, onChange } = props;
  const parted = isParted(file, props.files);
  const missing = missingRoles(file, parted).map((role) => roleWords(role));
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
      <Reading file={file} left={sheetsLeft(file, props.files)} onChange={onChange} onSheet={props.onSheet} />
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
          {hasLineFiles(file) && (
            <Switch
              label={t("import.lines")}
              checked={file.lines}
              onChange={(lines) => onChange({ ...file, lines })}
              note={t("import.linesNote")}
            />
          )}
          <Switch
            label={t("import.snapshot")}
            checked={file.snapshot}
            onChange={(snapshot) => onChange({ ...file, snapshot })}
            note={t("import.snapshotNote")}
          />
        </div>
      </div>
      <Documents file={file} parted={parted} onChange={onChange} />
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
      {parted && <p className="muted small">{t("import.parted")}</p>}
      <ColumnTable file={file} parted={parted} onChange={onChange} />
    </Section>
  );
}

/** What documents take where a row says nothing: when they are final, and the item of a line without one. */
function Documents(props: { file: DraftFile; parted: boolean; onChange: (file: DraftFile) => void }) {
  const { t } = useWords();
  const { file, onChange } = props;
  const finals = file.lines ? [] : finalChoices(file);
  const hasItems = hasLineFiles(file) && rolesFor(file, props.parted).some(({ role }) => role === "item");
  if (finals.length === 0 && !hasItems) return null;
  return (
    <div className="import__grid">
      {finals.length > 0 && (
        <SelectField
          label={t("import.finalWhen")}
          value={finalBy(file) ?? ""}
          onChange={(event) =>
            onChange({ ...file, finalWhen: event.target.value === "" ? null : event.target.value })
          }
        >
          <option value="">{t("import.finalListed")}</option>
          {finals.map((role) => (
            <option key={role} value={role}>
              {t("import.finalFilled", { role: roleWords(role) })}
            </option>
          ))}
        </SelectField>
      )}
      {hasItems && (
        <TextField
          label={t("import.defaultItem")}
          hint={t("import.defaultItemHint")}
          value={file.defaults["item"] ?? ""}
          maxLength={200}
          onChange={(event) =>
            onChange({ ...file, defaults: { ...file.defaults, item: event.target.value } })
          }
        />
      )}
    </div>
  );
}

/** Kinds that this file could hold: those for which roles are known. */
function kindsOf(file: DraftFile): ObjectKind[] {
  return Object.keys(file.inspection.roles).filter((kind) => !kind.includes(".")) as ObjectKind[];
}

function Reading(props: {
  file: DraftFile;
  left: readonly string[];
  onChange: (file: DraftFile) => void;
  onSheet: (file: DraftFile) => void;
}) {
  const { t } = useWords();
  const { file, left, onChange } = props;
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
  const also = (sheet: string) =>
    inspect.mutate(
      { handle: file.handle, encoding: null, delimiter: null, header_row: null, sheet },
      { onSuccess: (read) => props.onSheet(newDraft(file.name, read)) },
    );
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
            {inspection.sheets
              .filter((each) => each === inspection.sheet || left.includes(each))
              .map((each) => (
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
      {inspection.encoding_guessed && <Guessed rows={inspection.accented} encoding={inspection.encoding} />}
      {left.length > 0 && (
        <div className="row row--wrap">
          {left.map((sheet) => (
            <Button key={sheet} small icon="plus" disabled={inspect.isPending} onClick={() => also(sheet)}>
              {t("import.alsoSheet", { sheet })}
            </Button>
          ))}
        </div>
      )}
      {inspect.isError && <ErrorBlock error={inspect.error} compact />}
    </>
  );
}

const GUESSED_ROWS = 3;

/** A guessed encoding is judged by the rows that would look wrong under another. */
function Guessed({ rows, encoding }: { rows: readonly (readonly string[])[]; encoding: string }) {
  const { t } = useWords();
  return (
    <Banner tone="warn">
      <p>{t("import.guessed", { encoding })}</p>
      <ul>
        {rows.slice(0, GUESSED_ROWS).map((row) => (
          <li key={row.join()}>{row.filter(Boolean).join(" · ")}</li>
        ))}
      </ul>
    </Banner>
  );
}
