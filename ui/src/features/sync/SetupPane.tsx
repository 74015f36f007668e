/** The first sync of a client: what must be there, which way the lists go, how documents are numbered; then step 1. */
import { useMemo } from "react";
import { Button, ErrorBlock, Section } from "../../components";
import { useRpc } from "../../host/context";
import { useWords, type MessageId } from "../../i18n/intl";
import type { SetupStep, SetupWord } from "../../ipc/generated";
import { SetupList } from "../home/Setup";
import { useNames, useRecordWords } from "../match/names";
import { PrefixSetting } from "../settings/PoliciesSection";
import { SharedLists } from "../settings/ObjectsSection";
import { useSettings } from "../settings/useSetting";
import type { Start } from "./useStart";
import "../settings/Settings.css";

/** Without these no plan can be made; what else is open only holds single records back. */
const NEEDED: ReadonlySet<SetupWord> = new Set(["import", "connect", "pull", "accounts"]);

export function SetupPane({ steps, start }: { steps: readonly SetupStep[]; start: Start }) {
  const { t } = useWords();
  const { source, ledger } = useNames();
  const before = steps.filter((each) => each.step !== "first_sync");
  const missing = before.find((each) => !each.done && NEEDED.has(each.step));
  const counts = useListCounts();
  const settings = useSettings().data;
  return (
    <>
      <Section title={t("sync.setup.title")} note={t("sync.setup.note")}>
        <SetupList steps={before} more={{ pull: counts }} />
      </Section>
      <SharedLists title={t("sync.setup.sharing")} note={t("sync.setup.sharingNote")} />
      {settings !== undefined && (
        <Section title={t("sync.setup.numbers")}>
          <PrefixSetting prefix={settings.policies.reference_prefix} />
        </Section>
      )}
      <Section title={t("sync.setup.next")}>
        <ol className="setup__next">
          <li>{t("sync.does.lists", { source, ledger })}</li>
          <li>{t("sync.does.documents", { source, ledger })}</li>
        </ol>
        {start.error !== undefined && <ErrorBlock error={start.error} onRetry={() => void start.go()} />}
        <div>
          <Button
            kind="primary"
            onClick={() => void start.go()}
            disabled={start.busy}
            disabledReason={
              missing === undefined
                ? undefined
                : t("sync.setup.first", { step: t(`home.setup.${missing.step}` as MessageId) })
            }
          >
            {t("sync.setup.go")}
          </Button>
        </div>
      </Section>
    </>
  );
}

const SHOWN = ["tax_code", "item", "customer"] as const;

/** "2 tax codes, 77 items, 87 customers in the ledger", once they are here. */
function useListCounts(): string | undefined {
  const { t, count } = useWords();
  const { kind } = useRecordWords();
  const { ledger } = useNames();
  const lists = useRpc("lists_overview", {}).data?.kinds;
  return useMemo(() => {
    const pulled = lists?.filter((list) => list.pull === "complete") ?? [];
    const found = SHOWN.flatMap((each) => pulled.filter((list) => list.kind === each));
    if (found.length === 0) return undefined;
    const list = found.map((each) => `${count(each.ledger_records)} ${kind(each.kind)}`).join(", ");
    return t("sync.setup.pulled", { list, ledger });
  }, [lists, t, count, kind, ledger]);
}
