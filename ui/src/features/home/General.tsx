/** The connected ledger as it names itself, never as somebody typed it here. */
import { useNavigate } from "react-router";
import { Button, DateText, Facts, InstantText, Section, StatusBadge } from "../../components";
import { CONNECTION_STATUS } from "../../app/connection-status";
import type { HomeView } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";

export function General({ home }: { home: HomeView }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const { connection } = home;
  const none = <span className="muted">{t("common.none")}</span>;
  const missing = <span className="muted">{t("common.notProvided")}</span>;
  const connected = connection.company_name !== null;
  return (
    <Section
      title={t("home.general")}
      actions={
        <Button small kind="quiet" icon="settings" onClick={() => void navigate("/settings/connections")}>
          {t("home.openConnection")}
        </Button>
      }
    >
      <Facts
        facts={[
          [t("home.ledger"), connection.ledger_name ?? none],
          [t("home.company"), connection.company_name ?? none],
          [connection.book_words ?? t("home.book"), connection.book_number ?? none],
          [t("home.email"), connected ? (connection.email ?? missing) : none],
          [t("home.currency"), connection.currency ?? home.currency ?? none],
          [t("home.status"), <StatusBadge key="s" status={CONNECTION_STATUS[connection.state]} />],
          [t("home.lastSuccess"), <InstantText key="i" value={connection.last_success_at} />],
          ...(connection.closed_through === null
            ? []
            : ([[t("home.closedThrough"), <DateText key="d" value={connection.closed_through} />]] as const)),
        ]}
      />
    </Section>
  );
}
