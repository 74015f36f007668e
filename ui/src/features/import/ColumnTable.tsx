/** One line per column of the file: its heading, its first values, what it means, and how its values are read. */
import type { ColumnView } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { rolesFor, STATES, withColumn, wordsToSay, type DraftFile } from "./draft";
import { roleWords } from "./words";

const SAMPLES = 3;

export function ColumnTable(props: {
  file: DraftFile;
  parted: boolean;
  onChange: (file: DraftFile) => void;
}) {
  const { t } = useWords();
  const { file, parted, onChange } = props;
  return (
    <table className="columns">
      <caption className="visually-hidden">{t("import.columns")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("import.column")}</th>
          <th scope="col">{t("import.sample")}</th>
          <th scope="col">{t("import.means")}</th>
          <th scope="col">{t("import.format")}</th>
        </tr>
      </thead>
      <tbody>
        {file.columns.map((column, index) => (
          <Row
            key={`${column.name}#${column.occurrence}`}
            file={file}
            parted={parted}
            column={column}
            index={index}
            onChange={onChange}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  file: DraftFile;
  parted: boolean;
  column: ColumnView;
  index: number;
  onChange: (file: DraftFile) => void;
}) {
  const { t } = useWords();
  const { file, column, index } = props;
  const name =
    column.occurrence > 1 ? t("import.nth", { name: column.name, n: column.occurrence }) : column.name;
  const samples = file.inspection.sample.slice(0, SAMPLES).map((row) => row[index] ?? "");
  const put = (change: Partial<ColumnView>) => props.onChange(withColumn(file, index, change));
  const asks = column.role !== null && column.ambiguous.length > 1;
  return (
    <tr data-used={column.role !== null || undefined}>
      <th scope="row">{name}</th>
      <td className="columns__sample">{samples.filter(Boolean).join(" · ")}</td>
      <td>
        <select
          className="input"
          aria-label={t("import.meansOf", { name })}
          value={column.role ?? ""}
          onChange={(event) => put({ role: event.target.value === "" ? null : event.target.value })}
        >
          <option value="">{t("import.unused")}</option>
          {rolesFor(file, props.parted).map(({ role, required }) => (
            <option key={role} value={role}>
              {roleWords(role)}
              {required ? " *" : ""}
            </option>
          ))}
        </select>
      </td>
      <td>
        {wordsToSay(column).length > 0 ? (
          <StateWords column={column} onChange={(words) => put({ words })} />
        ) : asks ? (
          <select
            className="input"
            aria-label={t("import.formatOf", { name })}
            aria-invalid={column.format === null || !column.ambiguous.includes(column.format)}
            value={column.format ?? ""}
            onChange={(event) => put({ format: event.target.value === "" ? null : event.target.value })}
          >
            <option value="">{t("import.askFormat")}</option>
            {column.ambiguous.map((format) => (
              <option key={format}>{format}</option>
            ))}
          </select>
        ) : (
          <span className="muted small">{column.format}</span>
        )}
      </td>
    </tr>
  );
}

/** What each of the source's words means. */
function StateWords(props: { column: ColumnView; onChange: (words: ColumnView["words"]) => void }) {
  const { t } = useWords();
  const { column } = props;
  const say = (word: string, state: string) => {
    const { [word]: _, ...others } = column.words;
    props.onChange(state === "" ? others : { ...others, [word]: state });
  };
  return (
    <div className="stack stack--tight">
      {wordsToSay(column).map((word) => (
        <label key={word} className="row">
          <span className="mono grow">{word}</span>
          <select
            className="input"
            aria-label={t("import.stateOf", { word })}
            aria-invalid={column.words[word] === undefined}
            value={column.words[word] ?? ""}
            onChange={(event) => say(word, event.target.value)}
          >
            <option value="">{t("import.askFormat")}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t(`import.state.${state}`)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
