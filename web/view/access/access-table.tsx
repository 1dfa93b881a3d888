/** Everything that has access to an account: devices and API tokens in one table. */
import type { JSX, ReactNode } from 'react';
import type { Agent, Session } from '#contract/access.ts';
import type { Token } from '#contract/tokens.ts';
import { Chip } from '#parts/chip.tsx';
import { Table } from '#parts/table.tsx';
import { Time } from '#parts/time.tsx';
import { useMinute } from '../minute.ts';
import { usePlace } from '../place.ts';
import styles from './access.module.css';
import { factorOf, meansOf } from './reasons.ts';

const typeWords: Readonly<Record<Agent['type'], string>> = {
  desktop: 'Computer',
  phone: 'Phone',
  tablet: 'Tablet',
  bot: 'Bot',
  program: 'Program',
};

interface Props {
  readonly sessions: readonly Session[];
  readonly tokens: readonly Token[];
  readonly onDevice: (session: Session) => ReactNode;
  readonly onToken?: ((token: Token) => ReactNode) | undefined;
}

type Row =
  | { readonly what: 'device'; readonly session: Session; readonly token?: undefined }
  | { readonly what: 'token'; readonly token: Token; readonly session?: undefined };

export function AccessTable({ sessions, tokens, onDevice, onToken }: Props): JSX.Element {
  const [place, now] = [usePlace(), useMinute()];
  const when = (at: string) => <Time at={Date.parse(at)} now={now} place={place} form="both" />;
  const rows: Row[] = [
    ...sessions
      .toSorted((a, b) => Number(b.current) - Number(a.current))
      .map((session) => ({ what: 'device', session }) as const),
    ...tokens.map((token) => ({ what: 'token', token }) as const),
  ];
  return (
    <Table
      caption="What has access"
      rows={rows}
      keyOf={({ session, token }) => session?.id ?? token?.id ?? ''}
      columns={[
        { name: 'what', head: 'What', heads: true, cell: (row) => <What row={row} /> },
        {
          name: 'where',
          head: 'Where',
          cell: ({ session }) =>
            session ? <Two first={session.place ?? session.ip} more={session.place && session.ip} /> : '–',
        },
        { name: 'how', head: 'Came in', cell: (row) => <How row={row} /> },
        {
          name: 'since',
          head: 'Since',
          cell: ({ session, token }) => when(session?.createdAt ?? token?.createdAt ?? ''),
        },
        {
          name: 'seen',
          head: 'Last seen',
          cell: ({ session, token }) => {
            const at = session?.lastSeenAt ?? token?.lastUsedAt;
            return at === undefined ? 'Never' : when(at);
          },
        },
      ]}
      actions={({ session, token }) => (session ? onDevice(session) : token && onToken?.(token))}
    />
  );
}

function What({ row: { session, token } }: { readonly row: Row }): JSX.Element {
  if (!session) return <Two first={<bdi>{token?.name}</bdi>} more="API token" />;
  const { agent, current } = session;
  const first = (
    <>
      <bdi>{agent.words}</bdi> {current && <Chip tone="ok">This device</Chip>}
    </>
  );
  return <Two first={first} more={typeWords[agent.type]} />;
}

function How({ row: { session } }: { readonly row: Row }): JSX.Element {
  if (!session) return <>Made by hand</>;
  const more = [session.provider, session.factor && `and ${factorOf(session.factor)}`].filter(Boolean).join(', ');
  return <Two first={meansOf(session.means)} more={more} />;
}

function Two({ first, more }: { readonly first: ReactNode; readonly more: ReactNode }): JSX.Element {
  return (
    <span className={styles.two}>
      <span>{first}</span>
      {more && <span className="meta">{more}</span>}
    </span>
  );
}
