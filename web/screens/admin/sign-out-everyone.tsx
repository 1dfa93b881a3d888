import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { SignOut } from '#contract/access.ts';
import { Banner } from '#parts/banner.tsx';
import { Button } from '#parts/button.tsx';
import { ConfirmDialog } from '#parts/dialog.tsx';
import { Checkbox } from '#parts/field.tsx';
import { Section } from '#parts/pane.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { outcome } from '#view/attempt.ts';
import { counted } from '#view/counted.ts';
import { MemberName } from '#view/member.tsx';
import { useMinute } from '#view/minute.ts';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import styles from './admin.module.css';

const listKey = ['sign-outs'];
type But = 'nobody' | 'this-device';

export function SignOutEveryone(): JSX.Element {
  const [asked, setAsked] = useState<But>();
  const [done, setDone] = useState<SignOut>();
  return (
    <Section
      title="Sign everybody out"
      about="When somebody is inside who should not be: it ends every device at once."
    >
      <div className={styles.chips}>
        <Button kind="danger" onClick={() => setAsked('this-device')}>
          Sign out everyone but me
        </Button>
        <Button onClick={() => setAsked('nobody')}>Sign out everyone</Button>
      </div>
      <div role="status">{done && <Result signOut={done} />}</div>
      <Before />
      {asked && <Question but={asked} onDone={setDone} onClose={() => setAsked(undefined)} />}
    </Section>
  );
}

/** "23 devices signed out; last connection closed after 140 ms." */
function Result({ signOut: { sessions, tokens, sockets, processes, lastClosedMs } }: { readonly signOut: SignOut }) {
  const closed =
    lastClosedMs === undefined
      ? 'no connection was open'
      : `the last of ${counted(sockets, 'connection')} closed after ${lastClosedMs} ms`;
  const revoked = tokens === undefined ? '' : `, ${counted(tokens, 'token')} revoked`;
  return (
    <Banner tone="info" sign="check">
      {counted(sessions, 'device')} signed out{revoked}; {closed}
      {processes > 1 && `, on ${processes} servers`}.
    </Banner>
  );
}

interface QuestionProps {
  readonly but: But;
  readonly onDone: (signOut: SignOut) => void;
  readonly onClose: () => void;
}

function Question({ but, onDone, onClose }: QuestionProps): JSX.Element {
  const { api } = useWorkspace();
  const queries = useQueryClient();
  const isOwner = useSelect(({ permissions }) => permissions.includes('owners.manage'));
  const [withTokens, setWithTokens] = useState(false);
  const order = async (): Promise<void> => {
    onDone(await api.call('POST /v1/sign-outs', { body: { but, tokens: withTokens } }));
    await queries.invalidateQueries({ queryKey: listKey });
  };
  return (
    <ConfirmDialog
      title={but === 'nobody' ? 'Sign out everyone, you too?' : 'Sign out everyone but you?'}
      consequence={
        but === 'nobody'
          ? 'Every device of the team loses its access within a second, this one as well.'
          : 'Every device of the team loses its access within a second, your other ones as well. This one stays.'
      }
      wayBack="Everybody signs in again as before. What was written and not sent is kept on each device."
      confirm={but === 'nobody' ? 'Sign out everyone' : 'Sign out everyone but me'}
      danger
      onConfirm={() => outcome(order())}
      onClose={onClose}
    >
      <Checkbox
        label="Revoke all API tokens too"
        hint={
          isOwner
            ? 'Programs and bots stop, and need new tokens: these do not come back.'
            : 'Programs and bots stop, and need new tokens. Those of owners stay: only an owner revokes them.'
        }
        checked={withTokens}
        onChange={({ target }) => setWithTokens(target.checked)}
      />
    </ConfirmDialog>
  );
}

function Before(): JSX.Element | null {
  const { api } = useWorkspace();
  const [place, now] = [usePlace(), useMinute()];
  const { data } = useQuery({ queryKey: listKey, queryFn: ({ signal }) => api.call('GET /v1/sign-outs', { signal }) });
  if (!data || data.signOuts.length === 0) return null;
  return (
    <Table
      caption="When everybody was signed out"
      rows={data.signOuts}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'at',
          head: 'When',
          heads: true,
          cell: ({ at }) => <Time at={Date.parse(at)} now={now} place={place} form="both" />,
        },
        { name: 'by', head: 'By', cell: ({ by }) => <MemberName id={by} /> },
        { name: 'sessions', head: 'Devices', numeric: true, cell: ({ sessions }) => sessions },
        { name: 'sockets', head: 'Connections', numeric: true, cell: ({ sockets }) => sockets },
        {
          name: 'took',
          head: 'Last one closed',
          numeric: true,
          cell: ({ lastClosedMs }) => (lastClosedMs === undefined ? '–' : `after ${lastClosedMs} ms`),
        },
      ]}
    />
  );
}
