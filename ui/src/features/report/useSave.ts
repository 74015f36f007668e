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
  const write = (format: ReportFormat) => host.call("report_save", { run_id: runId, format });
  /** Printed from the system's own viewer: what a web view prints differs from system to system. */
  async function print() {
    try {
      const { handle } = await write("pdf");
      await host.call("file_open", { handle, show_in_folder: false });
      toast({ text: t("report.printing") });
    } catch (thrown) {
      failed(thrown);
    }
  }
  async function save(format: ReportFormat) {
    try {
      const file = await write(format);
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
  }
  return { save, print };
}
