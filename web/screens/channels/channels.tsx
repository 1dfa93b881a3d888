/** The public channels of the team: look, join, make one. */
import { type JSX, useDeferredValue, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Icon } from '#parts/icon.tsx';
import { Pane, PaneBody, PaneHead } from '#parts/pane.tsx';
import rows from '#parts/rows.module.css';
import { toast } from '#parts/toast.tsx';
import type { State } from '#sync/workspace.ts';
import { conversationPath } from '#view/addresses.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { CreateChannel } from './create-channel.tsx';

const pageSize = 200;

export function ChannelsScreen(): JSX.Element {
  const [isCreating, setCreating] = useState(false);
  const [typed, setTyped] = useState('');
  const words = useDeferredValue(typed.trim().toLocaleLowerCase().replace(/^#/, ''));
  const { api } = useWorkspace();
  const listed = useSelect(({ listedVersion }) => listedVersion);
  const list = usePaged({
    of: ['channels', listed],
    load: (after, signal) => api.call('GET /v1/channels', { query: { after, limit: pageSize }, signal }),
    itemsOf: ({ channels }) => channels,
  });
  const mayCreate = useSelect(({ permissions }) => permissions.includes('channels.create'));
  const shown = list.items.filter(({ name = '', topic, purpose }) =>
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
        <PagedList
          list={list}
          what="channels"
          empty={<Empty title="There is no channel yet">Make the first one.</Empty>}
        >
          <ul className={rows.rows}>
            {shown.map((channel) => (
              <Row key={channel.id} channel={channel} />
            ))}
          </ul>
          {shown.length === 0 && (
            <Empty title="No channel fits">Private channels are shown to their members only.</Empty>
          )}
        </PagedList>
      </PaneBody>
      {isCreating && <CreateChannel onClose={() => setCreating(false)} />}
    </Pane>
  );
}

type Channel = NonNullable<ReturnType<State['conversations']['get']>>['channel'];

function Row({ channel: { id, name, topic, purpose, archivedAt, general } }: { channel: Channel }): JSX.Element {
  const workspace = useWorkspace();
  const isIn = useSelect(({ conversations }) => conversations.has(id));
  const [isPending, setPending] = useState(false);
  const about = purpose || topic;
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
    <li className={rows.row}>
      <Icon sign="hash" />
      <div className="grow">
        <p className={rows.name}>
          <Link href={conversationPath(id)}>
            <bdi>{name}</bdi>
          </Link>
          {isIn && <Chip tone="ok">Joined</Chip>}
          {archivedAt && <Chip tone="warn">Archived</Chip>}
        </p>
        {about && (
          <p className={rows.about}>
            <bdi>{about}</bdi>
          </p>
        )}
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
