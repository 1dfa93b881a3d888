import { type JSX, useState } from 'react';
import type { Passkey } from '#contract/passkeys.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog, Dialog } from '#parts/dialog.tsx';
import { TextField } from '#parts/field.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { useAct } from '#view/act.ts';
import { outcome } from '#view/attempt.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import { isLastFactor } from './last-factor.ts';

interface Props {
  readonly passkeys: readonly Passkey[];
  /** An authenticator app is left when one of them goes. */
  readonly hasApp: boolean;
  readonly onChanged: () => Promise<void>;
}
type Asked = { readonly what: 'name' | 'remove'; readonly passkey: Passkey };

const keptWords = {
  'this-device': 'This device only',
  'not-yet-synced': 'Not yet synced',
  synced: 'Synced',
} as const;

export function PasskeyTable({ passkeys, hasApp, onChanged }: Props): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  const [asked, setAsked] = useState<Asked>();
  const close = (): void => setAsked(undefined);
  return (
    <>
      <Table
        caption="Passkeys"
        rows={passkeys}
        keyOf={({ id }) => id}
        columns={[
          { name: 'name', head: 'Passkey', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
          {
            name: 'kept',
            head: 'Kept',
            cell: ({ kept, otherHost }) =>
              otherHost === undefined ? (
                <Chip>{keptWords[kept]}</Chip>
              ) : (
                <Chip tone="warn">Works at {otherHost} alone</Chip>
              ),
          },
          {
            name: 'added',
            head: 'Added',
            cell: ({ addedAt }) => <Time at={Date.parse(addedAt)} now={now} place={place} form="both" />,
          },
          {
            name: 'used',
            head: 'Last used',
            cell: ({ usedAt }) =>
              usedAt === undefined ? 'Never' : <Time at={Date.parse(usedAt)} now={now} place={place} form="both" />,
          },
        ]}
        actions={(passkey) => (
          <>
            <Button
              kind="quiet"
              aria-label={`Rename ${passkey.name}`}
              onClick={() => setAsked({ what: 'name', passkey })}
            >
              Rename
            </Button>
            <Button
              kind="quiet"
              aria-label={`Remove ${passkey.name}`}
              onClick={() => setAsked({ what: 'remove', passkey })}
            >
              Remove
            </Button>
          </>
        )}
      />
      {asked?.what === 'name' && <NameDialog passkey={asked.passkey} onChanged={onChanged} onClose={close} />}
      {asked?.what === 'remove' && (
        <RemoveDialog
          passkey={asked.passkey}
          isLast={isLastFactor(asked.passkey, passkeys, hasApp)}
          onChanged={onChanged}
          onClose={close}
        />
      )}
    </>
  );
}

interface DialogProps {
  readonly passkey: Passkey;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

type RemoveProps = DialogProps & { readonly isLast: boolean };

function RemoveDialog({ passkey, isLast, onChanged, onClose }: RemoveProps): JSX.Element {
  const { api } = useWorkspace();
  const params = { passkey: passkey.id };
  return (
    <ConfirmDialog
      title={`Remove “${passkey.name}”?`}
      consequence={
        isLast
          ? 'The password alone signs in, recovery codes are worthless, other devices are signed out.'
          : 'Nobody signs in with it any more. Remove it from the device or the password manager as well.'
      }
      wayBack="You can add a passkey again at any time."
      confirm="Remove"
      danger
      onConfirm={() => outcome(api.call('DELETE /v1/me/passkeys/:passkey', { params }).then(onChanged))}
      onClose={onClose}
    />
  );
}

function NameDialog({ passkey, onChanged, onClose }: DialogProps): JSX.Element {
  const { api } = useWorkspace();
  const [name, setName] = useState(passkey.name);
  const { fault, isPending, act, say } = useAct();
  const rename = async (): Promise<void> => {
    if (name.trim() === '') return say('A name has 1 to 60 characters.');
    const params = { passkey: passkey.id };
    const renamed = () => api.call('PATCH /v1/me/passkeys/:passkey', { params, body: { name } }).then(onChanged);
    if (await act(renamed)) onClose();
  };
  return (
    <Dialog
      title="Name the passkey"
      onClose={onClose}
      onSubmit={() => void rename()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={isPending}>
            Rename
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        hint="What you call the device or the password manager that keeps it."
        autoComplete="off"
        maxLength={60}
        required
        value={name}
        onChange={({ target }) => setName(target.value)}
        error={fault}
      />
    </Dialog>
  );
}
