/** The rows of a thread: the first message and its replies. */
import { type JSX, type ReactNode, type Ref, useMemo, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { type Conversation, compareTs, hasEarlier, hasLater, placeKey, type Thread } from '#sync/state.ts';
import { plainListHabit } from '#view/habit.ts';
import { MessageRow } from '#view/message-row/message-row.tsx';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import s from './conversation.module.css';
import type { Landing } from './landing.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { useRowKeys } from './row-keys.ts';
import { type Row, rowMaker } from './rows.ts';
import { useNews } from './use-news.ts';

interface Props {
  ref: Ref<MessageListHandle>;
  conversation: Conversation;
  thread: Thread;
  threadTs: string;
  reply: string | undefined;
  edited: string | undefined;
  editor(message: Message): ReactNode;
  pinned: ReadonlySet<string>;
  onEdit(message: Message): void;
}

/** The first unread reply, below what came before it. */
const newAtPx = 120;

export function ThreadRows(props: Props): JSX.Element {
  const { ref, conversation, thread, threadTs, reply, edited, editor, pinned, onEdit } = props;
  const { id } = conversation.channel;
  const workspace = useWorkspace();
  const standing = useSelect(({ threadStandings }) => threadStandings.get(placeKey(id, threadTs)));
  const [newAfter] = useState(standing?.following && standing.unread > 0 ? (standing.readTs ?? threadTs) : undefined);
  const rows = useRows(props, newAfter);
  const [landing] = useState<Landing>(() => {
    if (reply !== undefined) return { kind: 'row', ts: reply, at: 'middle' };
    return newAfter === undefined ? { kind: 'end' } : { kind: 'new', at: newAtPx };
  });
  const onRowKey = useRowKeys({ onEdit });
  const isPlain = plainListHabit.use() === 'on';
  const { root, replies } = thread;
  useNews(conversation, replies, 'the thread', true);
  const isFollowed = standing?.following === true;
  const markRead = (ts: string): void => {
    // What fails is told with the next reply that is seen.
    const isBehind = standing?.readTs === undefined || compareTs(ts, standing.readTs) > 0;
    if (isFollowed && isBehind) workspace.markThreadRead(id, threadTs, ts).catch(() => undefined);
    // A reply that names somebody counts in the conversation too, until that is read up to it.
    const here = workspace.state().conversations.get(id)?.standing;
    if (here && here.unread === 0 && here.mentions > 0) workspace.markRead(id, ts).catch(() => undefined);
  };
  return (
    <>
      {root && hasEarlier(replies) && (
        <div className={s.root}>
          <MessageRow message={root} isInThread />
        </div>
      )}
      <MessageList
        ref={ref}
        label="Replies"
        name={placeKey(id, threadTs)}
        rows={rows}
        hasEarlier={hasEarlier(replies)}
        hasLater={hasLater(replies)}
        onEarlier={() => workspace.loadEarlier(id, threadTs)}
        onLater={() => workspace.loadLater(id, threadTs)}
        landing={landing}
        onSeen={markRead}
        onRowKey={onRowKey}
        plain={isPlain}
        litTs={reply}
        isInThread
        fromTop
        {...{ edited, editor, pinned }}
      />
    </>
  );
}

function useRows({ conversation, thread, threadTs }: Props, newAfter: string | undefined): readonly Row[] {
  const { zone } = usePlace();
  const me = useSelect((state) => state.me);
  const [rowsOf] = useState(rowMaker);
  const { root, replies } = thread;
  const { pending } = conversation;
  return useMemo(() => {
    const messages = root && !hasEarlier(replies) ? [root, ...replies.messages] : replies.messages;
    const shown = hasLater(replies) ? [] : pending.filter((post) => post.threadTs === threadTs);
    return rowsOf({ messages, pending: shown, me, newAfter, zone });
  }, [rowsOf, root, replies, pending, threadTs, me, newAfter, zone]);
}
