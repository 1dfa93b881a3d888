/** The API tokens of the whole team: whose they are, what they reach, and which nobody needs any more. */
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { TeamTokens, Token } from '#contract/tokens.ts';
import { Button } from '#parts/button.tsx';
import { Chip } from '#parts/chip.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Empty } from '#parts/empty.tsx';
import { Select } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { outcome } from '#view/attempt.ts';
import { MemberName } from '#view/member.tsx';
import { PagedList, usePaged } from '#view/paged.tsx';
import { ChangeTokenDialog, Reach, SecretDialog, scopesFor, Until, Used } from '#view/token/token.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';
import { BotTokenDialog } from './bot-token-dialog.tsx';
import { TokenRules } from './token-rules.tsx';

const pageSize = 50;
const tokensKey = 'team tokens';

const kept = [
  { value: '', label: 'All' },
  { value: 'endless', label: 'Without an end' },
  { value: 'unused', label: 'Unused for 90 days' },
  { value: 'unscoped', label: 'From before scopes' },
] as const;
type Show = Exclude<(typeof kept)[number]['value'], ''>;

const kinds = { personal: 'Personal', bot: 'Bot', app: 'For the team' } as const;

export function Tokens(): JSX.Element {
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: [tokensKey] });
  return (
    <>
      <TokenRules onChanged={() => void changed()} />
      <Section
        title="Tokens in use"
        about="A token that nobody needs any more is a door that nobody watches: revoke it."
        actions={
          <Button sign="plus" onClick={() => setMaking(true)}>
            New token of a bot
          </Button>
        }
      >
        <List onChanged={changed} />
      </Section>
      {isMaking && (
        <BotTokenDialog
          onMade={async (made) => {
            setSecret(made.secret);
            await changed();
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  );
}

interface Asked {
  readonly to: 'change' | 'revoke';
  readonly token: Token;
}

function List({ onChanged }: { readonly onChanged: () => Promise<void> }): JSX.Element {
  const { api } = useWorkspace();
  const [show, setShow] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const offered = scopesFor(useSelect((state) => state.permissions));
  const list = usePaged({
    of: [tokensKey, show],
    load: (after, signal): Promise<TeamTokens> =>
      api.call('GET /v1/tokens', {
        query: { after, limit: pageSize, ...(show === '' ? {} : { show: show as Show }) },
        signal,
      }),
    itemsOf: ({ tokens }): readonly Token[] => tokens,
  });
  const counts = list.first?.counts;
  return (
    <>
      <div className={styles.bar}>
        <Select label="Shown tokens" value={show} onChange={({ target }) => setShow(target.value)} options={kept} />
        {counts && (
          <p className={styles.note}>
            {counts.active} in use: {counts.endless} without an end, {counts.unused} unused for 90 days,{' '}
            {counts.unscoped} from before scopes.
          </p>
        )}
      </div>
      <PagedList list={list} what="tokens" empty={<Empty title="No such token is in use" />}>
        <TokenTable tokens={list.items} onAsk={setAsked} />
      </PagedList>
      {asked?.to === 'change' && (
        <ChangeTokenDialog
          token={asked.token}
          offered={offered}
          onChange={async (body) => {
            const { id: token, member } = asked.token;
            await api.call('PATCH /v1/bots/:member/tokens/:token', { params: { member, token }, body });
            await onChanged();
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.to === 'revoke' && (
        <ConfirmDialog
          title={
            <>
              Revoke <bdi>{asked.token.name}</bdi>?
            </>
          }
          consequence="Programs that use it are refused from their next call on, and their connections are closed."
          wayBack="It cannot be brought back; a new token has another secret."
          confirm="Revoke token"
          danger
          onConfirm={() =>
            outcome(api.call('DELETE /v1/tokens/:token', { params: { token: asked.token.id } }).then(onChanged))
          }
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

interface TableProps {
  readonly tokens: readonly Token[];
  readonly onAsk: (asked: Asked) => void;
}

function TokenTable({ tokens, onAsk }: TableProps): JSX.Element {
  return (
    <Table
      caption="API tokens of the team"
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        { name: 'name', head: 'Name', heads: true, cell: ({ name }) => <bdi>{name}</bdi> },
        {
          name: 'whose',
          head: 'Acts as',
          cell: ({ member, kind }) => (
            <>
              <MemberName id={member} /> <Chip>{kinds[kind]}</Chip>
            </>
          ),
        },
        { name: 'reaches', head: 'Reaches', cell: (token) => <Reach token={token} /> },
        { name: 'used', head: 'Last used', cell: (token) => <Used token={token} /> },
        { name: 'ends', head: 'Ends', cell: (token) => <Until token={token} /> },
      ]}
      actions={(token) => (
        <>
          {token.kind !== 'personal' && (
            <Button kind="quiet" aria-label={`Change ${token.name}`} onClick={() => onAsk({ to: 'change', token })}>
              Change …
            </Button>
          )}
          <Button kind="quiet" aria-label={`Revoke ${token.name}`} onClick={() => onAsk({ to: 'revoke', token })}>
            Revoke …
          </Button>
        </>
      )}
    />
  );
}
