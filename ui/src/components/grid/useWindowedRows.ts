/**
 * A windowed data source over a paged read: pages are fetched as they come into view and kept. Pages never arrive
 * for a filter that was left, since the key is part of every query.
 */
import { useQueries, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { toHostError, type HostError } from "../../host/host-error";
import type { GridSource } from "./types";

export interface RowPage<T> {
  rows: readonly T[];
  total: number;
}

export interface WindowedRows<T> {
  source: GridSource<T>;
  total: number;
  state: "loading" | "ready" | "error";
  error: HostError | undefined;
  retry(): void;
  first: RowPage<T> | undefined;
}

const PAGE = 200;
/** A view is never higher than two pages. Every page in use is read again after each change. */
const MOST_PAGES = 2;

export function useWindowedRows<T, P extends RowPage<T>>(
  key: QueryKey,
  fetchPage: (offset: number, limit: number) => Promise<P>,
  pageSize = PAGE,
): Omit<WindowedRows<T>, "first"> & { first: P | undefined } {
  const id = JSON.stringify(key);
  const client = useQueryClient();
  const [seen, setSeen] = useState<{ id: string; pages: readonly number[] }>({ id, pages: [0] });
  const pages = seen.id === id ? seen.pages : FIRST;
  const queries = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, "page", page],
      queryFn: () => fetchPage(page * pageSize, pageSize),
      // Only the first page may stand in for its successor: rows of another page would be shown in wrong places.
      ...(page === 0 ? { placeholderData: (old: P | undefined) => old } : {}),
    })),
  });
  /** A page that went out of view is kept until something changes; then its rows may stand elsewhere. */
  const kept = (page: number): P | undefined => {
    const query = client.getQueryState<P>([...key, "page", page]);
    return query === undefined || query.isInvalidated ? undefined : query.data;
  };
  const byPage = new Map(pages.map((page, index) => [page, queries[index]?.data]));
  const first = byPage.get(0);
  const total = first?.total ?? 0;
  const failed = queries.find((query) => query.isError);
  // Rows of the filter that was left stay in sight, marked as busy, until the new ones are here.
  const settling = queries[0]?.isPlaceholderData === true;
  const stamp = queries.map((query) => query.dataUpdatedAt).join();
  const source = useMemo<GridSource<T>>(
    () => ({
      rowCount: total,
      getRow(index) {
        const page = Math.floor(index / pageSize);
        return (byPage.get(page) ?? kept(page))?.rows[index % pageSize];
      },
      onRange(from, to) {
        const want: number[] = [];
        for (let page = Math.floor(from / pageSize); page <= Math.floor(to / pageSize); page += 1) {
          if (!pages.includes(page)) want.push(page);
        }
        // Only pages in view stay in use: one edit must not read the whole list again.
        if (want.length > 0)
          setSeen({ id, pages: [0, ...[...pages, ...want].filter((page) => page > 0).slice(-MOST_PAGES)] });
      },
    }),
    // `stamp` stands for the contents of byPage.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [stamp, total, id, pages, pageSize],
  );
  return {
    source,
    total,
    first,
    state: failed !== undefined ? "error" : first === undefined || settling ? "loading" : "ready",
    error: failed === undefined ? undefined : toHostError(failed.error),
    retry: () => queries.forEach((query) => void query.refetch()),
  };
}

const FIRST: readonly number[] = [0];
