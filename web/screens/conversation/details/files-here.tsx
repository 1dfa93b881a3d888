/** The messages of a conversation that carry files, the newest first. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Link } from 'wouter';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import type { Conversation } from '#sync/state.ts';
import { messagePath } from '#view/addresses.ts';
import { wordsFor } from '#view/attempt.ts';
import { MessageRow } from '#view/message-row/message-row.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { searchWords } from '../search-words.ts';
import s from './details.module.css';

export function FilesHere({ conversation: { channel } }: { conversation: Conversation }): JSX.Element {
  const { api } = useWorkspace();
  const q = useSelect(({ members, me }) => `${searchWords(channel, members, me)} has:file`);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['files here', channel.id, q],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /v1/search', { query: { q, context: 0, limit: 20, before: pageParam as never }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  if (error) {
    return (
      <Empty
        level={3}
        title="The files could not be loaded"
        actions={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        <p>{wordsFor(error)}</p>
      </Empty>
    );
  }
  if (!data) return <Skeleton label="Loading files" />;
  const found = data.pages.flatMap(({ messages }) => messages);
  if (found.length === 0) {
    return (
      <Empty level={3} title="No files yet">
        <p>What is sent here with a file is found again in this list.</p>
      </Empty>
    );
  }
  return (
    <>
      <ul>
        {found.map((message) => (
          <li key={message.ts} className={s.found}>
            <MessageRow message={message} isAlone />
            <p className={s.under}>
              <Link href={messagePath(message.channel, message.ts, message.threadTs)}>Show in conversation</Link>
            </p>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button kind="quiet" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Load earlier files
        </Button>
      )}
    </>
  );
}
