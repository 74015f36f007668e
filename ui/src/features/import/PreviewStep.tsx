/** What the import would do, before it does it. Many vanished records need a second, explicit yes. */
import { useState } from "react";
import { AlertDialog, Button, ErrorBlock, Section } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { ImportKindPreview, ImportPreview, ImportSummary } from "../../ipc/generated";
import { useWords, type MessageId } from "../../i18n/intl";
import { Counts } from "./Counts";
import { toMapping } from "./draft";
import type { ImportDraft } from "./ImportPage";
import { ProblemList } from "./Problems";
import { fieldWords } from "./words";

const READS = [
  "home",
  "app_status",
  "import_last",
  "import_problems",
  "import_profiles",
  "lists_overview",
  "transactions_list",
] as const;

export function PreviewStep(props: {
  draft: ImportDraft;
  preview: ImportPreview;
  onBack: () => void;
  onDone: (summary: ImportSummary) => void;
}) {
  const { t } = useWords();
  const { draft, preview } = props;
  const run = useRpcMutation("import_run", [...READS]);
  const [gone, setGone] = useState(false);
  const recalled = draft.files.flatMap((file) => file.inspection.profile ?? []);
  const rows = preview.kinds.reduce((sum, { counts }) => sum + counts.new + counts.changed, 0);
  const start = (accept_gone: boolean) =>
    run.mutate(
      { name: draft.name.trim(), files: draft.files.map(toMapping), currency: draft.currency, accept_gone },
      { onSuccess: props.onDone, onError: (error) => setGone(error.code === "many_rows_gone") },
    );
  return (
    <>
      <Section title={t("import.previewTitle")} note={t("import.previewNote")}>
        {recalled.length > 0 && (
          <p className="muted">{t("import.recalled", { list: recalled.join(", ") })}</p>
        )}
        <Counts kinds={preview.kinds} caption={t("import.previewTitle")} />
      </Section>
      {preview.kinds.map((kind) => (
        <Sample key={kind.kind} kind={kind} />
      ))}
      {preview.problem_total > 0 && <ProblemList rows={preview.problems} total={preview.problem_total} />}
      {run.isError && !gone && <ErrorBlock error={run.error} compact />}
      <div className="row">
        <Button kind="primary" icon="import" disabled={run.isPending} onClick={() => start(false)}>
          {run.isPending ? t("import.running") : t("import.run", { count: rows })}
        </Button>
        <Button onClick={props.onBack}>{t("common.back")}</Button>
      </div>
      <AlertDialog
        title={t("import.goneTitle")}
        open={gone}
        danger
        onClose={() => setGone(false)}
        confirmLabel={t("import.goneButton")}
        onConfirm={() => {
          setGone(false);
          start(true);
        }}
      >
        <p>
          {t("import.goneText", { count: preview.kinds.reduce((sum, { counts }) => sum + counts.gone, 0) })}
        </p>
      </AlertDialog>
    </>
  );
}

function Sample({ kind }: { kind: ImportKindPreview }) {
  const { t } = useWords();
  const title = t(`kind.${kind.kind}` as MessageId, { count: 2 });
  if (kind.rows.length === 0) return null;
  return (
    <Section title={t("import.firstRows", { kind: title })}>
      {/* A wide table scrolls sideways; the keyboard must reach it to scroll. */}
      <div
        className="import__scroll"
        tabIndex={0}
        role="region"
        aria-label={t("import.firstRows", { kind: title })}
      >
        <table className="columns">
          <thead>
            <tr>
              {kind.headings.map((heading) => (
                <th key={heading} scope="col">
                  {fieldWords(heading)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kind.rows.slice(0, 5).map((row, index) => (
              // Rows of a file have no id yet; their order is their identity.
              // eslint-disable-next-line react/no-array-index-key
              <tr key={index}>
                {row.map((value, column) => (
                  // eslint-disable-next-line react/no-array-index-key
                  <td key={column}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
