/** The audit trail: append-only, searchable, and proven unbroken on request. Nothing here can be edited. */
import { useMemo, useState } from "react";
import {
  Banner,
  Button,
  DataGrid,
  EmptyState,
  ErrorBlock,
  InstantText,
  Page,
  SearchField,
  useWindowedRows,
  type GridColumn,
} from "../../components";
import { usePageExtras } from "../../app/page-commands";
import { useHost, useRpcMutation } from "../../host/context";
import type { AuditRow, AuditVerdict, Page as PageOf } from "../../ipc/generated";
import { useWords, type Words } from "../../i18n/intl";
import { AuditPanel } from "./AuditPanel";
import { useAuditWords, type AuditWords } from "./words";

export default function AuditPage() {
  const words = useWords();
  const auditWords = useAuditWords();
  const { t } = words;
  const host = useHost();
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<AuditRow | undefined>();
  const list = useWindowedRows<AuditRow, PageOf<AuditRow>>(["audit_list", search], (offset, limit) =>
    host.call("audit_list", { search, action: null, offset, limit }),
  );
  const verify = useRpcMutation("audit_verify");
  const columns = useMemo(() => columnsFor(words, auditWords), [words, auditWords]);
  usePageExtras({
    find: () => document.getElementById("audit-search")?.focus(),
    toggleDetails: () => setOpen(undefined),
  });
  return (
    <Page
      title={t("shell.audit")}
      context={t("audit.lead")}
      actions={
        <Button icon="check" disabled={verify.isPending} onClick={() => verify.mutate({})}>
          {t(verify.isPending ? "audit.verifying" : "audit.verify")}
        </Button>
      }
    >
      <SearchField id="audit-search" label={t("audit.search")} value={search} onChange={setSearch} />
      <div className="split">
        <div className="grow">
          <DataGrid
            label={t("shell.audit")}
            columns={columns}
            rowKey={(row) => String(row.seq)}
            source={list.source}
            state={list.state}
            onOpen={setOpen}
            onKey={({ key }) => {
              if (key !== "Escape" || open === undefined) return false;
              setOpen(undefined);
              return true;
            }}
            onActiveRow={(row) => open !== undefined && row !== undefined && setOpen(row)}
            error={<ErrorBlock error={list.error} onRetry={list.retry} />}
            empty={<EmptyState icon="audit" title={t(search === "" ? "audit.empty" : "audit.emptySearch")} />}
          />
        </div>
        {open !== undefined && <AuditPanel row={open} onClose={() => setOpen(undefined)} />}
      </div>
      {verify.isError ? <ErrorBlock error={verify.error} compact /> : <Verdict verdict={verify.data} />}
    </Page>
  );
}

function columnsFor({ t }: Words, audit: AuditWords): GridColumn<AuditRow>[] {
  return [
    {
      id: "at",
      header: t("audit.col.at"),
      width: 150,
      cell: (row) => <InstantText value={row.at} seconds />,
    },
    {
      id: "who",
      header: t("audit.col.who"),
      width: 100,
      cell: (row) => <span className="truncate">{row.who}</span>,
    },
    {
      id: "action",
      header: t("audit.col.action"),
      width: 140,
      grow: 1,
      cell: (row) => <span className="truncate">{audit.action(row.action)}</span>,
    },
    {
      id: "record",
      header: t("audit.col.record"),
      width: 130,
      grow: 2,
      cell: (row) => <span className="truncate">{row.name ?? row.record}</span>,
    },
    {
      id: "why",
      header: t("audit.col.why"),
      width: 120,
      grow: 2,
      cell: (row) => <span className="truncate">{audit.why(row.why)}</span>,
    },
    {
      id: "ledger",
      header: t("audit.col.ledgerId"),
      width: 84,
      cell: (row) => <span className="mono truncate">{row.ledger_id}</span>,
    },
    {
      id: "run",
      header: t("audit.col.run"),
      width: 56,
      align: "end",
      cell: (row) => <span className="num">{row.run_id}</span>,
    },
  ];
}

/** Says how far the chain of fingerprints was followed, and when. */
function Verdict({ verdict }: { verdict: AuditVerdict | undefined }) {
  const { t, instant } = useWords();
  if (verdict === undefined) return <p className="muted small">{t("audit.notVerified")}</p>;
  const values = { when: instant(verdict.verified_at), count: verdict.entries, at: verdict.broken_at ?? 0 };
  return (
    <Banner tone={verdict.intact ? "good" : "bad"}>
      {t(verdict.intact ? "audit.intact" : "audit.broken", values)}{" "}
      <span className="mono small muted">{verdict.head.slice(0, 16)}</span>
    </Banner>
  );
}
