/** The button that chooses files; with a path field where there is no file dialog. */
import { useState } from "react";
import { Button, ErrorBlock, TextField } from "../../components";
import { useWords } from "../../i18n/intl";
import type { DraftFile } from "./draft";
import { usePick } from "./usePick";

export function PickFiles(props: {
  onFiles: (files: DraftFile[]) => void;
  primary?: boolean;
  label?: string;
}) {
  const { t } = useWords();
  const [path, setPath] = useState("");
  const { pick, busy, error, byPath } = usePick(props.onFiles);
  const kind = props.primary === true ? "primary" : "secondary";
  const label = busy ? t("import.reading") : (props.label ?? t("import.choose"));
  return (
    <div className="stack stack--tight">
      {byPath ? (
        <form
          className="pick"
          onSubmit={(event) => {
            event.preventDefault();
            if (path.trim() !== "") pick(path.trim());
          }}
        >
          <TextField
            label={t("import.path")}
            hint={t("import.pathHint")}
            value={path}
            maxLength={4000}
            onChange={(event) => setPath(event.target.value)}
          />
          <Button type="submit" kind={kind} icon="file" disabled={busy || path.trim() === ""}>
            {label}
          </Button>
        </form>
      ) : (
        <div>
          <Button kind={kind} icon="file" disabled={busy} onClick={() => pick()}>
            {label}
          </Button>
        </div>
      )}
      {error !== undefined && <ErrorBlock error={error} compact />}
    </div>
  );
}
