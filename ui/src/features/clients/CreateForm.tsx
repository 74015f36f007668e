/** Names a new client and goes to Import, which is its first step. */
import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useNavigate } from "react-router";
import { z } from "zod";
import { Button, ErrorBlock, TextField } from "../../components";
import { useRpcMutation } from "../../host/context";
import { useWords } from "../../i18n/intl";

/** What the program takes, counted in characters as people see them, not in the machine's units. */
const NAME_MAX = 100;
const schema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .refine((name) => [...name].length <= NAME_MAX),
});

export function CreateForm({ primary }: { primary?: boolean }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const create = useRpcMutation("client_create", ["app_status"]);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { name: "" } });
  const wrong = form.formState.errors.name;
  const tooLong = wrong?.type === "custom";
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) =>
        void form.handleSubmit((values) =>
          // The news of the open client may come before the answer and take this page away: a promise outlives it.
          create.mutateAsync(values).then(
            () => void navigate("/import"),
            () => undefined,
          ),
        )(event)
      }
    >
      <TextField
        label={t("start.name")}
        placeholder={t("start.nameExample")}
        error={
          wrong === undefined
            ? undefined
            : tooLong
              ? t("start.nameTooLong", { most: NAME_MAX })
              : t("common.required")
        }
        {...form.register("name")}
      />
      {create.error !== null && <ErrorBlock error={create.error} compact />}
      <div>
        <Button type="submit" kind={primary === true ? "primary" : "secondary"} disabled={create.isPending}>
          {t("start.ownButton")}
        </Button>
      </div>
    </form>
  );
}
