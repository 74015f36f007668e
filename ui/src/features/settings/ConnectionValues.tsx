/** The values of the ledger, each with a tick or a cross and its reason. A stored secret is never shown, only that it is there. */
import { useForm } from "react-hook-form";
import { useQueryClient } from "@tanstack/react-query";
import { Button, ErrorBlock, Icon, SelectField, TextField, toast } from "../../components";
import { rpcKey, useRpcMutation } from "../../host/context";
import { en, type MessageId } from "../../i18n/en";
import type { ConnectionValue, ConnectionView } from "../../ipc/generated";
import { useWords, type Words } from "../../i18n/intl";

type Form = Record<string, string>;

export function ConnectionValues({ connection }: { connection: ConnectionView }) {
  const { t } = useWords();
  const client = useQueryClient();
  const check = useRpcMutation("connection_check");
  const save = useRpcMutation("connection_save", ["home", "app_status"]);
  const defaults = Object.fromEntries(connection.values.map((value) => [value.key, value.value ?? ""]));
  const system = connection.system ?? connection.systems[0]?.system ?? "";
  const form = useForm<Form>({ values: defaults });
  const shown = check.data?.values ?? connection.values;
  // A company is tied to its ledger: leaving it is a move, not a value. A practice company brings its own ledger.
  const choosable = connection.systems.length > 1 && connection.company_name === null && !connection.practice;
  const busy = check.isPending || save.isPending;
  const error = save.error ?? check.error;

  /** A secret that was left empty stays as it is stored. */
  function request(values: Form) {
    const known = new Set(connection.values.map((value) => value.key));
    const secrets = new Set(connection.values.filter((value) => value.secret).map((value) => value.key));
    return {
      system,
      values: Object.fromEntries(
        Object.entries(values).filter(
          ([key, value]) => known.has(key) && (value !== "" || !secrets.has(key)),
        ),
      ),
    };
  }
  function keep(view: ConnectionView) {
    client.setQueryData(rpcKey("connection_get", {}), view);
    for (const value of view.values) if (value.secret) form.setValue(value.key, "");
    check.reset();
    toast({ text: t("settings.valuesSaved"), tone: "good" });
  }

  return (
    <form
      className="stack stack--wide"
      noValidate
      onSubmit={(event) =>
        void form.handleSubmit((values) => save.mutate(request(values), { onSuccess: keep }))(event)
      }
    >
      <p className="muted small">{t("settings.valuesNote")}</p>
      {choosable && (
        <SelectField
          label={t("home.ledger")}
          value={system}
          disabled={busy}
          // Each ledger has its own values, with defaults of its own.
          onChange={(event) =>
            save.mutate(
              { system: event.target.value, values: {} },
              { onSuccess: (view) => client.setQueryData(rpcKey("connection_get", {}), view) },
            )
          }
        >
          {connection.systems.map((choice) => (
            <option key={choice.system} value={choice.system}>
              {choice.name}
            </option>
          ))}
        </SelectField>
      )}
      {shown.map((value) => (
        <ValueLine key={value.key} value={value} field={form.register(value.key)} />
      ))}
      {error !== null && <ErrorBlock error={error} compact />}
      <div className="row">
        <Button type="submit" kind="primary" disabled={busy}>
          {t("common.save")}
        </Button>
        <Button
          disabled={busy}
          icon="check"
          onClick={() => void form.handleSubmit((values) => check.mutate(request(values)))()}
        >
          {t(check.isPending ? "settings.checking" : "settings.check")}
        </Button>
      </div>
    </form>
  );
}

function reasonText(reason: string | null, { t }: Words): string | undefined {
  if (reason === null) return undefined;
  const id = `settings.reason.${reason}`;
  return id in en ? t(id as MessageId) : reason.replaceAll("_", " ");
}

function ValueLine({
  value,
  field,
}: {
  value: ConnectionValue;
  field: ReturnType<ReturnType<typeof useForm<Form>>["register"]>;
}) {
  const words = useWords();
  const { t } = words;
  const id = `settings.value.${value.key}`;
  const label = id in en ? t(id as MessageId) : value.label;
  const mark = value.ok === true ? "check" : value.ok === false ? "cross" : "minus";
  const state =
    value.ok === true
      ? "settings.valueGood"
      : value.ok === false
        ? "settings.valueBad"
        : "settings.valueUnchecked";
  return (
    <div className="check-line">
      <span className="check-line__mark" data-ok={value.ok ?? undefined}>
        <Icon name={mark} />
        <span className="visually-hidden">{t(state, { label })}</span>
      </span>
      <TextField
        {...field}
        label={label}
        type={value.secret ? "password" : "text"}
        autoComplete={value.secret ? "current-password" : "off"}
        placeholder={value.secret && value.stored ? t("settings.secretStored") : undefined}
        error={value.ok === false ? (reasonText(value.reason, words) ?? t("settings.valueWrong")) : undefined}
        maxLength={2000}
      />
    </div>
  );
}
