/** Under the first message of a thread: how many replies, when the last one came, whether some are unread. */
import type { JSX } from 'react';
import type { Message } from '#contract/workspace.ts';
import { Dot } from '#parts/badge.tsx';
import { Icon } from '#parts/icon.tsx';
import { dayAndTime } from '#parts/moments.ts';
import { placeKey } from '#sync/state.ts';
import { useToday } from '../minute.ts';
import { momentOf } from '../moment.ts';
import { usePlace } from '../place.ts';
import { useSelect } from '../workspace.tsx';
import { useDeeds } from './deeds.tsx';
import s from './message-row.module.css';

export function ThreadSummary({ message }: { message: Message }): JSX.Element {
  const { channel, ts, replyCount, lastReplyTs } = message;
  const place = usePlace();
  const today = useToday(place.zone);
  const openThread = useDeeds()?.openThread;
  const unread = useSelect(({ threadStandings }) => {
    const standing = threadStandings.get(placeKey(channel, ts));
    return standing?.following ? standing.unread : 0;
  });
  const last = lastReplyTs === undefined ? undefined : dayAndTime(momentOf(lastReplyTs), today, place);
  const words = (
    <>
      <Icon sign="threads" small />
      <b>
        {replyCount} {replyCount === 1 ? 'reply' : 'replies'}
      </b>
      {last && <span className="meta">last {last}</span>}
      {unread > 0 && <Dot word={`${unread} unread`} />}
    </>
  );
  if (!openThread) return <span className={s.thread}>{words}</span>;
  return (
    <button type="button" className={s.thread} data-thread={ts} onClick={() => openThread(message)}>
      {words}
    </button>
  );
}
