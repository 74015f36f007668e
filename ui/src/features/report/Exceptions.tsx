/** What did not go through and why; warnings; what to do next; the facts that make the report evidence. */
import { useNavigate } from "react-router";
import {
  Amount,
  Button,
  DataGrid,
  DateText,
  Facts,
  Icon,
  InstantText,
  Section,
  StatusBadge,
  type GridColumn,
} from "../../components";
import { ACTION_LABEL, ACTION_PATH } from "../../errors/table";
import { useWords } from "../../i18n/intl";
import type { ReportException, SyncReport } from "../../ipc/generated";
import { useRecordWords } from "../match/names";
import { useFailureWords } from "../sync/failure";
import { failedPath, useTimeText } from "../sync/RunPane";

export function Exceptions({ report }: { report: SyncReport }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { kindOne } = useRecordWords();
  const failure = useFailureWords();
  const title = t("report.exceptions", { count: report.exceptions.length });
  const columns: GridColumn<ReportException>[] = [
    {
      id: "record",
      header: t("report.col.record"),
      width: 190,
      grow: 2,
      cell: (each) => (
        <span className="twoline">
          <span className="twoline__main truncate">
            <bdi>{each.name}</bdi>
          </span>
          <span className="twoline__sub">{kindOne(each.kind)}</span>
        </span>
      ),
    },
    {
      id: "date",
      header: t("report.col.date"),
      width: 110,
      cell: (each) => (each.date === null ? null : <DateText value={each.date} />),
    },
    {
      id: "amount",
      header: `${t("report.col.amount")} (${report.tie_out.currency})`,
      width: 130,
      align: "end",
      cell: (each) =>
        each.amount === null ? null : <Amount value={each.amount} currency={report.tie_out.currency} />,
    },
    {
      id: "why",
      header: t("report.col.why"),
      width: 260,
      grow: 4,
      cell: (each) => {
        const words = failure(each.failure);
        return (
          <span className="twoline" title={`${words.title}\n${words.text}`}>
            <span className="twoline__main truncate">{words.title}</span>
            <span className="twoline__sub truncate">{words.text}</span>
          </span>
        );
      },
    },
    {
      id: "remedy",
      header: t("report.col.remedy"),
      width: 130,
      cell: (each, context) => {
        const { action } = failure(each.failure);
        const path = ACTION_PATH[action];
        return path === undefined || action === "none" ? null : (
          <Button small tabIndex={context.tabIndex} onClick={() => void navigate(path)}>
            {t(ACTION_LABEL[action])}
          </Button>
        );
      },
    },
  ];
  if (report.exceptions.length === 0)
    return (
      <Section title={title}>
        <p className="row">
          <Icon name="check" /> {t("report.noExceptions")}
        </p>
      </Section>
    );
  return (
    <Section title={title}>
      <DataGrid
        label={title}
        columns={columns}
        rows={report.exceptions}
        rowKey={(each) => `${each.kind}/${each.name}/${each.failure.code}`}
        onOpen={(each) => void navigate(`/activity?tile=total&q=${encodeURIComponent(each.name)}`)}
        maxRows={8}
      />
    </Section>
  );
}

export function Warnings({ report }: { report: SyncReport }) {
  const { t } = useWords();
  if (report.warnings.length === 0) return null;
  return (
    <Section title={t("report.warnings", { count: report.warnings.length })}>
      <ul className="stack stack--tight">
        {report.warnings.map((warning) => (
          <li key={warning} className="row">
            <Icon name="alert" size={14} /> <span>{warning}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function NextSteps({ report }: { report: SyncReport }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { failed, held, being_verified } = report.counts;
  const steps = [
    failed > 0 && { label: t("report.next.retry"), path: "/sync/retry" },
    failed > 0 && { label: t("report.next.failed", { count: failed }), path: failedPath(report.step) },
    held > 0 && { label: t("report.next.held", { count: held }), path: "/activity?tile=held" },
    report.step === "lists" && { label: t("report.next.documents"), path: "/sync/documents" },
  ].filter((step) => step !== false);
  return (
    <Section title={t("report.next")}>
      <div className="row row--wrap">
        {steps.map((step) => (
          <Button key={step.path} onClick={() => void navigate(step.path)}>
            {step.label}
          </Button>
        ))}
        {being_verified > 0 && (
          <StatusBadge status="in_doubt" label={t("report.next.verify", { count: being_verified })} />
        )}
        {steps.length === 0 && being_verified === 0 && <p>{t("report.next.done")}</p>}
      </div>
    </Section>
  );
}

export function RunFacts({ report }: { report: SyncReport }) {
  const { t, date } = useWords();
  const time = useTimeText();
  const { period_from: from, period_to: to } = report;
  const period = from === null || to === null ? "–" : `${date(from)} – ${date(to)}`;
  const seconds = Math.max(
    0,
    Math.round((Date.parse(report.ended_at) - Date.parse(report.started_at)) / 1000),
  );
  return (
    <Section title={t("report.facts")}>
      <Facts
        facts={[
          [t("report.fact.client"), report.client],
          [t("report.fact.company"), `${report.company_name} · ${report.ledger_name}`],
          [t("report.fact.state"), <StatusBadge key="state" status={report.state} />],
          [t("report.fact.period"), period],
          [t("report.fact.approved"), report.approved_by],
          [t("report.fact.started"), <InstantText key="from" value={report.started_at} seconds />],
          [t("report.fact.ended"), <InstantText key="to" value={report.ended_at} seconds />],
          [t("report.fact.duration"), time(seconds)],
          [t("report.fact.fingerprint"), <code key="plan">{report.plan_fingerprint}</code>],
          [t("report.fact.audit"), <code key="audit">{report.audit_head}</code>],
          [t("report.fact.version"), report.version],
        ]}
      />
    </Section>
  );
}
