/** The rows of a timeline as they are now, and where the list begins anew because nothing of it is left. */
import { type JSX, type ReactNode, type Ref, useLayoutEffect, useMemo, useRef } from 'react';
import type { Message } from '#contract/workspace.ts';
import { type Conversation, hasEarlier, hasLater, type Stretch } from '#sync/state.ts';
import { isDirect } from '#view/conversation-name.ts';
import { plainListHabit } from '#view/habit.ts';
import { usePlace } from '#view/place.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { Beginning } from './beginning.tsx';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { useRowKeys } from './row-keys.ts';
import { type Row, rowsOf } from './rows.ts';
import { rememberPlace } from './scroll-memory.ts';
import { useNews } from './use-news.ts';
import type { Visit } from './use-visit.ts';

interface Props {
  ref: Ref<MessageListHandle>;
  conversation: Conversation;
  timeline: Stretch;
  name: string;
  visit: Visit;
  edited: string | undefined;
  editor(message: Message): ReactNode;
  pinned: ReadonlySet<string>;
  onEdit(message: Message): void;
  onThread(message: Message): void;
}

export function TimelineRows(props: Props): JSX.Element {
  const { ref, conversation, timeline, name, visit, edited, editor, pinned, onEdit, onThread } = props;
  const { id } = conversation.channel;
  const workspace = useWorkspace();
  const rows = useRows(conversation, timeline, visit.newAfter);
  const onRowKey = useRowKeys({ onEdit, onThread });
  const isDirectOne = isDirect(conversation.channel);
  const isPlain = plainListHabit.use() === 'on';
  useNews(conversation, timeline, name);
  return (
    <MessageList
      key={useGeneration(rows)}
      ref={ref}
      label={`Messages in ${name}`}
      rows={rows}
      beginning={<Beginning channel={conversation.channel} name={name} />}
      hasEarlier={hasEarlier(timeline)}
      hasLater={hasLater(timeline)}
      onEarlier={() => workspace.loadEarlier(id)}
      onLater={() => workspace.loadLater(id)}
      landing={visit.landing}
      onSeen={visit.onSeen}
      onRest={(place) => rememberPlace(id, place)}
      onJumpToLatest={visit.jumpToLatest}
      onRowKey={onRowKey}
      plain={isPlain}
      showsTheirTime={isDirectOne}
      litTs={visit.litTs}
      {...{ edited, editor, pinned }}
    />
  );
}

/** Posts that wait stand at the living end alone. */
function useRows(conversation: Conversation, timeline: Stretch, newAfter: string | undefined): readonly Row[] {
  const { zone } = usePlace();
  const me = useSelect((state) => state.me);
  const before = useRef<readonly Row[]>([]);
  const { pending } = conversation;
  const isLiving = !hasLater(timeline);
  const rows = useMemo(() => {
    const shown = isLiving ? pending.filter(({ threadTs, alsoToChannel }) => !threadTs || alsoToChannel) : [];
    return rowsOf({ messages: timeline.messages, pending: shown, me, newAfter, zone }, before.current);
  }, [timeline.messages, pending, isLiving, me, newAfter, zone]);
  useLayoutEffect(() => {
    before.current = rows;
  }, [rows]);
  return rows;
}

/** Rises when not one row is left of those that were there: another part of the conversation is shown now. */
function useGeneration(rows: readonly Row[]): number {
  const known = useRef({ rows, generation: 0 });
  return useMemo(() => {
    const { rows: before, generation } = known.current;
    const keys = new Set(before.map(({ key }) => key));
    const isOther = before.length > 0 && rows.length > 0 && !rows.some(({ key }) => keys.has(key));
    known.current = { rows, generation: isOther ? generation + 1 : generation };
    return known.current.generation;
  }, [rows]);
}
