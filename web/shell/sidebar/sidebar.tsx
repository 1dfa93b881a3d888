/** The conversations one is in, never nested: what calls for one is red, what is new bold, what is muted quiet. */
import { type JSX, memo, type ReactNode, useEffect, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { Avatar } from '#parts/avatar.tsx';
import { Badge, Dot } from '#parts/badge.tsx';
import { IconButton } from '#parts/button.tsx';
import { Icon, type Sign } from '#parts/icon.tsx';
import { keyboard } from '#parts/keyboard.ts';
import { conversationPath } from '#view/addresses.ts';
import { isDirect, othersIn, signOf } from '#view/conversation-name.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { useDeviceSetting } from '../device-setting.ts';
import { Me } from './me.tsx';
import { type Line, linesOf, neighbour } from './order.ts';
import styles from './sidebar.module.css';

interface Props {
  readonly here: string | undefined;
  readonly onFind: () => void;
  readonly onWrite: () => void;
}

export function Sidebar({ here, onFind, onWrite }: Props): JSX.Element {
  const state = useSelect((whole) => whole);
  const [onlyUnread, setOnlyUnread] = useDeviceSetting('only-unread', false);
  const lines = useMemo(() => linesOf(state, { onlyUnread, here }), [state, onlyUnread, here]);
  const team = useSelect(({ team }) => team?.name ?? '');
  const unread = [...lines.channels, ...lines.direct].filter(({ isUnread }) => isUnread).length;
  useWatched(lines.direct);
  useNeighbours(here);
  return (
    <aside className={styles.side} aria-label="Conversations" data-ring>
      <header className={styles.head}>
        <b className="grow trunc">
          <bdi>{team}</bdi>
        </b>
        <IconButton sign="pen" label="New message" onClick={onWrite} />
      </header>
      <button type="button" className={styles.find} onClick={onFind}>
        <Icon sign="search" small />
        <span>Find or jump to…</span>
        <kbd className={styles.keys}>{keyboard.written('Ctrl+K')}</kbd>
      </button>
      <nav className={styles.list} aria-label="Conversations">
        <button
          type="button"
          className={styles.line}
          aria-pressed={onlyUnread}
          onClick={() => setOnlyUnread(!onlyUnread)}
        >
          <Icon sign="eye" />
          <span className="grow">Unread only</span>
          <span className="meta">{unread || ''}</span>
        </button>
        <Shelf path="/unread" sign="bell" label="All unread" />
        <Shelf path="/drafts" sign="pen" label="Drafts and scheduled" count={state.drafts.size} />
        <Shelf path="/saved" sign="clock" label="Saved and reminders" count={state.savedToDo} />
        {state.permissions.includes('members.manage') && (
          <div className={styles.onPhone}>
            <Shelf path="/admin/members" sign="admin" label="Administration" />
          </div>
        )}
        <Section name="Channels">
          <Lines lines={lines.channels} here={here} />
          {onlyUnread && lines.channels.length === 0 && <li className={styles.none}>Nothing unread in channels.</li>}
          <li>
            <Shelf path="/channels" sign="plus" label="Browse channels" />
          </li>
        </Section>
        <Section name="Direct messages">
          <Lines lines={lines.direct} here={here} />
          <li>
            <Shelf path="/people" sign="users" label="People" />
          </li>
          {state.permissions.includes('invitations.manage') && (
            <li>
              <Shelf path="/admin/invitations" sign="plus" label="Invite people" />
            </li>
          )}
        </Section>
      </nav>
      <Me />
    </aside>
  );
}

function Lines({ lines, here }: { lines: readonly Line[]; here: string | undefined }): JSX.Element[] {
  return lines.map((line) => {
    const { id } = line.conversation.channel;
    return <Conversation key={id} line={line} isHere={id === here} />;
  });
}

interface ShelfProps {
  readonly path: string;
  readonly sign: Sign;
  readonly label: string;
  readonly count?: number;
}

function Shelf({ path, sign, label, count = 0 }: ShelfProps): JSX.Element {
  const [at] = useLocation();
  return (
    <Link className={styles.line} href={path} aria-current={at === path ? 'page' : undefined}>
      <Icon sign={sign} />
      <span className="grow trunc">{label}</span>
      <span className="meta">{count || ''}</span>
    </Link>
  );
}

function Section({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  const [isFolded, setFolded] = useDeviceSetting(`folded ${name}`, false);
  return (
    <details className={styles.section} open={!isFolded} onToggle={(event) => setFolded(!event.currentTarget.open)}>
      <summary>
        <Icon sign="chev" />
        <h2>{name}</h2>
      </summary>
      <ul>{children}</ul>
    </details>
  );
}

const Conversation = memo(function Conversation({ line, isHere }: { line: Line; isHere: boolean }): JSX.Element {
  const { conversation, name, isMuted, isUnread, urgent, hasDraft } = line;
  const { channel } = conversation;
  const word = isDirect(channel)
    ? urgent === 1
      ? 'new message'
      : 'new messages'
    : urgent === 1
      ? 'mention'
      : 'mentions';
  return (
    <li>
      <Link
        className={`${styles.line} ${isUnread ? styles.unread : ''} ${isMuted ? styles.muted : ''}`}
        href={conversationPath(channel.id)}
        aria-current={isHere ? 'page' : undefined}
      >
        <Face line={line} />
        <span className="grow trunc">
          <bdi>{name}</bdi>
        </span>
        {hasDraft && !isHere && (
          <>
            <Icon sign="pen" small />
            <span className="vh">draft</span>
          </>
        )}
        {isMuted && <span className="vh">muted</span>}
        {urgent > 0 ? <Badge count={urgent} word={word} loud /> : isUnread && <Dot word="unread" />}
      </Link>
    </li>
  );
}, sameLine);

/** A change of one conversation draws one line anew. */
function sameLine(a: { line: Line; isHere: boolean }, b: { line: Line; isHere: boolean }): boolean {
  const keys = ['name', 'isMuted', 'isUnread', 'urgent', 'hasDraft'] as const;
  return (
    a.isHere === b.isHere &&
    keys.every((key) => a.line[key] === b.line[key]) &&
    a.line.conversation.channel === b.line.conversation.channel
  );
}

function Face({ line: { conversation, name } }: { line: Line }): JSX.Element {
  const { channel } = conversation;
  const me = useSelect(({ me }) => me);
  const others = othersIn(channel, me);
  const first = others[0] ?? channel.id;
  const presence = useSelect(({ people }) => people.get(first)?.presence);
  if (!isDirect(channel)) return <Icon sign={signOf(channel)} />;
  if (others.length > 1) return <Avatar id={channel.id} name={name} text={String(others.length)} size="small" />;
  return <Avatar id={first} name={name} size="small" presence={presence === 'active' ? 'active' : 'away'} />;
}

/** Tells the server whose presence is on the screen. */
function useWatched(direct: readonly Line[]): void {
  const workspace = useWorkspace();
  const me = useSelect(({ me }) => me);
  const watched = direct
    .map(({ conversation }) => othersIn(conversation.channel, me))
    .filter((others) => others.length === 1)
    .flat()
    .join(' ');
  useEffect(() => (watched === '' ? undefined : workspace.watch(watched.split(' '))), [workspace, watched]);
}

function useNeighbours(here: string | undefined): void {
  const workspace = useWorkspace();
  const [, go] = useLocation();
  useEffect(() => {
    const move = (step: 1 | -1, onlyUnread: boolean) => (): void => {
      const next = neighbour(linesOf(workspace.state(), { onlyUnread: false, here }), here, step, onlyUnread);
      if (next !== undefined) go(conversationPath(next));
    };
    const group = 'Moving around';
    const added = [
      keyboard.add({ group, keys: 'Alt+ArrowUp', label: 'Previous conversation', run: move(-1, false) }),
      keyboard.add({ group, keys: 'Alt+ArrowDown', label: 'Next conversation', run: move(1, false) }),
      keyboard.add({ group, keys: 'Alt+Shift+ArrowUp', label: 'Previous unread conversation', run: move(-1, true) }),
      keyboard.add({ group, keys: 'Alt+Shift+ArrowDown', label: 'Next unread conversation', run: move(1, true) }),
    ];
    return () => {
      for (const remove of added) remove();
    };
  }, [workspace, here, go]);
}
