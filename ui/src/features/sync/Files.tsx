/** Files for the source: what a plan would write, what a run wrote, and what still waits to be imported there. */
import { Banner, Button, Icon, InstantText, Section } from "../../components";
import { useHost, useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import type { PlanView, ReportFile, WaitingFile } from "../../ipc/generated";
import { useNames, useRecordWords } from "../match/names";

export function FilesPlanned({ plan }: { plan: PlanView }) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  if (plan.write_back.length === 0) return null;
  return (
    <Banner tone="info">
      <ul>
        {plan.write_back.map((file) => (
          <li key={file.file_name}>
            {t("sync.files.planned", {
              count: file.records,
              kind: kind(file.kind),
              file: file.file_name,
              source: plan.source_name,
            })}
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** Written before, and no import has shown them yet: they are not planned a second time. */
export function FilesWaiting({ files }: { files: readonly WaitingFile[] }) {
  const { t } = useWords();
  const { kind } = useRecordWords();
  const { source } = useNames();
  if (files.length === 0) return null;
  return (
    <Banner tone={files.some((file) => file.missed > 0) ? "warn" : "info"}>
      <ul className="files">
        {files.map((file) => (
          <li key={file.file_name} className="row row--wrap">
            <span className="grow">
              {t("sync.files.waiting", {
                count: file.records,
                kind: kind(file.kind),
                file: file.file_name,
                source,
              })}{" "}
              {file.written_at !== null && (
                <span className="muted small">
                  {t("sync.files.written")} <InstantText value={file.written_at} />
                </span>
              )}
              {file.missed > 0 && <span> {t("sync.files.missed", { count: file.missed, source })}</span>}
            </span>
            <ShowFile handle={file.handle} name={file.file_name} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

/** After a run: each file it wrote, with what its columns could not carry. */
export function FilesWritten({ files }: { files: readonly ReportFile[] }) {
  const { t } = useWords();
  const { kind, field } = useRecordWords();
  const { source } = useNames();
  if (files.length === 0) return null;
  return (
    <Section title={t("sync.files.title", { source })} note={t("sync.files.note", { source })}>
      <ul className="files">
        {files.map((file) => (
          <li key={file.file_name} className="row row--wrap">
            <Icon name="file" />
            <span className="grow">
              <strong>{file.file_name}</strong>{" "}
              <span className="num">
                {t("sync.files.records", { count: file.records, kind: kind(file.kind) })}
              </span>
              <span className="muted small files__where">{file.folder}</span>
              {file.left_out.length > 0 && (
                <span className="small files__where">
                  {t("sync.files.leftOut", { fields: file.left_out.map(field).join(", "), source })}
                </span>
              )}
            </span>
            <ShowFile handle={file.handle} name={file.file_name} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** The files of the run that just ended. */
export function FilesOfRun({ runId }: { runId: number }) {
  const report = useRpc("report_get", { run_id: runId }).data;
  return report === undefined ? null : <FilesWritten files={report.files} />;
}

function ShowFile({ handle, name }: { handle: string | null; name: string }) {
  const { t } = useWords();
  const host = useHost();
  const show = () =>
    void host.call("file_open", { handle: handle ?? "", show_in_folder: true }).catch(() => undefined);
  return (
    <Button
      small
      icon="file"
      aria-label={t("sync.files.showOne", { name })}
      onClick={show}
      disabledReason={handle === null ? t("sync.files.moved") : undefined}
    >
      {t("sync.files.show")}
    </Button>
  );
}
