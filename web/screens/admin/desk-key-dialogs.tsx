/** The ceremony: what making, replacing and revoking a key means, and the certificate that is shown this once. */
import { type JSX, useState } from 'react';
import type { DeskKey, RevocationReason } from '#contract/desk-keys.ts';
import { Button, buttonClass } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { Checkbox, RadioGroup, TextArea } from '#parts/field.tsx';
import type { Reply } from '#sync/api.ts';
import { outcome } from '#view/attempt.ts';
import { copied } from '#view/copied.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

type Made = Reply<'POST /v1/desk/keys'>;

interface MakeProps {
  readonly address: string;
  readonly replaces: DeskKey | undefined;
  readonly onMade: (made: Made) => Promise<void>;
  readonly onClose: () => void;
}

export function MakeKeyDialog({ address, replaces, onMade, onClose }: MakeProps): JSX.Element {
  const { api } = useWorkspace();
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string>();
  const make = async (): Promise<void> => {
    setPending(true);
    const made = api.call('POST /v1/desk/keys', { body: replaces ? { replaces: replaces.fingerprint } : {} });
    const why = await outcome(made);
    setPending(false);
    setFault(why);
    if (why === undefined) await onMade(await made);
  };
  return (
    <Dialog
      title={replaces ? 'Replace the key?' : 'Make a key?'}
      onClose={onClose}
      onSubmit={() => void make()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            {replaces ? 'Replace the key' : 'Make the key'}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>
          It is made on the server for <bdi>{address}</bdi>, lasts two years and is published at once. The private key
          stays sealed on the server and is never shown.
        </p>
        {replaces && <p>The key before it is published no longer. It still opens what was encrypted for it.</p>}
        <p>
          Right after it you get a revocation certificate, this once. Have a printer at hand, or a safe place for a
          file.
        </p>
        {fault && <p role="alert">{fault}</p>}
      </div>
    </Dialog>
  );
}

interface MadeProps {
  readonly made: Made;
  readonly onClose: () => void;
}

export function KeyMadeDialog({ made: { key, revocationCertificate }, onClose }: MadeProps): JSX.Element {
  const [isKept, setKept] = useState(false);
  const file = `data:application/pgp-keys,${encodeURIComponent(revocationCertificate)}`;
  return (
    <Dialog
      title="The key is made"
      onClose={() => isKept && onClose()}
      wide
      actions={
        <>
          <Button onClick={() => copied(revocationCertificate, 'The certificate is copied.')}>Copy</Button>
          <a className={buttonClass('plain')} href={file} download={`revocation-${key.fingerprint.slice(-16)}.asc`}>
            Save as a file
          </a>
          <Button kind="primary" disabled={!isKept} onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>
          Keep this revocation certificate apart from the server, best on paper. Whoever has it can void the key, and
          nothing else: you need it when the server and its backups are lost. It is not shown again.
        </p>
        <TextArea
          label="Revocation certificate"
          readOnly
          rows={12}
          className={styles.certificate}
          value={`Revokes ${key.fingerprint}\n\n${revocationCertificate}`}
          onFocus={({ target }) => target.select()}
        />
        <Checkbox
          label="I printed it, or keep it somewhere else"
          checked={isKept}
          onChange={({ target }) => setKept(target.checked)}
        />
      </div>
    </Dialog>
  );
}

const reasons: readonly { value: RevocationReason; label: string; hint: string }[] = [
  {
    value: 'compromised',
    label: 'Somebody else may have it',
    hint: 'What it signed must not be believed any more, whenever that was.',
  },
  { value: 'superseded', label: 'Another key has taken its place', hint: 'What it signed before stays good.' },
  { value: 'retired', label: 'It is not used any more', hint: 'What it signed before stays good.' },
];

interface RevokeProps {
  readonly deskKey: DeskKey;
  readonly onRevoked: () => Promise<void>;
  readonly onClose: () => void;
}

export function RevokeKeyDialog({ deskKey: { fingerprint, state }, onRevoked, onClose }: RevokeProps): JSX.Element {
  const { api } = useWorkspace();
  const [reason, setReason] = useState<RevocationReason>();
  const [fault, setFault] = useState<string>();
  const revoke = async (): Promise<void> => {
    if (!reason) return setFault('Choose why.');
    const done = api.call('POST /v1/desk/keys/:fingerprint/revocation', { params: { fingerprint }, body: { reason } });
    const why = await outcome(done.then(onRevoked));
    setFault(why);
    if (why === undefined) onClose();
  };
  return (
    <Dialog
      title={`Revoke the key …${fingerprint.slice(-8)}?`}
      onClose={onClose}
      onSubmit={() => void revoke()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="danger">
            Revoke the key
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <p>
          It is published as void from now on, and that cannot be taken back. It still opens what was encrypted for it.
          {state === 'current' && ' Until you make another one, reports cannot be encrypted.'}
        </p>
        <RadioGroup<RevocationReason> label="Why" value={reason} onChange={setReason} error={fault} options={reasons} />
      </div>
    </Dialog>
  );
}
