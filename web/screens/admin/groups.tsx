import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { UserGroup } from '#contract/user-groups.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Table } from '#parts/table.tsx';
import { attempt } from '#view/attempt.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { GroupDialog } from './group-dialog.tsx';

const pageSize = 100;

export function Groups(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [open, setOpen] = useState<UserGroup | 'new'>();
  const list = usePaged({
    of: ['groups'],
    load: (after, signal) => api.call('GET /v1/user-groups', { query: { after, limit: pageSize }, signal }),
    itemsOf: ({ groups }) => groups,
  });
  const changed = (): void => void queries.invalidateQueries({ queryKey: ['groups'] });
  const toggle = async ({ id, disabledAt }: UserGroup): Promise<void> => {
    const params = { group: id };
    const deed = disabledAt
      ? api.call('DELETE /v1/user-groups/:group/disablement', { params })
      : api.call('PUT /v1/user-groups/:group/disablement', { params });
    if (await attempt(deed)) changed();
  };
  return (
    <>
      <div className={styles.bar}>
        <p className={styles.note}>Whoever writes @its-name calls everybody in the group.</p>
        <Button kind="primary" sign="plus" onClick={() => setOpen('new')}>
          New group
        </Button>
      </div>
      <PagedList
        list={list}
        what="user groups"
        empty={<Empty title="There is no group yet">Such as @on-call, for those who watch over the servers.</Empty>}
      >
        <Table
          caption="User groups"
          rows={list.items}
          keyOf={({ id }) => id}
          columns={[
            { name: 'handle', head: 'Short name', heads: true, cell: ({ handle }) => `@${handle}` },
            { name: 'name', head: 'Name', cell: ({ name }) => <bdi>{name}</bdi> },
            { name: 'members', head: 'Members', numeric: true, cell: ({ memberCount }) => memberCount },
            {
              name: 'state',
              head: 'State',
              cell: ({ disabledAt }) => (disabledAt ? <Chip tone="warn">Off</Chip> : <Chip tone="ok">In use</Chip>),
            },
          ]}
          actions={(group) => (
            <>
              <Button kind="quiet" aria-label={`Change ${group.handle}`} onClick={() => setOpen(group)}>
                Change
              </Button>
              <Button kind="quiet" onClick={() => void toggle(group)}>
                {group.disabledAt ? 'Use again' : 'Switch off'}
              </Button>
            </>
          )}
        />
      </PagedList>
      {open && (
        <GroupDialog group={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} onChanged={changed} />
      )}
    </>
  );
}
