import { useNavigate } from "react-router";
import { Button, EmptyState, Page } from "../components";
import { useWords } from "../i18n/intl";

export function NotFound() {
  const { t } = useWords();
  const navigate = useNavigate();
  return (
    <Page title={t("shell.pageNotFound")}>
      <EmptyState
        title={t("shell.pageNotFound")}
        action={<Button onClick={() => void navigate("/")}>{t("shell.goHome")}</Button>}
      />
    </Page>
  );
}
