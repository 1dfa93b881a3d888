/** The public channels of the team: look, join, make one. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { type JSX, useDeferredValue, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Icon } from '#parts/icon.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { toast } from '#parts/toast.tsx';
import type { State } from '#sync/workspace.ts';
import { conversationPath } from '#view/addresses.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './channels.module.css';
import { CreateChannel } from './create-channel.tsx';

const pageSize = 200;

export function ChannelsScreen(): JSX.Element {
  const [isCreating, setCreating] = useState(false);
  const [typed, setTyped] = useState('');
  const words = useDeferredValue(typed.trim().toLocaleLowerCase().replace(/^#/, ''));
  const { channels, isPending, error, refetch, hasNextPage, fetchNextPage } = useChannels();
  const mayCreate = useSelect(({ permissions }) => permissions.includes('channels.create'));
  const shown = channels.filter(({ name = '', topic, purpose }) =>
    `${name} ${topic} ${purpose}`.toLocaleLowerCase().includes(words),
  );
  return (
    <Pane aria-label="Channels" ring>
      <PaneHead
        title="Channels"
        about="Open to everybody in the team, guests excepted."
        actions={
          mayCreate && (
            <Button kind="primary" sign="plus" onClick={() => setCreating(true)}>
              New channel
            </Button>
          )
        }
      />
      <PaneBody narrow padded>
        <TextField
          label="Filter by name, topic or purpose"
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoFocus
        />
        {isPending && <Skeleton label="Loading channels" rows={6} shape="lines" />}
        {error && (
          <Empty
            title="The channels could not be loaded"
            actions={<Button onClick={() => void refetch()}>Try again</Button>}
          >
            {error.message}
          </Empty>
        )}
        <ul className={styles.list}>
          {shown.map((channel) => (
            <Row key={channel.id} channel={channel} />
          ))}
        </ul>
        {!isPending && !error && shown.length === 0 && (
          <Empty title={words === '' ? 'There is no channel yet' : 'No channel fits'}>
            {words === '' ? 'Make the first one.' : 'Private channels are shown to their members only.'}
          </Empty>
        )}
        {hasNextPage && <Button onClick={() => void fetchNextPage()}>More</Button>}
      </PaneBody>
      {isCreating && <CreateChannel onClose={() => setCreating(false)} />}
    </Pane>
  );
}

function useChannels() {
  const { api } = useWorkspace();
  const listed = useSelect(({ listedVersion }) => listedVersion);
  const query = useInfiniteQuery({
    queryKey: ['channels', listed],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /v1/channels', { query: { after: pageParam, limit: pageSize }, signal }),
    getNextPageParam: ({ next }) => next,
  });
  return { ...query, channels: query.data?.pages.flatMap((page) => page.channels) ?? [] };
}

type Channel = NonNullable<ReturnType<State['conversations']['get']>>['channel'];

function Row({ channel: { id, name, topic, purpose, archivedAt, general } }: { channel: Channel }): JSX.Element {
  const workspace = useWorkspace();
  const isIn = useSelect(({ conversations }) => conversations.has(id));
  const [isPending, setPending] = useState(false);
  const change = async (): Promise<void> => {
    setPending(true);
    try {
      await (isIn ? workspace.leave(id) : workspace.join(id));
    } catch (error) {
      toast((error as Error).message);
    }
    setPending(false);
  };
  return (
    <li className={styles.row}>
      <Icon sign="hash" />
      <div className="grow">
        <Link href={conversationPath(id)} className={styles.name}>
          <bdi>{name}</bdi>
        </Link>
        {archivedAt && <span className="meta"> archived</span>}
        {isIn && <span className="meta"> joined</span>}
        <p className={styles.about}>
          <bdi>{purpose || topic}</bdi>
        </p>
      </div>
      {!archivedAt && !general && (
        <Button
          kind={isIn ? 'quiet' : 'plain'}
          pending={isPending}
          onClick={() => void change()}
          aria-label={`${isIn ? 'Leave' : 'Join'} ${name}`}
        >
          {isIn ? 'Leave' : 'Join'}
        </Button>
      )}
    </li>
  );
}
