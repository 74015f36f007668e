/** What the list shows lives in the address, so that tiles, reports and the back button lead to it. */
import { useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { ErrorCode, TileWord } from "../../ipc/generated";

export interface ActivityFilter {
  /** Documents of any of these; never empty, and `total` stands alone. */
  tiles: readonly TileWord[];
  cause: ErrorCode | null;
  search: string;
  /** Customers and items, which the tiles do not count, in place of documents. */
  lists: boolean;
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

/** With one more tile; "all" is no filter, so a tile takes its place. */
export function withTile(tiles: readonly TileWord[], tile: TileWord): readonly TileWord[] {
  if (tile === "total") return ["total"];
  return [...tiles.filter((each) => each !== "total" && each !== tile), tile];
}

/** With one more tile, or without it. */
export function toggledTile(tiles: readonly TileWord[], tile: TileWord): readonly TileWord[] {
  if (!tiles.includes(tile)) return withTile(tiles, tile);
  const rest = tiles.filter((each) => each !== tile);
  return rest.length === 0 ? ["total"] : rest;
}

function tilesOf(words: string | null): readonly TileWord[] {
  const asked = (words ?? "").split(",");
  const known = TILE_WORDS.filter((tile) => asked.includes(tile));
  return known.length === 0 || known.includes("total") ? ["total"] : known;
}

const LAST = "tieout.activity.tiles";

/** Where Activity shows these tiles. */
export const activityPath = (tiles: readonly TileWord[]) => `/activity?tile=${tiles.join(",")}`;

/** The tiles that Activity showed last in this window: what a Shift+click elsewhere adds to. */
export const lastTiles = () => tilesOf(sessionStorage.getItem(LAST));

export function useActivityFilter(): [ActivityFilter, (change: Partial<ActivityFilter>) => void] {
  const [params, setParams] = useSearchParams();
  const words = params.get("tile");
  const tiles = useMemo(() => tilesOf(words), [words]);
  const filter: ActivityFilter = {
    tiles,
    cause: params.get("cause") as ErrorCode | null,
    search: params.get("q") ?? "",
    lists: params.get("of") === "lists",
  };
  useEffect(() => sessionStorage.setItem(LAST, tiles.join()), [tiles]);
  function set(change: Partial<ActivityFilter>) {
    const next = { ...filter, ...change };
    const asked = {
      tile: next.tiles.join(),
      cause: next.cause ?? "",
      q: next.search,
      of: next.lists ? "lists" : "",
    };
    setParams(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== "")), {
      replace: true,
    });
  }
  return [filter, set];
}
