/** Import: choose files, see how they were read, map columns, look at the result, import. */
import { useState } from "react";
import { Page } from "../../components";
import { useRpc, useRpcMutation } from "../../host/context";
import { useAppStatus } from "../../app/status";
import type { ImportPreview, ImportSummary } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { isReady, settled, toMapping, type DraftFile } from "./draft";
import { Mapping } from "./Mapping";
import { Overview } from "./Overview";
import { PreviewStep } from "./PreviewStep";
import { Summary } from "./Summary";
import "./Import.css";

export interface ImportDraft {
  name: string;
  currency: string;
  files: readonly DraftFile[];
}

export function isComplete(draft: ImportDraft): boolean {
  const ready = draft.files.every((file) => isReady(file, draft.files));
  return ready && draft.name.trim() !== "" && /^[A-Z]{3}$/.test(draft.currency);
}

type Stage =
  | { at: "overview" }
  | { at: "mapping"; draft: ImportDraft }
  | { at: "preview"; draft: ImportDraft; preview: ImportPreview }
  | { at: "done"; summary: ImportSummary };

export default function ImportPage() {
  const { t } = useWords();
  const status = useAppStatus();
  const [stage, setStage] = useState<Stage>({ at: "overview" });
  const home = useRpc("home", {});
  const last = useRpc("import_last", {});
  // Nobody has said it yet: then it is asked, never taken to be dollars.
  const currency = home.data?.currency ?? home.data?.connection.currency ?? last.data?.currency ?? "";
  const name = status.data?.client?.source_name ?? status.data?.client?.name ?? "";
  const preview = useRpcMutation("import_preview");
  /** Files that are all remembered go straight to the preview; whatever changed meanwhile stays where it is. */
  function begin(files: DraftFile[]) {
    const draft = { name, currency, files: settled(files) };
    setStage({ at: "mapping", draft });
    const remembered = draft.files.every((file) => file.inspection.profile !== null);
    if (!remembered || !isComplete(draft)) return;
    preview.mutate(
      { name: name.trim(), files: draft.files.map(toMapping), currency },
      {
        onSuccess: (read) =>
          setStage((now) =>
            now.at === "mapping" && now.draft === draft ? { at: "preview", draft, preview: read } : now,
          ),
      },
    );
  }
  return (
    <Page title={t("shell.imports")} context={t("import.lead")} scroll={stage.at !== "overview"}>
      {stage.at === "overview" && <Overview onFiles={begin} />}
      {stage.at === "mapping" && (
        <Mapping
          draft={stage.draft}
          onChange={(draft) => setStage({ at: "mapping", draft })}
          onCancel={() => setStage({ at: "overview" })}
          onPreview={(preview) => setStage({ at: "preview", draft: stage.draft, preview })}
        />
      )}
      {stage.at === "preview" && (
        <PreviewStep
          draft={stage.draft}
          preview={stage.preview}
          onBack={() => setStage({ at: "mapping", draft: stage.draft })}
          onDone={(summary) => setStage({ at: "done", summary })}
        />
      )}
      {stage.at === "done" && (
        <Summary summary={stage.summary} onAgain={() => setStage({ at: "overview" })} />
      )}
    </Page>
  );
}
