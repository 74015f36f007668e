import type { Handlers } from "../host/memory";
import type { FailureView, MailSettingsView, ReportMailView } from "../ipc/generated";

const MISSING: FailureView = {
  code: "mail_settings",
  params: { field: "server", reason: "The name of the mail server is missing." },
  recovery: "change_setting",
  raw: null,
};

export function mailHandlers(): Handlers {
  let settings: MailSettingsView = {
    server: "",
    port: 465,
    security: "tls",
    user: "",
    password_stored: false,
    from: "",
    to: [],
    after_each_sync: "never",
    missing: MISSING,
  };
  const mails = new Map<number, ReportMailView>();
  const none = (run_id: number): ReportMailView => ({
    run_id,
    state: "not_sent",
    to: [],
    at: null,
    failure: null,
  });
  return {
    mail_settings_get: () => settings,
    mail_settings_set: ({ password, ...rest }) => {
      settings = {
        ...rest,
        password_stored: (password ?? "") !== "" || settings.password_stored,
        missing: rest.server === "" ? MISSING : null,
      };
      return settings;
    },
    mail_test: () => ({ to: settings.to }),
    report_mail_get: ({ run_id }) => mails.get(run_id) ?? none(run_id),
    report_mail_send: ({ run_id }) => {
      const sent: ReportMailView = {
        ...none(run_id),
        state: "sent",
        to: settings.to,
        at: "2026-11-22T06:15:02Z",
      };
      mails.set(run_id, sent);
      return sent;
    },
    report_mail_prepare: ({ run_id }) => ({
      file: { handle: `mail-${run_id}`, name: `Northwind sync report ${run_id}.eml`, folder: "Documents" },
      opened: "draft",
    }),
  };
}
