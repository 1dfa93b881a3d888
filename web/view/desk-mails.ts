/** Mails to the security desk that wait for somebody: for who works there, asked for again each minute. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Reply } from '#sync/api.ts';
import { MINUTE_MS } from '#sync/clock.ts';
import { wordsFor } from './attempt.ts';
import { deskKey } from './desk-cases.ts';
import type { Paged } from './paged.tsx';
import { useWorkspace } from './workspace.tsx';

export type HeldMail = Reply<'GET /v1/desk/mails'>['mails'][number];

const pageSize = 100;

export function useHeldMails(isAtTheDesk: boolean): Paged<HeldMail> {
  const { api } = useWorkspace();
  const query = useInfiniteQuery({
    queryKey: [...deskKey, 'mails'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /v1/desk/mails', { query: { after: pageParam, limit: pageSize }, signal }),
    getNextPageParam: ({ next }) => next,
    enabled: isAtTheDesk,
    staleTime: MINUTE_MS / 4,
    refetchInterval: MINUTE_MS,
    refetchOnWindowFocus: true,
    gcTime: 0,
  });
  const items = useMemo(() => query.data?.pages.flatMap(({ mails }) => mails) ?? [], [query.data]);
  return {
    items,
    first: undefined,
    state: query.isPending ? 'loading' : query.error && !query.data ? 'failed' : 'there',
    fault: query.error ? wordsFor(query.error) : undefined,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(),
    again: query.refetch,
  };
}

export const mailsPath = '/desk/mails';
export const mailPath = (id: string): string => `${mailsPath}/${id}`;
