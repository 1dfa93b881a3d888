/** The timeline of a conversation with its composer: reading, and answering. */
import { type JSX, type Ref, useCallback, useImperativeHandle, useRef } from 'react';
import type { Channel, Message } from '#contract/workspace.ts';
import { Button } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import type { Conversation } from '#sync/state.ts';
import { attempt } from '#view/attempt.ts';
import { Composer } from '#view/composer/composer.tsx';
import { openingHabit } from '#view/habit.ts';
import { MessageDeeds } from '#view/message-row/message-row.tsx';
import { useWorkspace } from '#view/workspace.tsx';
import s from './conversation.module.css';
import type { MessageListHandle } from './message-list.tsx';
import { usePinned } from './pins.ts';
import { TakesBack } from './take-back.tsx';
import { TimelineRows } from './timeline-rows.tsx';
import { useEditing } from './use-editing.tsx';
import { useVisit } from './use-visit.ts';

export interface TimelineHandle {
  focusRow(ts: string | undefined): void;
  markAllRead(): void;
}

interface Props {
  ref: Ref<TimelineHandle>;
  conversation: Conversation;
  name: string;
  /** The message of the address. */
  ts: string | undefined;
  onThread(message: Message): void;
}

export function Timeline({ ref, conversation, name, ts, onThread }: Props): JSX.Element {
  const { channel, timeline } = conversation;
  const workspace = useWorkspace();
  const list = useRef<MessageListHandle>(null);
  const pinned = usePinned(conversation);
  const visit = useVisit(conversation, ts);
  const editing = useEditing(channel.id, list);
  useImperativeHandle(ref, () => ({
    focusRow: (row) => list.current?.focusRow(row),
    markAllRead: () => {
      const last = workspace.state().conversations.get(channel.id)?.standing.lastTs;
      if (last !== undefined) void attempt(workspace.markRead(channel.id, last));
    },
  }));
  const opening = openingHabit.use();
  const onSent = useCallback(() => list.current?.toLatest(), []);
  const isClosed = channel.archivedAt !== undefined;
  return (
    <MessageDeeds
      onThread={onThread}
      onEdit={isClosed ? undefined : editing.edit}
      onDeleted={() => list.current?.focusLast()}
      pinned={pinned}
      readOnly={isClosed}
    >
      <TakesBack>
        {timeline ? (
          <TimelineRows
            ref={list}
            timeline={timeline}
            {...{ conversation, name, visit, pinned, onThread }}
            edited={editing.ts}
            editor={editing.editor}
            onEdit={editing.edit}
          />
        ) : visit.fault === undefined ? (
          <div className={s.body}>
            <Skeleton label="Loading messages" rows={8} />
          </div>
        ) : (
          <div className={s.body}>
            <Empty title="The messages could not be loaded" actions={<Button onClick={visit.retry}>Try again</Button>}>
              <p>{visit.fault}</p>
            </Empty>
          </div>
        )}
      </TakesBack>
      <Composer
        key={channel.id}
        channel={channel.id}
        name={spokenName(channel, name)}
        focus={opening === 'composer'}
        onSent={onSent}
        onEdit={editing.editFromComposer}
      />
    </MessageDeeds>
  );
}

/** As one writes it: "#general", "Mei Rao". */
export const spokenName = ({ kind }: Channel, name: string): string => (kind === 'public' ? `#${name}` : name);
