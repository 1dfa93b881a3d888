import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { Token } from '#contract/tokens.ts';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Section } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import type { Reply } from '#sync/api.ts';
import { outcome, wordsFor } from '#view/attempt.ts';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { ChangeTokenDialog, NewTokenDialog, Reach, SecretDialog, scopesFor, Until, Used } from '#view/token/token.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './me.module.css';

type Made = Reply<'POST /v1/me/tokens'>;

export function Tokens(): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const [asked, setAsked] = useState<Asked>();
  const offered = scopesFor(useSelect((state) => state.permissions));
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
      about="A program acts as you with a token, and reaches no more than what the token was made for."
      actions={
        data?.mayMake && (
          <Button sign="plus" onClick={() => setMaking(true)}>
            New token
          </Button>
        )
      }
    >
      {error && <p className={styles.fault}>{wordsFor(error)}</p>}
      {!data && !error && <Skeleton label="Loading tokens" rows={1} shape="lines" />}
      {data?.mayMake === false && <p className={styles.note}>In this team only owners and admins make tokens.</p>}
      {data?.tokens.length === 0 && <p className={styles.note}>No program acts as you.</p>}
      {data && data.tokens.length > 0 && <TokenTable tokens={data.tokens} onAsk={setAsked} />}
      {isMaking && data && (
        <NewTokenDialog
          title="New API token"
          offered={offered}
          longestDays={data.longestDays}
          onMake={async (body) => await issued(await api.call('POST /v1/me/tokens', { body }))}
          onClose={() => setMaking(false)}
        />
      )}
      {made && <SecretDialog secret={made.secret} onClose={() => setMade(undefined)} />}
      {asked && <Asking asked={asked} onChanged={changed} onClose={() => setAsked(undefined)} />}
    </Section>
  );
}

/** What is asked before a token is changed or revoked. */
interface Asked {
  readonly to: 'change' | 'revoke';
  readonly token: Token;
}

interface AskingProps {
  readonly asked: Asked;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

function Asking({ asked: { to, token }, onChanged, onClose }: AskingProps): JSX.Element {
  const { api } = useWorkspace();
  const offered = scopesFor(useSelect((state) => state.permissions));
  const params = { token: token.id };
  if (to === 'change')
    return (
      <ChangeTokenDialog
        token={token}
        offered={offered}
        onChange={(body) => api.call('PATCH /v1/me/tokens/:token', { params, body }).then(onChanged)}
        onClose={onClose}
      />
    );
  return (
    <ConfirmDialog
      title={
        <>
          Revoke <bdi>{token.name}</bdi>?
        </>
      }
      consequence="Programs that use this token are refused from their next call on."
      wayBack="It cannot be brought back; a new token has another secret."
      confirm="Revoke token"
      danger
      onConfirm={() => outcome(api.call('DELETE /v1/me/tokens/:token', { params }).then(onChanged))}
      onClose={onClose}
    />
  );
}

interface TableProps {
  readonly tokens: readonly Token[];
  readonly onAsk: (asked: Asked) => void;
}

function TokenTable({ tokens, onAsk }: TableProps): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  const when = (at: string) => <Time at={Date.parse(at)} now={now} place={place} form="both" />;
  return (
    <Table
      caption="API tokens"
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
        { name: 'reaches', head: 'Reaches', cell: (token) => <Reach token={token} /> },
        { name: 'made', head: 'Made', cell: ({ createdAt }) => when(createdAt) },
        { name: 'used', head: 'Last used', cell: (token) => <Used token={token} /> },
        { name: 'ends', head: 'Ends', cell: (token) => <Until token={token} /> },
      ]}
      actions={(token) => (
        <>
          <Button kind="quiet" aria-label={`Change ${token.name}`} onClick={() => onAsk({ to: 'change', token })}>
            Change
          </Button>
          <Button kind="quiet" aria-label={`Revoke ${token.name}`} onClick={() => onAsk({ to: 'revoke', token })}>
            Revoke
          </Button>
        </>
      )}
    />
  );
}
