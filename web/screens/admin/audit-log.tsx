import { type JSX, useState } from 'react';
import { buttonClass } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { MemberName } from '#view/member.tsx';
import { useMinute } from '#view/minute.ts';
import { PagedList, usePaged } from '#view/paged.tsx';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { memberIn } from './actors.ts';
import styles from './admin.module.css';
import { AuditProof } from './audit-proof.tsx';

const pageSize = 50;

interface Entry {
  readonly index: number;
  readonly at?: string;
  readonly kind?: string;
  readonly actor?: string;
  readonly object?: string;
}

export function AuditLog(): JSX.Element {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const [kind, setKind] = useState('');
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
        empty={<Empty title="No entry of that kind">Kinds read as in the list.</Empty>}
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
            { name: 'kind', head: 'What', heads: true, cell: ({ kind }) => <code>{kind ?? 'erased'}</code> },
            { name: 'actor', head: 'By', cell: ({ actor }) => <Actor actor={actor} /> },
            { name: 'object', head: 'To what', cell: ({ object }) => <Actor actor={object} /> },
          ]}
        />
      </PagedList>
    </>
  );
}

/** Members by name; everything else as the log has it. */
function Actor({ actor }: { actor: string | undefined }): JSX.Element {
  const member = memberIn(actor ?? '');
  if (member !== undefined) return <MemberName id={member} />;
  return <span className="meta">{actor}</span>;
}
