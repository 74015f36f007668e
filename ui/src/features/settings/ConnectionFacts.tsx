/** What the ledger says about the company. The company id comes from the sign-in and is never typed. */
import { DateText, Facts, InstantText } from "../../components";
import type { ConnectionView } from "../../ipc/generated";
import { useWords } from "../../i18n/intl";

export function ConnectionFacts({ connection }: { connection: ConnectionView }) {
  const { t } = useWords();
  if (connection.company_name === null) return <p className="muted">{t("settings.notConnectedYet")}</p>;
  const missing = <span className="muted">{t("common.notProvided")}</span>;
  return (
    <Facts
      facts={[
        [t("home.company"), connection.company_name],
        [
          connection.book_words ?? t("home.book"),
          <span key="b">
            <span className="num">{connection.book_number ?? missing}</span>{" "}
            <span className="muted">{t("settings.fromSignIn")}</span>
          </span>,
        ],
        [t("home.email"), connection.email ?? missing],
        [t("home.currency"), connection.currency ?? missing],
        [t("settings.country"), connection.country ?? missing],
        [t("settings.timeZone"), connection.time_zone ?? missing],
        [t("settings.plan"), connection.plan ?? missing],
        [t("home.closedThrough"), <DateText key="c" value={connection.closed_through} />],
        [t("settings.connectedAt"), <InstantText key="a" value={connection.connected_at} />],
        [t("home.lastSuccess"), <InstantText key="l" value={connection.last_success_at} />],
      ]}
    />
  );
}
