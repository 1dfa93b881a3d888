/**
 * The cases of the security desk that one knows of: asked for once, for all that shows them, and again when the stream
 * says that something changed. Besides, whoever is at the desk, or was asked into a case, asks again each minute while
 * the page shows; whoever is neither, four times an hour.
 */
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { DeskChanged } from '#contract/desk-news.ts';
import type { Duty } from '#contract/desk-terms.ts';
import type { Reply } from '#sync/api.ts';
import { MINUTE_MS } from '#sync/clock.ts';
import { wordsFor } from './attempt.ts';
import { useMinute } from './minute.ts';
import type { Paged } from './paged.tsx';
import { useSelect, useWorkspace } from './workspace.tsx';

type Page = Reply<'GET /v1/desk/cases'>;
export type CaseCard = Page['cases'][number];

/** All that is shown of the desk begins with this, so that an act lets all of it be asked for again. */
export const deskKey = ['desk'] as const;
const casesKey = [...deskKey, 'open cases'] as const;
const pageSize = 200;
const elsewhereMs = 15 * MINUTE_MS;
const freshMs = MINUTE_MS / 4;

export interface DeskCases extends Paged<CaseCard> {
  /** Whether one works at the desk, or was asked into a case. */
  readonly isMine: boolean;
  readonly duty: Duty | undefined;
}

type Pages = InfiniteData<Page> | undefined;
const isMine = (data: Pages): boolean =>
  data?.pages.some(({ cases, duty }) => duty !== undefined || cases.length > 0) ?? false;

/** Open cases by the promises that are to be kept next. */
export function useDeskCases(): DeskCases {
  const { api } = useWorkspace();
  const mayAsk = useSelect(({ permissions }) => permissions.includes('desk.use'));
  const query = useInfiniteQuery({
    queryKey: casesKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /v1/desk/cases', { query: { after: pageParam, limit: pageSize }, signal }),
    getNextPageParam: ({ next }) => next,
    enabled: mayAsk,
    placeholderData: keepPreviousData,
    staleTime: ({ state }) => (isMine(state.data as Pages) ? freshMs : elsewhereMs),
    refetchInterval: ({ state }) => (isMine(state.data as Pages) ? MINUTE_MS : elsewhereMs),
    refetchOnWindowFocus: true,
  });
  const items = useMemo(() => query.data?.pages.flatMap(({ cases }) => cases) ?? [], [query.data]);
  return {
    items,
    first: undefined,
    state: query.isPending ? 'loading' : query.error && !query.data ? 'failed' : 'there',
    fault: query.error ? wordsFor(query.error) : undefined,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    again: query.refetch,
    isMine: isMine(query.data),
    duty: query.data?.pages[0]?.duty,
  };
}

/** The beginning of this minute by the server's clock, which is the one that promises are kept by. */
export function useServerMinute(): number {
  const offsetMs = useSelect(({ clockOffsetMs }) => clockOffsetMs);
  return useMinute() + offsetMs;
}

/** What is shown of all cases and mails; what is shown of one case has its id behind it. */
const ofAll: readonly unknown[] = [casesKey[1], 'mails'];
/** Asked for once: what they come from does not change by what happens in a case. */
const lasting: readonly unknown[] = ['alike', 'weaknesses', 'replies'];

/** Reads anew what the stream says has changed. */
export function useDeskNews(): void {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  useEffect(() => {
    const isConcerned = ([, what, of]: readonly unknown[], change: DeskChanged | 'all'): boolean =>
      !lasting.includes(what) && (change === 'all' || ofAll.includes(what) || (of !== undefined && of === change.case));
    return workspace.onDeskChange((change) => {
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => isConcerned(queryKey, change);
      void queries.invalidateQueries({ queryKey: deskKey, predicate });
    });
  }, [workspace, queries]);
}

export const inboxPath = '/desk/inbox';
export const casePath = (id: string, part = ''): string => `/desk/cases/${id}${part === '' ? '' : `/${part}`}`;
