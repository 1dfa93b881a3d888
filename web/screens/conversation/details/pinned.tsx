/** What is pinned in a conversation, the latest first. */
import type { JSX } from 'react';
import { Link } from 'wouter';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import type { Conversation } from '#sync/state.ts';
import { messagePath } from '#view/addresses.ts';
import { MemberName } from '#view/member.tsx';
import { MessageRow } from '#view/message-row/message-row.tsx';
import { usePins } from '../pins.ts';
import s from './details.module.css';

export function Pinned({ conversation }: { conversation: Conversation }): JSX.Element {
  const pins = usePins(conversation);
  if (!pins) return <Skeleton label="Loading what is pinned" />;
  if (pins.length === 0) {
    return (
      <Empty level={3} title="Nothing is pinned">
        <p>Pin a message by its menu, and everybody here finds it again.</p>
      </Empty>
    );
  }
  return (
    <ul>
      {pins.map(({ message, pinnedBy }) => (
        <li key={message.ts} className={s.found}>
          <MessageRow message={message} isAlone />
          <p className={s.under}>
            Pinned by <MemberName id={pinnedBy} /> ·{' '}
            <Link href={messagePath(message.channel, message.ts, message.threadTs)}>Show in conversation</Link>
          </p>
        </li>
      ))}
    </ul>
  );
}
