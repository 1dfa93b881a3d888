import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Token } from '#contract/identity.ts';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { outcome, wordsFor } from '#view/attempt.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';
import { type Made, SecretDialog, TokenDialog } from './token-dialogs.tsx';

export function Tokens(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const [revoked, setRevoked] = useState<Token>();
  const { data, error } = useQuery({
    queryKey: ['my tokens'],
    queryFn: ({ signal }) => api.call('GET /v1/me/tokens', { signal }),
  });
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: ['my tokens'] });
  const issued = async (one: Made): Promise<void> => {
    setMade(one);
    await changed();
  };
  return (
    <Section
      title="API tokens"
      about="A program with a token can do all that you can, but for your password, devices and tokens."
      actions={
        <Button sign="plus" onClick={() => setMaking(true)}>
          New token
        </Button>
      }
    >
      {error && <p className={styles.fault}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading tokens" rows={1} shape="lines" />}
      {data?.tokens.length === 0 && <p className={styles.note}>No program acts as you.</p>}
      {data && data.tokens.length > 0 && <TokenTable tokens={data.tokens} onRevoke={setRevoked} />}
      {isMaking && <TokenDialog onMade={issued} onClose={() => setMaking(false)} />}
      {made && <SecretDialog made={made} onClose={() => setMade(undefined)} />}
      {revoked && (
        <ConfirmDialog
          title={
            <>
              Revoke <bdi>{revoked.name}</bdi>?
            </>
          }
          consequence="Programs that use this token are refused from their next call on."
          wayBack="It cannot be brought back; a new token has another secret."
          confirm="Revoke token"
          danger
          onConfirm={() =>
            outcome(api.call('DELETE /v1/me/tokens/:token', { params: { token: revoked.id } }).then(changed))
          }
          onClose={() => setRevoked(undefined)}
        />
      )}
    </Section>
  );
}

function TokenTable({ tokens, onRevoke }: { tokens: readonly Token[]; onRevoke: (token: Token) => void }): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  const when = (at: string | undefined, otherwise: string) =>
    at === undefined ? otherwise : <Time at={Date.parse(at)} now={now} place={place} form="both" />;
  return (
    <Table
      caption="API tokens"
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
        { name: 'made', head: 'Made', cell: ({ createdAt }) => when(createdAt, '') },
        { name: 'used', head: 'Last used', cell: ({ lastUsedAt }) => when(lastUsedAt, 'Never') },
        { name: 'ends', head: 'Ends', cell: ({ expiresAt }) => when(expiresAt, 'When it is revoked') },
      ]}
      actions={(token) => (
        <Button kind="quiet" aria-label={`Revoke ${token.name}`} onClick={() => onRevoke(token)}>
          Revoke
        </Button>
      )}
    />
  );
}
