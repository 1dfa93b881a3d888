/** Lists that come in pages: loading, failing, empty and "more", alike on every screen. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { wordsFor } from './attempt.ts';

interface Wish<Page, Item> {
  /** What the list depends on. */
  readonly of: readonly unknown[];
  readonly load: (
    after: string | undefined,
    signal: AbortSignal,
  ) => Promise<Page & { readonly next?: string | undefined }>;
  readonly itemsOf: (page: Page) => readonly Item[];
  /** Milliseconds for which it is not asked for again. */
  readonly freshMs?: number;
}

export interface Paged<Item, Page = unknown> {
  readonly items: readonly Item[];
  readonly first: Page | undefined;
  readonly state: 'loading' | 'failed' | 'there';
  readonly fault: string | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  more(): void;
  again(): Promise<unknown>;
}

export function usePaged<Page, Item>({ of, load, itemsOf, freshMs = 0 }: Wish<Page, Item>): Paged<Item, Page> {
  const query = useInfiniteQuery({
    queryKey: of,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
    staleTime: freshMs,
  });
  const items = query.data?.pages.flatMap(itemsOf) ?? [];
  return {
    items,
    first: query.data?.pages[0],
    state: query.isPending ? 'loading' : query.error && items.length === 0 ? 'failed' : 'there',
    fault: query.error ? wordsFor(query.error) : undefined,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    again: query.refetch,
  };
}

interface Props {
  readonly list: Paged<unknown>;
  /** "channels", for those who wait or are told that it failed. */
  readonly what: string;
  readonly empty: ReactNode;
  readonly rows?: 'rows' | 'lines';
  readonly children: ReactNode;
}

export function PagedList({ list, what, empty, rows = 'lines', children }: Props): JSX.Element {
  if (list.state === 'loading') return <Skeleton label={`Loading ${what}`} rows={6} shape={rows} />;
  if (list.state === 'failed') {
    return (
      <Empty
        title={`The ${what} could not be loaded`}
        actions={<Button onClick={() => void list.again()}>Try again</Button>}
      >
        {list.fault}
      </Empty>
    );
  }
  return (
    <>
      {list.items.length === 0 ? empty : children}
      {list.hasMore && (
        <Button pending={list.isLoadingMore} onClick={list.more}>
          Show more
        </Button>
      )}
    </>
  );
}
