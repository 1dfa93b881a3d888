import { type JSX, useState } from 'react';
import { buttonClass, IconButton } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { useMinute } from '#view/minute.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { type Entry, EntryDialog, NameOf, useLookUp } from './audit-names.tsx';
import { AuditProof } from './audit-proof.tsx';
import { kindInWords } from './audit-words.ts';

const pageSize = 50;

export function AuditLog(): JSX.Element {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const [kind, setKind] = useState('');
  const [looked, setLooked] = useState<Entry>();
  const asked = /^[a-z.-]{1,80}$/.test(kind) ? kind : undefined;
  const list = usePaged({
    of: ['audit', asked],
    load: async (before, signal) => {
      const query = { limit: pageSize, kind: asked, before: before === undefined ? undefined : Number(before) };
      const { next, entries } = await api.call('GET /v1/audit', { query, signal });
      return { entries, next: next === undefined ? undefined : String(next) };
    },
    itemsOf: ({ entries }): readonly Entry[] => entries,
  });
  useLookUp(list.items);
  return (
    <>
      <AuditProof />
      <div className={styles.bar}>
        <TextField
          label="Only of one kind"
          placeholder="such as channel.archived or session.started"
          value={kind}
          onChange={(event) => setKind(event.target.value.trim().toLowerCase())}
          maxLength={80}
        />
        <a className={buttonClass('plain')} href={api.href('/v1/audit/export')} download>
          Download the log
        </a>
      </div>
      <PagedList
        list={list}
        what="entries"
        empty={<Empty title="No entry of that kind">The kind of an entry stands in its details.</Empty>}
      >
        <Table
          caption="Entries of the audit log"
          rows={list.items}
          keyOf={({ index }) => String(index)}
          columns={[
            { name: 'index', head: 'No.', numeric: true, cell: ({ index }) => index },
            {
              name: 'at',
              head: 'When',
              cell: ({ at }) => (at ? <Time at={Date.parse(at)} now={now} place={place} form="both" /> : 'erased'),
            },
            {
              name: 'kind',
              head: 'What',
              heads: true,
              cell: ({ kind }) => <span title={kind}>{kind === undefined ? 'erased' : kindInWords(kind)}</span>,
            },
            { name: 'actor', head: 'By', cell: ({ actor }) => <NameOf text={actor} /> },
            {
              name: 'object',
              head: 'To what',
              cell: ({ object, details }) => <NameOf text={object} details={details} />,
            },
          ]}
          actions={(entry) => (
            <IconButton sign="info" label={`Entry ${entry.index} as it was logged`} onClick={() => setLooked(entry)} />
          )}
        />
      </PagedList>
      {looked && <EntryDialog entry={looked} onClose={() => setLooked(undefined)} />}
    </>
  );
}
