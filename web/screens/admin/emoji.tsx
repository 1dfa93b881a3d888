import { type ChangeEvent, type JSX, useRef, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { TextField } from '#parts/field.tsx';
import { Table } from '#parts/table.tsx';
import { toast } from '#parts/toast.tsx';
import { outcome } from '#view/attempt.ts';
import { MemberName } from '#view/member.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const bytesMax = 256 * 1024;

export function Emoji(): JSX.Element {
  const { api } = useWorkspace();
  const list = useSelect((state) => state.emoji);
  const [asked, setAsked] = useState<string>();
  const emoji = list?.emoji ?? [];
  return (
    <>
      <AddEmoji />
      {emoji.length === 0 ? (
        <Empty title="There is no emoji of your own yet">A square picture of up to 256 KB becomes one.</Empty>
      ) : (
        <Table
          caption="Custom emoji"
          rows={emoji}
          keyOf={({ name }) => name}
          columns={[
            {
              name: 'picture',
              head: 'Picture',
              cell: ({ name, aliasOf }) =>
                aliasOf ? (
                  <span className="meta">as {aliasOf}</span>
                ) : (
                  <img className={styles.picture} src={api.href(`/v1/emoji/${name}/image`)} alt="" loading="lazy" />
                ),
            },
            { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <code>:{name}:</code> },
            { name: 'by', head: 'Added by', cell: ({ addedBy }) => <MemberName id={addedBy} /> },
          ]}
          actions={({ name }) => (
            <Button kind="quiet" aria-label={`Delete ${name}`} onClick={() => setAsked(name)}>
              Delete …
            </Button>
          )}
        />
      )}
      {asked !== undefined && (
        <ConfirmDialog
          title={`Delete :${asked}:?`}
          consequence="Messages show its name from then on, and reactions with it stay as a name."
          wayBack="You can add the picture again under the same name."
          confirm="Delete emoji"
          danger
          onConfirm={() => outcome(api.call('DELETE /v1/emoji/:name', { params: { name: asked } }))}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function AddEmoji(): JSX.Element {
  const { api } = useWorkspace();
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string>();
  const bar = useRef<HTMLDivElement>(null);
  const take = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = event.target.files ?? [];
    event.target.value = '';
    if (!file) return;
    if (file.size > bytesMax)
      return setFault('The picture has more than 256 KB. Make it smaller, and choose it again.');
    const image = await inBase64(file);
    const why = await outcome(api.call('PUT /v1/emoji/:name', { params: { name }, body: { image } }));
    setFault(why);
    if (why !== undefined) return;
    toast(`:${name}: is ready.`);
    // Without a name no picture can be chosen: the next one begins with its name.
    bar.current?.querySelector('input')?.focus();
    setName('');
  };
  return (
    <div ref={bar} className={styles.bar}>
      <TextField
        label="Name of a new emoji"
        hint="Lower-case letters, digits, hyphen, underscore."
        value={name}
        onChange={(event) => setName(event.target.value.toLowerCase().replace(/[^a-z0-9_+-]/g, ''))}
        error={fault}
        maxLength={64}
        autoComplete="off"
        beside={
          <label className={styles.choose} data-off={name === '' || undefined}>
            Choose its picture …
            <input
              type="file"
              className="vh"
              accept="image/png,image/jpeg,image/gif,image/webp"
              disabled={name === ''}
              onChange={(event) => void take(event)}
            />
          </label>
        }
      />
    </div>
  );
}

function inBase64(file: File): Promise<string> {
  const reader = new FileReader();
  const read = new Promise<string>((resolve, reject) => {
    reader.onload = () => resolve((reader.result as string).replace(/^.*,/, ''));
    reader.onerror = () => reject(new Error('The picture could not be read.'));
  });
  reader.readAsDataURL(file);
  return read;
}
