import { type JSX, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { RadioGroup, TextField } from '#parts/field.tsx';
import { conversationPath } from '#view/addresses.ts';
import { useWorkspace } from '#view/workspace.tsx';

/** As the server wants names: in lower case, without spaces. The person types on and sees what it becomes. */
const asName = (typed: string): string =>
  typed
    .toLocaleLowerCase()
    .replace(/^#/, '')
    .replace(/\s+/g, '-')
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{N}_-]/gu, '');

export function CreateChannel({ onClose }: { onClose: () => void }): JSX.Element {
  const { api } = useWorkspace();
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState('');
  const [kind, setKind] = useState<'public' | 'private'>('public');
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const create = async (): Promise<void> => {
    if (isPending || name === '') return;
    setPending(true);
    try {
      const { id } = await api.call('POST /v1/channels', { body: { name, kind, purpose } });
      onClose();
      go(conversationPath(id));
    } catch (error) {
      setFault((error as Error).message);
      setPending(false);
    }
  };
  return (
    <Dialog
      title="New channel"
      onClose={onClose}
      onSubmit={() => void create()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending} disabled={name === ''}>
            Create channel
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        hint="Lower-case letters, digits, hyphens. It can be changed later."
        error={fault}
        value={name}
        onChange={(event) => setName(asName(event.target.value))}
        maxLength={80}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        label="What it is for (optional)"
        value={purpose}
        onChange={(event) => setPurpose(event.target.value)}
        maxLength={250}
      />
      <RadioGroup
        label="Who can see it"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'public', label: 'Everybody in the team', hint: 'Anybody may find it, read it and join.' },
          { value: 'private', label: 'Only who is added', hint: 'It is found by nobody else, admins included.' },
        ]}
      />
    </Dialog>
  );
}
