/** A conversation in the sidebar: what calls for one is red, what is new bold, what is muted quiet. */
import { type JSX, memo } from 'react';
import { Link } from 'wouter';
import { Avatar } from '#parts/avatar.tsx';
import { Badge, Dot } from '#parts/badge.tsx';
import { Icon } from '#parts/icon.tsx';
import { conversationPath } from '#view/addresses.ts';
import { isDirect, othersIn, signOf } from '#view/conversation-name.ts';
import { useSelect } from '#view/workspace.tsx';
import type { Line } from './order.ts';
import styles from './sidebar.module.css';

/** "3 new messages", "1 mention". */
export const urgentWord = (count: number, isAllDirect: boolean): string =>
  `${isAllDirect ? 'new message' : 'mention'}${count === 1 ? '' : 's'}`;

export const ConversationLine = memo(function ConversationLine({
  line,
  isHere,
}: {
  line: Line;
  isHere: boolean;
}): JSX.Element {
  const { conversation, name, isMuted, isUnread, urgent, hasDraft } = line;
  const { channel } = conversation;
  return (
    <li>
      <Link
        className={`${styles.line} ${isUnread ? styles.unread : ''} ${isMuted ? styles.muted : ''}`}
        href={conversationPath(channel.id)}
        aria-current={isHere ? 'page' : undefined}
        data-line={channel.id}
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
        {urgent > 0 ? (
          <Badge count={urgent} word={urgentWord(urgent, isDirect(channel))} loud />
        ) : (
          isUnread && <Dot word="unread" />
        )}
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
