import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Checkbox, Select, TextField } from '#parts/field.tsx';
import { outcome } from '#view/attempt.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import type { Issued } from './issued-dialog.tsx';
import { roles } from './roles.ts';

type Invited = 'admin' | 'member' | 'guest' | 'single-guest';

interface Props {
  readonly onClose: () => void;
  readonly onIssued: (issued: Issued) => void;
}

export function InviteDialog({ onClose, onIssued }: Props): JSX.Element {
  const { api } = useWorkspace();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Invited>('member');
  const [channels, setChannels] = useState<readonly string[]>([]);
  const [fault, setFault] = useState<string>();
  const [isPending, setPending] = useState(false);
  const isGuest = role === 'guest' || role === 'single-guest';
  const invite = async (): Promise<void> => {
    if (isPending) return;
    setPending(true);
    const body = {
      role,
      ...(email.trim() === '' ? {} : { email: email.trim() }),
      ...(isGuest ? { channels: [...channels] } : {}),
    };
    setFault(await outcome(api.call('POST /v1/invitations', { body }).then(onIssued)));
    setPending(false);
  };
  return (
    <Dialog
      title="Invite somebody"
      onClose={onClose}
      onSubmit={() => void invite()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending} disabled={isGuest && channels.length === 0}>
            {email.trim() === '' ? 'Make a link' : 'Send invitation'}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <TextField
          label="E-mail (optional)"
          hint="Left empty, you get a link to pass on yourself."
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={fault}
          autoComplete="off"
        />
        <Select
          label="As"
          value={role}
          onChange={(event) => {
            setRole(event.target.value as Invited);
            setChannels([]);
          }}
          options={roles.filter(({ value }) => value !== 'owner').map(({ value, label }) => ({ value, label }))}
        />
        {isGuest && <GuestChannels isOne={role === 'single-guest'} chosen={channels} onChange={setChannels} />}
      </div>
    </Dialog>
  );
}

interface ChannelsProps {
  readonly isOne: boolean;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** A guest sees these channels and nothing else. */
function GuestChannels({ isOne, chosen, onChange }: ChannelsProps): JSX.Element {
  const conversations = useSelect((state) => state.conversations);
  const channels = [...conversations.values()]
    .map(({ channel }) => channel)
    .filter(({ name, archivedAt }) => name !== undefined && !archivedAt)
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
  if (isOne) {
    return (
      <Select
        label="In the channel"
        value={chosen[0] ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? [] : [event.target.value])}
        options={[
          { value: '', label: 'Choose one' },
          ...channels.map(({ id, name = '' }) => ({ value: id, label: name })),
        ]}
      />
    );
  }
  return (
    <fieldset>
      <legend>In these channels</legend>
      {channels.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  );
}
