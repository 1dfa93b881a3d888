import { type JSX, useState } from 'react';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import secretStyles from '#parts/secret.module.css';
import { toast } from '#parts/toast.tsx';
import type { Reply } from '#sync/api.ts';
import { codeIn } from '#sync/codes.ts';
import { useAct } from '#view/act.ts';
import { copied } from '#view/copied.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

export type Secret = Reply<'PUT /v1/me/authenticator'>;

interface AppProps {
  readonly secret: Secret;
  readonly onAdded: () => Promise<void>;
  readonly onClose: () => void;
}

export function AppDialog({ secret: { secret, uri, qr }, onAdded, onClose }: AppProps): JSX.Element {
  const { api } = useWorkspace();
  const [code, setCode] = useState('');
  const { fault, isPending, act } = useAct();
  const add = async (): Promise<void> => {
    const body = { code: codeIn(code) };
    if (!(await act(() => api.call('POST /v1/me/authenticator/confirmation', { body })))) return;
    onClose();
    await onAdded();
  };
  return (
    <Dialog
      title="Add an authenticator app"
      onClose={onClose}
      onSubmit={() => void add()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            Add the app
          </Button>
        </>
      }
    >
      <p>Scan this with an authenticator app on your phone, then type the code that it shows.</p>
      <svg className={secretStyles.qr} viewBox={`-4 -4 ${qr.size + 8} ${qr.size + 8}`} role="img" aria-label="QR code">
        <path d={qr.path} />
      </svg>
      <p className={styles.note}>
        On this very device, <a href={uri}>open the app</a>. Or type this key:{' '}
        <code className={secretStyles.key}>{secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
      </p>
      <TextField
        label="Code of the app"
        hint="Six digits; a new one every 30 seconds."
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={({ target }) => setCode(target.value)}
        error={fault}
      />
    </Dialog>
  );
}

interface CodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => Promise<void>;
  readonly onClose: () => void;
}

export function CodesDialog({ codes, onKept, onClose }: CodesProps): JSX.Element {
  const { api } = useWorkspace();
  const [typed, setTyped] = useState('');
  const { fault, isPending, act } = useAct();
  const confirm = async (): Promise<void> => {
    const body = { recoveryCode: typed.trim() };
    if (!(await act(() => api.call('POST /v1/me/recovery-codes/confirmation', { body })))) return;
    toast('The recovery codes count. Earlier ones do not any more.');
    onClose();
    await onKept();
  };
  return (
    <Dialog
      title="Keep these recovery codes"
      onClose={onClose}
      onSubmit={() => void confirm()}
      actions={
        <>
          <Button onClick={onClose}>Later</Button>
          <Button onClick={() => copied(codes.join('\n'), 'The codes are copied.')}>Copy all</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            They are kept
          </Button>
        </>
      }
    >
      <p>Each lets you in once when your device is lost. They are shown this once: keep them somewhere else.</p>
      <ul className={styles.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <TextField
        label="Type one of them back"
        hint="They count once this shows that you have them."
        autoComplete="off"
        spellCheck={false}
        required
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        error={fault}
      />
    </Dialog>
  );
}
