import { useInfiniteQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Button } from '#parts/button.tsx';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { wordsFor } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const lackingKey = ['two-factor lacking'];

export function TwoFactorLacking(): JSX.Element {
  const { api } = useWorkspace();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: lackingKey,
    queryFn: ({ signal, pageParam }) =>
      api.call('GET /v1/two-factor-policy/lacking', { signal, query: { ...(pageParam ? { after: pageParam } : {}) } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });
  const members = data?.pages.flatMap((page) => page.members) ?? [];
  return (
    <Section title="Who has none yet" about="Whom the deadline concerns.">
      {error && <p>{wordsFor(error)}</p>}
      {data && members.length === 0 && <p className={styles.note}>Everybody has a second factor.</p>}
      {members.length > 0 && (
        <Table
          caption="People without a second factor"
          rows={members}
          keyOf={({ id }) => id}
          columns={[
            { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
            { name: 'handle', head: 'Short name', cell: ({ handle }) => `@${handle}` },
            { name: 'role', head: 'Role', cell: ({ role }) => role },
          ]}
        />
      )}
      {hasNextPage && <Button onClick={() => void fetchNextPage()}>Show more</Button>}
    </Section>
  );
}
