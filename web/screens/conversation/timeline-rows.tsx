/** The rows of a timeline as they are now, and where the list begins anew because nothing of it is left. */
import { type JSX, type ReactNode, type Ref, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Message } from '#contract/workspace.ts';
import { type Conversation, hasEarlier, hasLater, type Stretch } from '#sync/state.ts';
import { isDirect } from '#view/conversation-name.ts';
import { plainListHabit } from '#view/habit.ts';
import { usePlace } from '#view/place.ts';
import { useSteady } from '#view/steady.ts';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import { Beginning } from './beginning.tsx';
import type { Landing } from './landing.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { useRowKeys } from './row-keys.ts';
import { type Row, rowMaker } from './rows.ts';
import { type RestingPlace, rememberPlace } from './scroll-memory.ts';
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
  const { ref, conversation, name, visit, edited, editor, pinned, onEdit, onThread } = props;
  const { id } = conversation.channel;
  const workspace = useWorkspace();
  const { rows, timeline, landing } = useShown(props);
  const onRowKey = useSteady(useRowKeys({ onEdit, onThread }));
  const isPlain = plainListHabit.use() === 'on';
  useNews(conversation, timeline, name);
  const { channel } = conversation;
  const beginning = useMemo(() => <Beginning channel={channel} name={name} />, [channel, name]);
  return (
    <MessageList
      key={useGeneration(rows)}
      ref={ref}
      label={`Messages in ${name}`}
      name={id}
      rows={rows}
      beginning={beginning}
      hasEarlier={hasEarlier(timeline)}
      hasLater={hasLater(timeline)}
      onEarlier={useSteady(() => workspace.loadEarlier(id))}
      onLater={useSteady(() => workspace.loadLater(id))}
      landing={landing}
      onLanded={visit.litTs === undefined ? undefined : visit.onLanded}
      onSeen={useSteady(visit.onSeen)}
      onRest={useSteady((place: RestingPlace | undefined) => rememberPlace(id, place))}
      onJumpToLatest={useSteady(visit.jumpToLatest)}
      onRowKey={onRowKey}
      plain={isPlain}
      showsTheirTime={isDirect(channel)}
      litTs={visit.litTs}
      {...{ edited, editor, pinned }}
    />
  );
}

/** What others say comes in between keys, a little at a time; what one does oneself is seen at once. */
function useShown({ conversation, timeline, visit: { newAfter, landing } }: Props): Shown {
  const rows = useRows(conversation, timeline, newAfter);
  const { pending } = conversation;
  const now = useMemo(() => ({ rows, timeline, landing, pending }), [rows, timeline, landing, pending]);
  const before = useDeferredValue(now);
  const isOfOthers =
    before.pending === pending &&
    before.landing === landing &&
    before.rows[0]?.key === rows[0]?.key &&
    before.rows.length <= rows.length;
  return isOfOthers ? before : now;
}

interface Shown {
  readonly rows: readonly Row[];
  readonly timeline: Stretch;
  readonly landing: Landing;
}

/** Posts that wait stand at the living end alone. */
function useRows(conversation: Conversation, timeline: Stretch, newAfter: string | undefined): readonly Row[] {
  const { zone } = usePlace();
  const me = useSelect((state) => state.me);
  const [rowsOf] = useState(rowMaker);
  const { pending } = conversation;
  const isLiving = !hasLater(timeline);
  return useMemo(() => {
    const shown = isLiving ? pending.filter(({ threadTs, alsoToChannel }) => !threadTs || alsoToChannel) : [];
    return rowsOf({ messages: timeline.messages, pending: shown, me, newAfter, zone });
  }, [rowsOf, timeline.messages, pending, isLiving, me, newAfter, zone]);
}

/** Rises when not one row is left of those that were there: another part of the conversation is shown now. */
function useGeneration(rows: readonly Row[]): number {
  const known = useRef({ rows, generation: 0 });
  return useMemo(() => {
    const { rows: before, generation } = known.current;
    const isOther = before.length > 0 && rows.length > 0 && !sharesRow(before, rows);
    known.current = { rows, generation: isOther ? generation + 1 : generation };
    return known.current.generation;
  }, [rows]);
}

function sharesRow(before: readonly Row[], rows: readonly Row[]): boolean {
  // As a rule one of the ends is the same.
  if (before[0]?.key === rows[0]?.key || before.at(-1)?.key === rows.at(-1)?.key) return true;
  const keys = new Set(before.map(({ key }) => key));
  return rows.some(({ key }) => keys.has(key));
}
