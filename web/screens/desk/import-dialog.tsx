/** Reports from other platforms: one file is chosen, and what became of each report in it is listed. */
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { type Column, Table } from '#parts/table.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import s from './desk.module.css';
import { FileButton } from './file-button.tsx';

type Imported = Reply<'POST /v1/desk/imports'>;
type Report = Imported['reports'][number];
/** By its place: of those that could not be read several may have no id. */
type Placed = Report & { readonly at: number };

const ORIGIN_WORDS: Readonly<Record<Imported['origin'], string>> = {
  hackerone: 'HackerOne',
  bugcrowd: 'Bugcrowd',
  github: 'GitHub',
};

export function ImportDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const { act, fault, isPending } = useAct();
  const [imported, setImported] = useState<Imported>();
  const bring = (file: File): Promise<boolean> =>
    act(async () => {
      const content = new Blob([await file.arrayBuffer()], { type: 'application/octet-stream' });
      setImported(await api.call('POST /v1/desk/imports', { content }));
      await queries.invalidateQueries({ queryKey: deskKey });
    });
  return (
    <Dialog
      title="Reports from elsewhere"
      wide
      onClose={onClose}
      actions={
        <>
          <FileButton label="Choose a file" isPending={isPending} onFile={(file) => void bring(file)} />
          <Button kind={imported ? 'primary' : 'plain'} onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p>
        A JSON file with reports as HackerOne, Bugcrowd or GitHub give them out. Each open report becomes a case, once;
        closed ones stay there. Remarks become notes of your team.
      </p>
      <Fault>{fault}</Fault>
      {imported && <Outcome imported={imported} />}
    </Dialog>
  );
}

function becameOf({ outcome, name }: Report): string {
  if (outcome === 'made') return `${name} is made`;
  if (outcome === 'known') return `Was ${name} already`;
  return outcome === 'closed' ? 'Closed there, left out' : 'Without an id or a title, left out';
}

const COLUMNS: readonly Column<Placed>[] = [
  {
    name: 'report',
    head: 'Report',
    heads: true,
    cell: ({ id, title }) => (
      <>
        <bdi>{title === '' ? 'Without a title' : title}</bdi> <span className="meta">{id}</span>
      </>
    ),
  },
  { name: 'outcome', head: 'What became of it', cell: becameOf },
  { name: 'passphrase', head: 'Passphrase', cell: ({ passphrase }) => passphrase && <code>{passphrase}</code> },
  {
    name: 'not-understood',
    head: 'Not understood',
    cell: ({ notUnderstood }) => <Members names={notUnderstood} />,
  },
];

function Outcome({ imported: { origin, reports, notUnderstood } }: { imported: Imported }): JSX.Element {
  const made = reports.filter(({ passphrase }) => passphrase !== undefined);
  return (
    <>
      {made.length > 0 && (
        <Banner sign="lock">
          The passphrases are shown this once. Pass each on to its reporter at {ORIGIN_WORDS[origin]}: with it and the
          name of the case they come to their page.
        </Banner>
      )}
      <Table
        caption={`Reports from ${ORIGIN_WORDS[origin]}`}
        columns={COLUMNS}
        rows={reports.map((report, at) => ({ ...report, at }))}
        keyOf={({ at }) => `${at}`}
      />
      {notUnderstood.length > 0 && (
        <p className="meta">
          Beside the reports: <Members names={notUnderstood} />
        </p>
      )}
    </>
  );
}

/** They stand in the report as it came, and nowhere else. */
function Members({ names }: { names: readonly string[] }): JSX.Element | string {
  if (names.length === 0) return 'Nothing';
  return (
    <details className={s.members}>
      <summary>{names.length === 1 ? '1 member' : `${names.length} members`}</summary>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
