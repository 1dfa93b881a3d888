/** Who and what an entry of the log tells of, by the names that the reader may see, and the entry as it was logged. */
import { useQuery } from '@tanstack/react-query';
import { type JSX, type ReactNode, useEffect } from 'react';
import type { Static } from 'typebox';
import type { AuditEntry } from '#contract/governance.ts';
import { Button } from '#parts/button.tsx';
import { Dialog } from '#parts/dialog.tsx';
import { conversationName } from '#view/conversation-name.ts';
import { MemberName } from '#view/member.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { memberIn, publicIdOf } from './actors.ts';
import styles from './admin.module.css';
import { kindInWords, type Named, namedIn, namelessWords } from './audit-words.ts';

export type Entry = Static<typeof AuditEntry>;

const channelPages = 10;
const pageSize = 200;

/** Members of these entries whose names are not known yet are looked up. */
export function useLookUp(entries: readonly Entry[]): void {
  const workspace = useWorkspace();
  useEffect(() => {
    const named = entries.flatMap(({ actor = '', object = '', details }) => [
      memberIn(actor),
      memberIn(object),
      whomIn(details),
    ]);
    workspace.lookUp(named.filter((id) => id !== undefined));
  }, [workspace, entries]);
}

/** By the name that the reader may see; what it is called in the log stands in its title. */
export function NameOf({ text, details }: { text: string | undefined; details?: Entry['details'] }): JSX.Element {
  if (text === undefined) return <span className="meta">erased</span>;
  const named = namedIn(text);
  return (
    <span title={text}>
      <Name text={text} named={named} details={details} />
    </span>
  );
}

interface NameProps {
  readonly text: string;
  readonly named: Named;
  readonly details: Entry['details'];
}

function Name({ text, named, details }: NameProps): JSX.Element {
  const member = memberIn(text);
  const whom = whomIn(details);
  const { kind, id } = named;
  if (member !== undefined) return <MemberName id={member} />;
  if (kind === 'channel' && id !== undefined)
    return (
      <>
        <ChannelName uuid={id} words={namelessWords(named)} />
        {whom !== undefined && (
          <>
            {' · '}
            <MemberName id={whom} />
          </>
        )}
      </>
    );
  if (kind === 'team') return <TeamName words={namelessWords(named)} />;
  if (kind === 'user-group' && id !== undefined) return <GroupName uuid={id} words={namelessWords(named)} />;
  if (kind === 'sso-provider' && id !== undefined) return <ProviderName uuid={id} words={namelessWords(named)} />;
  if (kind === 'token' && whom !== undefined)
    return (
      <>
        a token of <MemberName id={whom} />
      </>
    );
  return <>{typeof details?.name === 'string' ? <bdi>{details.name}</bdi> : namelessWords(named)}</>;
}

/** The member that the details name. */
function whomIn(details: Entry['details']): string | undefined {
  const whom = details?.member ?? details?.to;
  return typeof whom === 'string' ? memberIn(`member:${whom}`) : undefined;
}

function ChannelName({ uuid, words }: { uuid: string; words: string }): ReactNode {
  const { api } = useWorkspace();
  const [members, me] = [useSelect((state) => state.members), useSelect((state) => state.me)];
  const own = useSelect(({ conversations }) =>
    ['C', 'G', 'D'].map((letter) => conversations.get(publicIdOf(letter, uuid) ?? '')).find((one) => one !== undefined),
  );
  const mayList = useSelect(({ permissions }) => permissions.includes('channels.manage'));
  const { data } = useQuery({
    queryKey: ['audit channels'],
    enabled: own === undefined && mayList,
    queryFn: async ({ signal }) => {
      const names = new Map<string, string>();
      let after: string | undefined;
      for (let page = 0; page < channelPages; page++) {
        const query = { after, limit: pageSize };
        const { channels, next } = await api.call('GET /v1/team/channels', { query, signal });
        for (const { id, name } of channels) names.set(id, name);
        if (next === undefined) break;
        after = next;
      }
      return names;
    },
  });
  const listed = data?.get(publicIdOf('C', uuid) ?? '');
  if (own?.channel.kind === 'direct' || own?.channel.kind === 'group')
    return <bdi>{conversationName(own.channel, members, me)}</bdi>;
  const name = own?.channel.name ?? listed;
  return name === undefined ? words : <bdi>#{name}</bdi>;
}

function TeamName({ words }: { words: string }): ReactNode {
  const team = useSelect((state) => state.team?.name);
  return team === undefined ? words : <bdi>{team}</bdi>;
}

function GroupName({ uuid, words }: { uuid: string; words: string }): ReactNode {
  const group = useSelect(({ userGroups }) => userGroups.get(publicIdOf('S', uuid) ?? ''));
  return group === undefined ? words : <bdi>@{group.handle}</bdi>;
}

function ProviderName({ uuid, words }: { uuid: string; words: string }): ReactNode {
  const { api } = useWorkspace();
  const mayRead = useSelect(({ permissions }) => permissions.includes('sign-in.manage'));
  const { data } = useQuery({
    queryKey: ['audit providers'],
    enabled: mayRead,
    queryFn: ({ signal }) => api.call('GET /v1/sso', { signal }),
  });
  const provider = data?.providers.find(({ id }) => id === publicIdOf('X', uuid));
  return provider === undefined ? words : <bdi>{provider.name}</bdi>;
}

/** Everything as the log has it: what is hashed, and can be looked for. */
export function EntryDialog({ entry, onClose }: { entry: Entry; onClose: () => void }): JSX.Element {
  const { index, at, kind, actor, object, details } = entry;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['When', at],
    ['Kind', kind],
    ['By', actor],
    ['To what', object],
    ...Object.entries(details ?? {}).map(([name, value]) => [name, shown(value)] as const),
  ];
  return (
    <Dialog
      title={`Entry ${index}: ${kind === undefined ? 'erased' : kindInWords(kind)}`}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <dl className={styles.entry}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value ?? 'erased'}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
