import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { UserGroup } from '#contract/user-groups.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Checkbox, TextField } from '#parts/field.tsx';
import { outcome } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

interface Props {
  /** None to make a new one. */
  readonly group: UserGroup | undefined;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function GroupDialog({ group, onClose, onChanged }: Props): JSX.Element {
  const { api } = useWorkspace();
  const [handle, setHandle] = useState(group?.handle ?? '');
  const [name, setName] = useState(group?.name ?? '');
  const [fault, setFault] = useState<string>();
  const [chosen, setChosen] = useState<readonly string[]>();
  const before = useQuery({
    queryKey: ['group members', group?.id],
    queryFn: ({ signal }) =>
      api.call('GET /v1/user-groups/:group/members', { params: { group: group?.id ?? '' }, signal }),
    enabled: group !== undefined,
  });
  const members = chosen ?? before.data?.members ?? [];
  const isReady = handle !== '' && name.trim() !== '' && (group === undefined || before.isSuccess);
  const keep = async (): Promise<void> => {
    if (group === undefined) {
      await api.call('POST /v1/user-groups', { body: { handle, name, members: [...members] } });
    } else {
      const params = { group: group.id };
      await api.call('PATCH /v1/user-groups/:group', { params, body: { handle, name } });
      if (chosen) await api.call('PUT /v1/user-groups/:group/members', { params, body: { members: [...chosen] } });
    }
    onChanged();
  };
  const submit = async (): Promise<void> => {
    if (!isReady) return;
    const why = await outcome(keep());
    setFault(why);
    if (why === undefined) onClose();
  };
  return (
    <Dialog
      title={group ? `@${group.handle}` : 'New group'}
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" disabled={!isReady}>
            {group ? 'Save changes' : 'Create group'}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <TextField
          label="Short name"
          hint="Lower-case letters, digits, dot, hyphen. Nobody else may have it."
          value={handle}
          onChange={(event) => setHandle(event.target.value.toLowerCase().replace(/[^a-z0-9._-]/g, ''))}
          error={fault}
          maxLength={32}
          autoComplete="off"
        />
        <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} maxLength={80} />
        <Choosing chosen={members} onChange={setChosen} />
      </div>
    </Dialog>
  );
}

interface ChoosingProps {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Choosing({ chosen, onChange }: ChoosingProps): JSX.Element {
  const members = useSelect((state) => state.members);
  const [typed, setTyped] = useState('');
  const words = typed.trim().toLocaleLowerCase();
  const people = [...members.values()]
    .filter(({ deactivatedAt, role }) => !deactivatedAt && role !== 'bot')
    .filter(({ name, handle }) => `${name} ${handle}`.toLocaleLowerCase().includes(words))
    .sort((a, b) => Number(chosen.includes(b.id)) - Number(chosen.includes(a.id)) || a.name.localeCompare(b.name));
  return (
    <fieldset className={styles.choosing}>
      <legend>
        Members <span className="meta">{chosen.length}</span>
      </legend>
      <TextField
        label="Find a member"
        labelHidden
        placeholder="Find a member"
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {people.slice(0, 50).map(({ id, name }) => (
        <Checkbox
          key={id}
          label={<bdi>{name}</bdi>}
          checked={chosen.includes(id)}
          onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  );
}
