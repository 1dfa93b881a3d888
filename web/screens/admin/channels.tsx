import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { outcome } from '#view/attempt.ts';
import { useMinute } from '#view/minute.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';

const pageSize = 50;

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly general: boolean;
  readonly members: number;
  readonly createdAt: string;
  readonly archivedAt?: string;
}

export function Channels(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [place, now] = [usePlace(), useMinute()];
  const [asked, setAsked] = useState<Listed>();
  const list = usePaged({
    of: ['admin channels'],
    load: (after, signal) => api.call('GET /v1/team/channels', { query: { after, limit: pageSize }, signal }),
    itemsOf: ({ channels }): readonly Listed[] => channels,
  });
  return (
    <>
      <PagedList list={list} what="channels" empty={<Empty title="There is no channel yet" />}>
        <Table
          caption="Channels"
          rows={list.items}
          keyOf={({ id }) => id}
          columns={[
            { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
            {
              name: 'kind',
              head: 'Kind',
              cell: ({ kind, archivedAt }) => (
                <>
                  {kind === 'private' ? <Chip sign="lock">Private</Chip> : <Chip sign="hash">Public</Chip>}{' '}
                  {archivedAt && <Chip tone="warn">Archived</Chip>}
                </>
              ),
            },
            { name: 'members', head: 'Members', numeric: true, cell: ({ members }) => members },
            {
              name: 'since',
              head: 'Since',
              cell: ({ createdAt }) => <Time at={Date.parse(createdAt)} now={now} place={place} form="both" />,
            },
          ]}
          actions={(channel) =>
            !channel.general && (
              <Button kind="quiet" aria-label={`${deedOf(channel)} ${channel.name}`} onClick={() => setAsked(channel)}>
                {deedOf(channel)} …
              </Button>
            )
          }
        />
      </PagedList>
      {asked && (
        <Archive
          channel={asked}
          onClose={() => setAsked(undefined)}
          onChanged={() => void queries.invalidateQueries({ queryKey: ['admin channels'] })}
        />
      )}
    </>
  );
}

const deedOf = ({ archivedAt }: Listed): string => (archivedAt ? 'Open again' : 'Archive');

interface ArchiveProps {
  readonly channel: Listed;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

function Archive({ channel, onClose, onChanged }: ArchiveProps): JSX.Element {
  const { api } = useWorkspace();
  const isArchived = channel.archivedAt !== undefined;
  const params = { channel: channel.id };
  const change = async (): Promise<void> => {
    await (isArchived
      ? api.call('DELETE /v1/channels/:channel/archive', { params })
      : api.call('PUT /v1/channels/:channel/archive', { params }));
    onChanged();
  };
  return (
    <ConfirmDialog
      title={isArchived ? `Open ${channel.name} again?` : `Archive ${channel.name}?`}
      consequence={
        isArchived
          ? 'Its members can write in it again.'
          : `Its ${channel.members} members can read and search it, and nobody can write in it.`
      }
      wayBack={isArchived ? 'You can archive it again.' : 'You can open it again here at any time.'}
      confirm={isArchived ? 'Open again' : 'Archive'}
      onConfirm={() => outcome(change())}
      onClose={onClose}
    />
  );
}
