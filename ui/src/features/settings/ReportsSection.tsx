/** How sync reports leave the program by mail. Without a server the report is still saved, printed and prepared as a mail. */
import { useQueryClient } from "@tanstack/react-query";
import { useForm, type UseFormReturn } from "react-hook-form";
import { Button, ErrorBlock, Icon, Section, SelectField, TextField, toast } from "../../components";
import { rpcKey, useRpc, useRpcMutation } from "../../host/context";
import { fromFailure } from "../../host/host-error";
import { useWords, type MessageId } from "../../i18n/intl";
import type { MailAfter, MailSecurity, MailSettingsView } from "../../ipc/generated";
import { ChangedBy } from "./ChangedBy";

const SECURITY: readonly MailSecurity[] = ["tls", "starttls", "plain"];
const PORT: Record<MailSecurity, number> = { tls: 465, starttls: 587, plain: 25 };
const STORED = ["server", "port", "security", "user", "from", "to", "after_each_sync"].map(
  (each) => `mail.${each}`,
);
const AFTER: readonly MailAfter[] = ["never", "failures", "always"];

export function ReportsSection() {
  const { t } = useWords();
  const settings = useRpc("mail_settings_get", {});
  return (
    <Section title={t("settings.reports")} note={t("settings.reportsNote")}>
      {settings.isError && <ErrorBlock error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.data !== undefined && <MailForm view={settings.data} />}
      <ChangedBy names={STORED} />
    </Section>
  );
}

type Form = Record<"server" | "port" | "security" | "user" | "password" | "from" | "to" | "after", string>;

const shown = (view: MailSettingsView): Form => ({
  server: view.server,
  port: String(view.port),
  security: view.security,
  user: view.user,
  password: "",
  from: view.from,
  to: view.to.join(", "),
  after: view.after_each_sync,
});

function useMail(view: MailSettingsView, form: UseFormReturn<Form>) {
  const { t } = useWords();
  const client = useQueryClient();
  const save = useRpcMutation("mail_settings_set");
  const test = useRpcMutation("mail_test");
  // Read while drawing: only then is it kept up to date.
  const { isDirty } = form.formState;
  async function keep(values: Form) {
    test.reset();
    const next = await save.mutateAsync({
      server: values.server.trim(),
      port: Number(values.port),
      security: values.security as MailSecurity,
      user: values.user.trim(),
      password: values.password === "" ? null : values.password,
      from: values.from.trim(),
      to: values.to.split(/[,;\s]+/).filter(Boolean),
      after_each_sync: values.after as MailAfter,
    });
    client.setQueryData(rpcKey("mail_settings_get", {}), next);
    form.reset(shown(next));
  }
  return {
    busy: save.isPending || test.isPending,
    error:
      save.error ??
      test.error ??
      (view.missing === null || view.server === "" ? null : fromFailure(view.missing)),
    save: (values: Form) =>
      keep(values).then(
        () => toast({ text: t("settings.mail.saved"), tone: "good" }),
        () => undefined,
      ),
    /** What is typed is kept first: a test of other values than those shown would prove nothing. */
    test: async (values: Form) => {
      try {
        if (isDirty) await keep(values);
        const { to } = await test.mutateAsync({});
        toast({ text: t("settings.mail.tested", { to: to.join(", ") }), tone: "good" });
      } catch {
        // The error stands under the fields.
      }
    },
  };
}

function MailForm({ view }: { view: MailSettingsView }) {
  const { t } = useWords();
  const form = useForm<Form>({ defaultValues: shown(view) });
  const mail = useMail(view, form);
  const { register } = form;
  const security = register("security", {
    // The usual port goes with it, unless a person chose another.
    onChange: (event: { target: { value: string } }) => {
      const usual = Object.values(PORT).map(String);
      if (usual.includes(form.getValues("port")))
        form.setValue("port", String(PORT[event.target.value as MailSecurity]), { shouldDirty: true });
    },
  });
  const submit = (then: (values: Form) => Promise<unknown>) => (event?: React.SyntheticEvent) =>
    void form.handleSubmit(then)(event);
  return (
    <form className="stack stack--wide" noValidate onSubmit={submit(mail.save)}>
      <div className="mail__row">
        <TextField label={t("settings.mail.server")} placeholder="smtp.example.com" {...register("server")} />
        <SelectField label={t("settings.mail.security")} {...security}>
          {SECURITY.map((each) => (
            <option key={each} value={each}>
              {t(`settings.mail.security.${each}` as MessageId)}
            </option>
          ))}
        </SelectField>
        <TextField label={t("settings.mail.port")} inputMode="numeric" maxLength={5} {...register("port")} />
      </div>
      <div className="mail__row">
        <TextField
          label={t("settings.mail.user")}
          hint={t("settings.mail.userHint")}
          autoComplete="username"
          {...register("user")}
        />
        <TextField
          label={t("settings.mail.password")}
          type="password"
          autoComplete="current-password"
          placeholder={view.password_stored ? t("settings.secretStored") : undefined}
          hint={t("settings.mail.passwordHint")}
          {...register("password")}
        />
      </div>
      <div className="mail__row">
        <TextField label={t("settings.mail.from")} type="email" {...register("from")} />
        <TextField label={t("settings.mail.to")} hint={t("settings.mail.toHint")} {...register("to")} />
      </div>
      <fieldset className="choice">
        <legend>{t("settings.mail.after")}</legend>
        {AFTER.map((value) => (
          <label key={value} className="choice__line">
            <input type="radio" value={value} {...register("after")} />
            <span>{t(`settings.mail.after.${value}` as MessageId)}</span>
          </label>
        ))}
      </fieldset>
      {mail.error !== null && <ErrorBlock error={mail.error} compact />}
      <div className="row row--wrap">
        <Button type="submit" kind="primary" disabled={mail.busy}>
          {t("common.save")}
        </Button>
        <Button icon="check" disabled={mail.busy} onClick={() => submit(mail.test)()}>
          {t(mail.busy ? "settings.mail.testing" : "settings.mail.test")}
        </Button>
        {view.missing === null && (
          <span className="row muted small">
            <Icon name="check" size={13} /> {t("settings.mail.ready")}
          </span>
        )}
      </div>
    </form>
  );
}
