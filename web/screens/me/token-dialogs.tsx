import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Select, TextField } from '#parts/field.tsx';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { DAY_MS, deviceClock } from '#sync/clock.ts';
import { outcome } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

export type Made = Reply<'POST /v1/me/tokens'>;

const ends = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never by itself' },
] as const;

interface Props {
  readonly onMade: (made: Made) => Promise<void>;
  readonly onClose: () => void;
}

export function TokenDialog({ onMade, onClose }: Props): JSX.Element {
  const { api } = useWorkspace();
  const [name, setName] = useState('');
  const [days, setDays] = useState<string>(ends[1].value);
  const [fault, setFault] = useState<string>();
  const [isPending, setPending] = useState(false);
  const make = async (): Promise<void> => {
    if (isPending) return;
    setPending(true);
    const expiresAt = new Date(deviceClock.now() + Number(days) * DAY_MS).toISOString();
    const body = { name: name.trim(), ...(days === '' ? {} : { expiresAt }) };
    const why = await outcome(api.call('POST /v1/me/tokens', { body }).then(onMade));
    setPending(false);
    if (why === undefined) onClose();
    else setFault(why);
  };
  return (
    <Dialog
      title="New API token"
      onClose={onClose}
      onSubmit={() => void make()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            Make token
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField
          label="Name"
          hint="What the token is for, so that you know later which one to revoke."
          required
          pattern=".*\S.*"
          maxLength={80}
          autoComplete="off"
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={fault}
        />
        <Select label="Ends" value={days} onChange={({ target }) => setDays(target.value)} options={ends} />
      </div>
    </Dialog>
  );
}

/** The secret stands here and nowhere else; the server keeps its hash. */
export function SecretDialog({ made: { secret }, onClose }: { made: Made; onClose: () => void }): JSX.Element {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(secret);
    toast('The secret is copied.');
  };
  return (
    <Dialog
      title="The token is ready"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Done</Button>
          <Button kind="primary" onClick={() => void copy()}>
            Copy secret
          </Button>
        </>
      }
    >
      <p>Keep its secret where the program finds it. It is shown only now.</p>
      <input
        className={styles.secret}
        aria-label="Secret of the token"
        readOnly
        value={secret}
        onFocus={({ target }) => target.select()}
      />
    </Dialog>
  );
}
