/** The report by mail: where it stands, a prepared mail for one's own mail program, or sent from here where that is set up. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Button, ErrorBlock, Icon, InstantText, Section, toast } from "../../components";
import { rpcKey, useHost, useRpc, useRpcMutation } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import { useWords, type MessageId } from "../../i18n/intl";
import type { MailPrepared, ReportMailView } from "../../ipc/generated";

export function ReportMail({ runId }: { runId: number }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const settings = useRpc("mail_settings_get", {}).data;
  const mail = useRpc("report_mail_get", { run_id: runId }).data;
  const { send, prepare, error, busy } = useReportMail(runId);
  const missing = settings?.missing ?? null;
  const sending = busy || mail?.state === "sending";
  return (
    <Section title={t("report.mail")} note={t("report.mail.note")}>
      {mail !== undefined && <Standing mail={mail} />}
      {error !== null && <ErrorBlock error={error} compact />}
      <div className="row row--wrap">
        <Button icon="file" disabled={busy} onClick={prepare}>
          {t("report.mail.prepare")}
        </Button>
        <Button
          disabled={sending}
          disabledReason={missing === null ? undefined : t("report.mail.notSetUp")}
          onClick={send}
        >
          {t(mail?.state === "sent" ? "report.mail.sendAgain" : "report.mail.send")}
        </Button>
        {missing !== null && (
          <Button kind="quiet" small onClick={() => void navigate("/settings/reports")}>
            {t("report.mail.setUp")}
          </Button>
        )}
      </div>
    </Section>
  );
}

function useReportMail(runId: number) {
  const { t } = useWords();
  const host = useHost();
  const client = useQueryClient();
  const sending = useRpcMutation("report_mail_send", ["home"]);
  const preparing = useRpcMutation("report_mail_prepare");
  const told = ({ file, opened }: MailPrepared) =>
    toast({
      tone: "good",
      text: t(`report.mail.opened.${opened}` as MessageId, { name: file.name }),
      action: {
        label: t("report.showFolder"),
        run: () =>
          void host.call("file_open", { handle: file.handle, show_in_folder: true }).catch(() => undefined),
      },
    });
  return {
    busy: sending.isPending || preparing.isPending,
    error: sending.error ?? preparing.error,
    send: () =>
      sending.mutate(
        { run_id: runId },
        {
          onSuccess: (view) => client.setQueryData(rpcKey("report_mail_get", { run_id: runId }), view),
        },
      ),
    prepare: () => preparing.mutate({ run_id: runId }, { onSuccess: told }),
  };
}

function Standing({ mail }: { mail: ReportMailView }) {
  const { t } = useWords();
  if (mail.failure !== null) return <ErrorBlock error={fromFailure(mail.failure)} compact />;
  const to = mail.to.join(", ");
  return (
    <p className="row" role="status">
      {mail.state === "sent" && <Icon name="check" size={14} />}
      <span>
        {t(`report.mail.state.${mail.state}` as MessageId, { to })}{" "}
        {mail.state === "sent" && <InstantText value={mail.at} />}
      </span>
    </p>
  );
}
