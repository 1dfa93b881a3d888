/** A bundle of the repository is looked through before the date: for words that tell, and for the tags concerned. */
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { createPortal } from 'react-dom';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Fault } from '#parts/fault.tsx';
import { TextField } from '#parts/field.tsx';
import { type Column, Table } from '#parts/table.tsx';
import type { Reply } from '#sync/api.ts';
import { useAct } from '#view/act.ts';
import { deskKey } from '#view/desk-cases.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { FileButton } from './file-button.tsx';
import s from './panel.module.css';
import { useCaseId } from './use-case.ts';

type Scan = Reply<'POST /v1/desk/cases/:case/repository-scans'>;
type Leak = Scan['leaks'][number];

export function ScanDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const id = useCaseId();
  const [introduced, setIntroduced] = useState('');
  const [fixed, setFixed] = useState('');
  const [scan, setScan] = useState<Scan>();
  const { act, fault, isPending } = useAct();
  const look = (file: File): Promise<boolean> =>
    act(async () => {
      const content = new Blob([await file.arrayBuffer()], { type: 'application/octet-stream' });
      const query = { ...(introduced === '' ? {} : { introduced }), ...(fixed === '' ? {} : { fixed }) };
      const route = 'POST /v1/desk/cases/:case/repository-scans';
      setScan(await api.call(route, { params: { case: id }, query, content }));
      await queries.invalidateQueries({ queryKey: deskKey });
    });
  return createPortal(
    <Dialog
      title="Does the repository give it away?"
      wide
      onClose={onClose}
      actions={
        <>
          <FileButton label="Choose the bundle" isPending={isPending} onFile={(file) => void look(file)} />
          <Button kind={scan ? 'primary' : 'plain'} onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <p>
        Make it beside the repository: <code>git bundle create scan.bundle --all</code>. It is looked through and not
        kept: for words that tell in messages, names and paths, and for what only this case knows.
      </p>
      <TextField
        label="What brought the weakness"
        hint="Commits or tags, with commas between them. Without one, each tag without a fix counts as affected."
        value={introduced}
        onChange={({ target }) => setIntroduced(target.value)}
      />
      <TextField
        label="What mends it"
        hint="A commit for each branch. They are published with the fix, and not before."
        value={fixed}
        onChange={({ target }) => setFixed(target.value)}
      />
      <Fault>{fault}</Fault>
      {scan && <Found scan={scan} />}
    </Dialog>,
    document.body,
  );
}

const PLACES: Readonly<Record<Leak['where'], string>> = {
  message: 'Message of',
  path: 'Path in',
  ref: 'Branch or tag',
  content: 'Text in',
};
const SHORT = 12;

const COLUMNS: readonly Column<Leak>[] = [
  { name: 'word', head: 'Word', heads: true, cell: ({ word }) => <bdi>{word}</bdi> },
  {
    name: 'place',
    head: 'Where',
    cell: ({ where, at }) => (
      <>
        {PLACES[where]} <code>{where === 'ref' ? at : at.slice(0, SHORT)}</code>
      </>
    ),
  },
  { name: 'text', head: 'As it stands', cell: ({ text }) => <bdi>{text}</bdi> },
];

function Found({ scan: { commits, refs, leaks, moreLeaks, tags } }: { scan: Scan }): JSX.Element {
  const all = leaks.length + moreLeaks;
  return (
    <>
      <Banner sign={all === 0 ? 'check' : 'eye'} tone={all === 0 ? 'info' : 'warn'}>
        {all === 0 ? 'No word gives it away' : `${all} ${all === 1 ? 'place gives' : 'places give'} it away`}, of{' '}
        {commits} commits and {refs} branches and tags.
      </Banner>
      {leaks.length > 0 && (
        <Table
          caption="Words that give it away"
          columns={COLUMNS}
          rows={leaks}
          keyOf={({ where, at, text }) => `${where} ${at} ${text}`}
        />
      )}
      {moreLeaks > 0 && <p className="meta">And {moreLeaks} more.</p>}
      {tags && (
        <dl className={s.pairs}>
          <dt>Affected tags</dt>
          <dd>{tags.affected.join(', ') || 'None'}</dd>
          <dt>Not affected</dt>
          <dd>{tags.unaffected.join(', ') || 'None'}</dd>
        </dl>
      )}
    </>
  );
}
