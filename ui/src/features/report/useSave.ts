/** Saves the report as a file and offers to open it. */
import { toast } from "../../components";
import { useHost } from "../../host/context";
import { toHostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";
import type { ReportFormat } from "../../ipc/generated";
import { useErrorTitle } from "../sync/failure";

export function useSaveReport(runId: number) {
  const host = useHost();
  const { t } = useWords();
  const errorTitle = useErrorTitle();
  const failed = (thrown: unknown) => toast({ tone: "bad", text: errorTitle(toHostError(thrown)) });
  return async (format: ReportFormat) => {
    try {
      const file = await host.call("report_save", { run_id: runId, format });
      toast({
        tone: "good",
        text: t("report.saved", { name: file.name }),
        action: {
          label: t("report.openFile"),
          run: () =>
            void host.call("file_open", { handle: file.handle, show_in_folder: false }).catch(failed),
        },
      });
    } catch (thrown) {
      failed(thrown);
    }
  };
}
