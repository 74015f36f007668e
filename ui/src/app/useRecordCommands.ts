/** Documents as entries of the palette: found by number or party while one types. */
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import type { Command } from "../components";
import { SEARCH_DELAY_MS } from "../components/SearchField";
import { useRpc } from "../host/context";
import { useWords, type MessageId } from "../i18n/intl";

const LEAST_LETTERS = 2;
const MOST = 8;

export function useRecordCommands(): { commands: Command[]; search: (text: string) => void } {
  const { t } = useWords();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), SEARCH_DELAY_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useRpc(
    "transactions_list",
    { tiles: [], cause: null, search, lists: false, sort: "date", descending: true, offset: 0, limit: MOST },
    { enabled: search.length >= LEAST_LETTERS },
  );
  const rows = search.length >= LEAST_LETTERS ? (found.data?.rows ?? []) : [];
  const commands = rows.map((row) => ({
    id: `record-${row.id}`,
    label: `${t(`kind.${row.kind}` as MessageId, { count: 1 })} ${row.number}`,
    kind: "record" as const,
    ...(row.party === null ? {} : { note: row.party }),
    run: () => void navigate(`/activity/${row.id}`),
  }));
  return { commands, search: setTyped };
}
