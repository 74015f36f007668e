/** Chooses files by the host's own dialog, or by path where the host takes one, and reads each. */
import { useState } from "react";
import { useHost } from "../../host/context";
import { toHostError, type HostError } from "../../host/host-error";
import { newDraft, type DraftFile } from "./draft";

export interface Pick {
  pick(path?: string): void;
  busy: boolean;
  error: HostError | undefined;
  byPath: boolean;
}

export function usePick(onFiles: (files: DraftFile[]) => void): Pick {
  const host = useHost();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<HostError | undefined>();

  async function run(path: string | undefined) {
    const picked = await host.call("file_pick", { purpose: "import", multiple: true, path: path ?? null });
    const files = await Promise.all(
      picked.files.map(async (file) => {
        const asked = { handle: file.handle, encoding: null, delimiter: null, header_row: null, sheet: null };
        return newDraft(file.name, await host.call("import_inspect", asked));
      }),
    );
    if (files.length > 0) onFiles(files);
  }

  return {
    pick(path) {
      setBusy(true);
      setError(undefined);
      run(path)
        .catch((thrown: unknown) => setError(toHostError(thrown)))
        .finally(() => setBusy(false));
    },
    busy,
    error,
    byPath: !host.can("native-files"),
  };
}
