/** A thread beside its conversation: the first message, the replies, and one's own. */
import { type JSX, useCallback, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from '#parts/button.tsx';
import { Empty } from '#parts/empty.tsx';
import { PaneHead } from '#parts/pane.tsx';
import { Skeleton } from '#parts/skeleton.tsx';
import { type Conversation, placeKey } from '#sync/state.ts';
import { attempt, wordsFor } from '#view/attempt.ts';
import { Composer } from '#view/composer/composer.tsx';
import { MessageDeeds } from '#view/message-row/message-row.tsx';
import { useSelect, useWorkspace } from '#view/workspace.tsx';
import s from './conversation.module.css';
import type { MessageListHandle } from './message-list.tsx';
import { usePinned } from './pins.ts';
import { TakesBack } from './take-back.tsx';
import { ThreadRows } from './thread-rows.tsx';
import { spokenName } from './timeline.tsx';
import { useEditing } from './use-editing.tsx';

interface Props {
  conversation: Conversation;
  name: string;
  threadTs: string;
  /** The reply that one was led to. */
  reply: string | undefined;
  onClose(): void;
}

export function ThreadPanel({ conversation, name, threadTs, reply, onClose }: Props): JSX.Element {
  const { channel } = conversation;
  const thread = conversation.threads.get(threadTs);
  const list = useRef<MessageListHandle>(null);
  const pinned = usePinned(conversation);
  const { fault, load } = useThread(channel.id, threadTs);
  const editing = useEditing(placeKey(channel.id, threadTs), list);
  const onSent = useCallback(() => list.current?.toLatest(), []);
  const isClosed = channel.archivedAt !== undefined;
  return (
    <aside className={s.panel} aria-label="Thread">
      <ThreadHead channel={channel.id} name={name} threadTs={threadTs} onClose={onClose} />
      <MessageDeeds
        onEdit={isClosed ? undefined : editing.edit}
        onDeleted={() => list.current?.focusLast()}
        pinned={pinned}
        readOnly={isClosed}
      >
        <TakesBack>
          {thread ? (
            <ThreadRows
              ref={list}
              {...{ conversation, thread, threadTs, reply, pinned }}
              edited={editing.ts}
              editor={editing.editor}
              onEdit={editing.edit}
            />
          ) : (
            <div className={s.body}>
              {fault === undefined ? (
                <Skeleton label="Loading the thread" rows={4} />
              ) : (
                <Empty title="The thread could not be loaded" actions={<Button onClick={load}>Try again</Button>}>
                  <p>{fault}</p>
                </Empty>
              )}
            </div>
          )}
        </TakesBack>
        <Composer
          key={placeKey(channel.id, threadTs)}
          channel={channel.id}
          threadTs={threadTs}
          name={spokenName(channel, name)}
          focus
          onSent={onSent}
          onEdit={editing.editFromComposer}
        />
      </MessageDeeds>
    </aside>
  );
}

/** Asks for the replies, and for whether one follows them. */
function useThread(channel: string, threadTs: string): { fault: string | undefined; load(): void } {
  const workspace = useWorkspace();
  const epoch = useSelect(({ conversations }) => conversations.get(channel)?.epoch);
  const [fault, setFault] = useState<string>();
  const load = useCallback(() => {
    setFault(undefined);
    workspace.openThread(channel, threadTs).catch((caught: unknown) => setFault(wordsFor(caught)));
  }, [workspace, channel, threadTs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another epoch everything was thrown away
  useEffect(load, [load, epoch]);
  return { fault, load };
}

interface HeadProps {
  channel: string;
  name: string;
  threadTs: string;
  onClose(): void;
}

function ThreadHead({ channel, name, threadTs, onClose }: HeadProps): JSX.Element {
  const workspace = useWorkspace();
  const isFollowed = useSelect(({ threadStandings }) => threadStandings.get(placeKey(channel, threadTs))?.following);
  const toggle = (): void =>
    void attempt(isFollowed ? workspace.unfollowThread(channel, threadTs) : workspace.followThread(channel, threadTs));
  return (
    <PaneHead
      level={2}
      title="Thread"
      about={
        <span className="trunc">
          in <bdi>{name}</bdi>
          {isFollowed && ' · you follow this'}
        </span>
      }
      actions={
        <>
          <IconButton sign="bell" label="Follow this thread" pressed={isFollowed === true} onClick={toggle} />
          <IconButton sign="close" label="Close thread" onClick={onClose} />
        </>
      }
    />
  );
}
