/** What the list shows lives in the address, so that tiles, reports and the back button lead to it. */
import { useSearchParams } from "react-router";
import type { ErrorCode, TileWord } from "../../ipc/generated";

export interface ActivityFilter {
  tile: TileWord;
  cause: ErrorCode | null;
  search: string;
}

export const TILE_WORDS: readonly TileWord[] = [
  "total",
  "completed",
  "pre_sync",
  "in_doubt",
  "held",
  "failed",
  "ignored",
];

export function useActivityFilter(): [ActivityFilter, (change: Partial<ActivityFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const tile = params.get("tile");
  const filter: ActivityFilter = {
    tile: TILE_WORDS.includes(tile as TileWord) ? (tile as TileWord) : "total",
    cause: params.get("cause") as ErrorCode | null,
    search: params.get("q") ?? "",
  };
  function set(change: Partial<ActivityFilter>) {
    const next = { ...filter, ...change };
    const words = { tile: next.tile, cause: next.cause ?? "", q: next.search };
    setParams(Object.fromEntries(Object.entries(words).filter(([, value]) => value !== "")), {
      replace: true,
    });
  }
  return [filter, set];
}
