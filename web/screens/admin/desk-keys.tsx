import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { DeskKey } from '#contract/desk-keys.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { Empty } from '#parts/empty.tsx';
import { fullMoment } from '#parts/moments.ts';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import type { Reply } from '#sync/api.ts';
import { DAY_MS, deviceClock } from '#sync/clock.ts';
import { wordsFor } from '#view/attempt.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { KeyMadeDialog, MakeKeyDialog, RevokeKeyDialog } from './desk-key-dialogs.tsx';

type Keys = Reply<'GET /v1/desk/keys'>;
type Made = Reply<'POST /v1/desk/keys'>;

const keysKey = ['desk keys'];
const soonMs = 60 * DAY_MS;

export function DeskKeys(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const [revoked, setRevoked] = useState<DeskKey>();
  const { data, error } = useQuery({
    queryKey: keysKey,
    queryFn: ({ signal }) => api.call('GET /v1/desk/keys', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: keysKey });
  const current = data?.keys.find(({ state }) => state === 'current');
  return (
    <Section
      title="Keys"
      about="Reports are encrypted for the current key, and it signs security.txt. Old keys still open old reports."
      actions={
        data?.address && (
          <Button sign="plus" onClick={() => setMaking(true)}>
            {current ? 'Replace the key' : 'Make a key'}
          </Button>
        )
      }
    >
      {error && <p className={styles.note}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading keys" rows={1} shape="lines" />}
      {data && <KeyList keys={data} onRevoke={setRevoked} />}
      {isMaking && data?.address && (
        <MakeKeyDialog
          address={data.address}
          replaces={current}
          onMade={async (key) => {
            setMaking(false);
            setMade(key);
            await changed();
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made && <KeyMadeDialog made={made} onClose={() => setMade(undefined)} />}
      {revoked && <RevokeKeyDialog deskKey={revoked} onRevoked={changed} onClose={() => setRevoked(undefined)} />}
    </Section>
  );
}

interface ListProps {
  readonly keys: Keys;
  readonly onRevoke: (key: DeskKey) => void;
}

function KeyList({ keys: { keys, address }, onRevoke }: ListProps): JSX.Element {
  const place = usePlace();
  if (keys.length === 0)
    return (
      <Empty title="There is no key yet">
        {address
          ? `The first one is made for ${address}.`
          : 'A key is made for the address of the policy: publish it first.'}
      </Empty>
    );
  const current = keys.find(({ state }) => state === 'current');
  return (
    <>
      {current && address !== current.address && (
        <p className={styles.note}>
          The policy names another address than the current key. Replace the key, so that mail programs find it.
        </p>
      )}
      <Table
        caption="OpenPGP keys of the security desk"
        rows={keys}
        keyOf={({ fingerprint }) => fingerprint}
        columns={[
          {
            name: 'fingerprint',
            head: 'Fingerprint',
            heads: true,
            cell: ({ fingerprint }) => <code className={styles.head}>{inGroups(fingerprint)}</code>,
          },
          { name: 'kind', head: 'Kind', cell: ({ algorithm }) => algorithm },
          { name: 'state', head: 'State', cell: (key) => <State deskKey={key} /> },
          { name: 'made', head: 'Made', cell: ({ createdAt }) => fullMoment(Date.parse(createdAt), place) },
          { name: 'expires', head: 'Expires', cell: ({ expiresAt }) => fullMoment(Date.parse(expiresAt), place) },
        ]}
        actions={(key) =>
          key.state !== 'revoked' && (
            <Button kind="quiet" aria-label={`Revoke ${key.fingerprint.slice(-8)}`} onClick={() => onRevoke(key)}>
              Revoke
            </Button>
          )
        }
      />
    </>
  );
}

/** As people compare them. */
const inGroups = (fingerprint: string): string => fingerprint.match(/.{4}/g)?.join(' ') ?? fingerprint;

function State({ deskKey: { state, expiresAt } }: { readonly deskKey: DeskKey }): JSX.Element {
  const leftMs = Date.parse(expiresAt) - deviceClock.now();
  if (state === 'revoked') return <Chip tone="bad">Revoked</Chip>;
  if (state === 'former') return <Chip>Former</Chip>;
  if (leftMs <= 0) return <Chip tone="bad">Expired</Chip>;
  return leftMs < soonMs ? <Chip tone="warn">Expires soon</Chip> : <Chip tone="ok">Current</Chip>;
}
