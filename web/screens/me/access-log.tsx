import type { JSX } from 'react';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { useMinute } from '#view/minute.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { outcomeOf, reasonOf } from './reasons.ts';
import { agentOf } from './user-agent.ts';

const pageSize = 25;

export function AccessLog(): JSX.Element {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const list = usePaged({
    of: ['my attempts'],
    load: (after, signal) => api.call('GET /v1/me/attempts', { query: { after, limit: pageSize }, signal }),
    itemsOf: ({ attempts }) => attempts,
  });
  return (
    <Section
      title="Access log"
      about="Every sign-in with your address, and what was denied to you. It is kept for a year."
    >
      <PagedList
        list={list}
        what="access log"
        empty={<Empty title="Nothing is noted yet">Your next sign-in stands here.</Empty>}
      >
        <Table
          caption="Access log"
          rows={list.items.map((attempt, index) => ({ ...attempt, key: `${attempt.at} ${index}` }))}
          keyOf={({ key }) => key}
          columns={[
            {
              name: 'at',
              head: 'When',
              heads: true,
              cell: ({ at }) => <Time at={Date.parse(at)} now={now} place={place} form="both" />,
            },
            {
              name: 'what',
              head: 'What',
              cell: (attempt) => (
                <span className={styles.bar}>
                  <Chip tone={attempt.outcome === 'accepted' ? 'ok' : 'warn'}>{outcomeOf(attempt)}</Chip>
                  {reasonOf(attempt)}
                </span>
              ),
            },
            { name: 'ip', head: 'Address', cell: ({ ip }) => ip },
            {
              name: 'device',
              head: 'Device',
              cell: ({ userAgent }) => <bdi title={userAgent}>{agentOf(userAgent).words}</bdi>,
            },
          ]}
        />
      </PagedList>
    </Section>
  );
}
