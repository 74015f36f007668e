/** Why a client file did not open; a damaged one can be replaced by its newest sound backup. */
import { useNavigate } from "react-router";
import { Button, ErrorBlock } from "../../components";
import { useRpcMutation } from "../../host/context";
import type { HostError } from "../../host/host-error";
import { useWords } from "../../i18n/intl";

export function Trouble({ error }: { error: HostError }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const again = useRpcMutation("client_open", ["app_status", "client_health"]);
  const restore = useRpcMutation("client_restore", ["app_status", "client_health"]);
  const { client, backup } = error.params;
  const home = { onSuccess: () => void navigate("/") };
  return (
    <div className="stack">
      <ErrorBlock
        error={restore.error ?? error}
        onRetry={client === undefined ? undefined : () => again.mutate({ id: client }, home)}
      />
      {client !== undefined && backup !== undefined && (
        <div>
          <Button
            kind="primary"
            disabled={restore.isPending}
            onClick={() => restore.mutate({ id: client }, home)}
          >
            {t(restore.isPending ? "start.opening" : "start.restore")}
          </Button>
        </div>
      )}
    </div>
  );
}
