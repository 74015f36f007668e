/** What was imported last and which rows had problems; nothing is lost, so each is listed with its place. */
import { EmptyState, ErrorBlock, InstantText, Section } from "../../components";
import { useRpc } from "../../host/context";
import { useWords } from "../../i18n/intl";
import { Counts } from "./Counts";
import type { DraftFile } from "./draft";
import { PickFiles } from "./PickFiles";
import { AllProblems } from "./Problems";
import { Profiles } from "./Profiles";
import { SummaryFacts } from "./Summary";

export function Overview({ onFiles }: { onFiles: (files: DraftFile[]) => void }) {
  const { t } = useWords();
  const last = useRpc("import_last", {});
  if (last.isError) return <ErrorBlock error={last.error} onRetry={() => void last.refetch()} />;
  if (last.data === undefined) return <p className="muted">{t("common.loading")}</p>;
  const summary = last.data;
  if (summary === null)
    return (
      <EmptyState
        icon="import"
        title={t("import.empty")}
        text={t("import.emptyText")}
        action={<PickFiles onFiles={onFiles} primary />}
      />
    );
  return (
    <>
      <Section
        title={summary.source_name}
        note={
          <>
            {t("import.last")} <InstantText value={summary.imported_at} />
          </>
        }
      >
        <SummaryFacts summary={summary} />
        <Counts kinds={summary.kinds} caption={t("import.last")} />
        <PickFiles onFiles={onFiles} label={t("import.again")} />
      </Section>
      <Profiles />
      {summary.problems > 0 && <AllProblems count={summary.problems} />}
    </>
  );
}
