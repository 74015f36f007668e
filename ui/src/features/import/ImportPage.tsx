/** Import: choose files, see how they were read, map columns, look at the result, import. */
import { useState } from "react";
import { Page } from "../../components";
import { useRpc } from "../../host/context";
import { useAppStatus } from "../../app/status";
import type { ImportPreview, ImportSummary } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import type { DraftFile } from "./draft";
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
  const currency = home.data?.currency ?? home.data?.connection.currency ?? "USD";
  const name = status.data?.client?.source_name ?? status.data?.client?.name ?? "";
  return (
    <Page title={t("shell.imports")} context={t("import.lead")} scroll={stage.at !== "overview"}>
      {stage.at === "overview" && (
        <Overview onFiles={(files) => setStage({ at: "mapping", draft: { name, currency, files } })} />
      )}
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
