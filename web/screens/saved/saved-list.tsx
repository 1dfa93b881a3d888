/** Saved messages of one state, the last saved first. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Link } from 'wouter';
import type { SavedItem } from '#contract/kept-aside.ts';
import { Button, buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { messagePath } from '#view/addresses.ts';
import { attempt, wordsFor } from '#view/attempt.ts';
import { KeptMessage } from '#view/kept-message/kept-message.tsx';
import { RemindDialog } from '#view/remind/remind.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';

interface Props {
  readonly state: 'to-do' | 'done';
}

const words = {
  'to-do': {
    empty: 'Nothing to do here',
    about: 'Save a message from its menu to come back to it. It stays here until you mark it as done.',
  },
  done: { empty: 'Nothing is done yet', about: 'What you mark as done is kept here until you remove it.' },
};

export function SavedList({ state }: Props): JSX.Element {
  const workspace = useWorkspace();
  const saved = useSelect((all) => all.saved);
  const query = useInfiniteQuery({
    // What is saved elsewhere meanwhile is read again.
    queryKey: ['saved', state, saved],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      workspace.api.call('GET /v1/me/saved-items', { query: { state, after: pageParam, limit: 50 }, signal }),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isPending) return <Skeleton label="Loading saved messages" rows={4} />;
  if (query.isError && items.length === 0) {
    return (
      <Empty
        title="What you saved could not be loaded"
        actions={<Button onClick={() => void query.refetch()}>Try again</Button>}
      >
        {wordsFor(query.error)} It is kept on the server.
      </Empty>
    );
  }
  if (items.length === 0) return <Empty title={words[state].empty}>{words[state].about}</Empty>;
  return (
    <>
      <ul>
        {items.map((item) => (
          <Item key={`${item.channel}/${item.ts}`} item={item} state={state} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function Item({ item, state }: { item: SavedItem; state: Props['state'] }): JSX.Element {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const [isRemind, setRemind] = useState(false);
  const { channel, ts, message } = item;
  const change = async (deed: Promise<unknown>): Promise<void> => {
    if (await attempt(deed)) await queries.invalidateQueries({ queryKey: ['saved'] });
  };
  const remove = (
    <Button kind="quiet" onClick={() => void change(workspace.unsave(channel, ts))}>
      Remove
    </Button>
  );
  if (!message) {
    return (
      <KeptMessage channel={channel} deeds={remove}>
        <p className="meta">The message was deleted, or you may not read it any more.</p>
      </KeptMessage>
    );
  }
  return (
    <KeptMessage
      channel={channel}
      author={message.author}
      at={Number(ts) * 1000}
      text={message.text}
      files={message.files}
      deeds={
        <>
          <Link className={buttonClass('plain')} href={messagePath(channel, ts, message.threadTs)}>
            Open
          </Link>
          {state === 'to-do' ? (
            <Button sign="check" onClick={() => void change(workspace.save(channel, ts, 'done'))}>
              Mark as done
            </Button>
          ) : (
            <Button onClick={() => void change(workspace.save(channel, ts, 'to-do'))}>To do again</Button>
          )}
          <Button kind="quiet" sign="clock" onClick={() => setRemind(true)}>
            Remind me
          </Button>
          {remove}
          {isRemind && <RemindDialog message={{ channel, ts }} onClose={() => setRemind(false)} />}
        </>
      }
    />
  );
}
