/** How an import ended, and the next step. */
import { useNavigate } from "react-router";
import { Amount, Banner, Button, Facts, Section } from "../../components";
import type { ImportSummary } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";
import { Counts } from "./Counts";

export function SummaryFacts({ summary }: { summary: ImportSummary }) {
  const { t, count } = useWords();
  return (
    <>
      <Facts
        facts={[
          [
            t("import.invoices"),
            <span key="n" className="num">
              {count(summary.invoices)}
            </span>,
          ],
          [
            t("import.amount"),
            <Amount key="a" value={summary.amount} currency={summary.currency} showCurrency />,
          ],
          ...summary.remarks.map(
            (remark, index) => [index === 0 ? t("import.remarks") : "", remark] as const,
          ),
        ]}
      />
    </>
  );
}

export function Summary({ summary, onAgain }: { summary: ImportSummary; onAgain: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Section title={t("import.done", { name: summary.source_name })}>
      {summary.already && <Banner tone="info">{t("import.already")}</Banner>}
      {summary.problems > 0 && (
        <Banner
          tone="warn"
          action={
            <Button small onClick={onAgain}>
              {t("home.show")}
            </Button>
          }
        >
          {t("import.withProblems", { count: summary.problems })}
        </Banner>
      )}
      <SummaryFacts summary={summary} />
      <Counts kinds={summary.kinds} caption={t("import.done", { name: summary.source_name })} />
      <div className="row">
        <Button kind="primary" icon="home" onClick={() => void navigate("/")}>
          {t("import.next")}
        </Button>
        <Button onClick={onAgain}>{t("import.again")}</Button>
      </div>
    </Section>
  );
}
