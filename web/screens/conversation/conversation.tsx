/** One conversation: what was said, what one says, and beside it a thread or the details. Its address tells which. */
import { type JSX, lazy, type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Message } from '#contract/workspace.ts';
import { focusOn } from '#parts/focus.ts';
import { keyboard } from '#parts/keyboard.ts';
import { Skeleton } from '#parts/skeleton.tsx';
import type { Conversation } from '#sync/state.ts';
import { conversationPath } from '#view/addresses.ts';
import { conversationName } from '#view/conversation-name.ts';
import { escapeHabit, openingHabit } from '#view/habit.ts';
import { useSelect } from '#view/workspace.tsx';
import { Bookmarks } from './bookmarks.tsx';
import s from './conversation.module.css';
import type { DetailsPart } from './details/details.tsx';
import { Header } from './header.tsx';
import { NotHere, Preview } from './preview.tsx';
import { ThreadPanel } from './thread-panel.tsx';
import { Timeline, type TimelineHandle } from './timeline.tsx';

const Details = lazy(async () => ({ default: (await import('./details/details.tsx')).Details }));

const address = /^\/c\/([CDG][0-9A-Z]{26})(?:\/m\/(\d{1,10}\.\d{6}))?$/;
const tsPattern = /^\d{1,10}\.\d{6}$/;

/** `/c/:channel`, `/c/:channel/m/:ts`, with `?thread=` and `&reply=`. */
export function ConversationScreen(): JSX.Element {
  const [path] = useLocation();
  const query = new URLSearchParams(useSearch());
  const [, channel, ts] = address.exec(path) ?? [];
  const conversation = useSelect(({ conversations }) => conversations.get(channel ?? ''));
  const isGreeted = useSelect(({ me, conversations }) => me !== undefined && conversations.size > 0);
  if (channel === undefined) return <NotHere />;
  if (!conversation) {
    if (isGreeted) return <Preview key={channel} channel={channel} />;
    return (
      <>
        <h1 className="vh">Opening the conversation</h1>
        <Skeleton label="Opening the conversation" rows={8} />
      </>
    );
  }
  const asTs = (text: string | null): string | undefined => (text && tsPattern.test(text) ? text : undefined);
  return (
    <Open
      key={channel}
      conversation={conversation}
      ts={ts}
      threadTs={asTs(query.get('thread'))}
      reply={asTs(query.get('reply'))}
    />
  );
}

interface OpenProps {
  conversation: Conversation;
  ts: string | undefined;
  threadTs: string | undefined;
  reply: string | undefined;
}

function Open({ conversation, ts, threadTs, reply }: OpenProps): JSX.Element {
  const { channel } = conversation;
  const [, go] = useLocation();
  const timeline = useRef<TimelineHandle>(null);
  const details = useRef<HTMLButtonElement>(null);
  const [part, setPart] = useState<DetailsPart>();
  const name = useSelect(({ members, me }) => conversationName(channel, members, me));
  const openThread = useCallback(
    (message: Message) => {
      setPart(undefined);
      go(conversationPath(channel.id, { threadTs: message.threadTs ?? message.ts }));
    },
    [go, channel.id],
  );
  const closePanel = useCallback(() => {
    setPart(undefined);
    if (part !== undefined) return details.current?.focus();
    go(conversationPath(channel.id));
    timeline.current?.focusRow(threadTs);
  }, [go, channel.id, threadTs, part]);
  const section = useHeadingFirst(threadTs === undefined);
  useEscape(part !== undefined || threadTs !== undefined, closePanel, () => timeline.current?.markAllRead());
  return (
    <div className={s.screen}>
      <section ref={section} className={s.main} aria-label={name} data-channel={channel.id}>
        <Header channel={channel} name={name} part={part} onPart={setPart} opener={details} />
        <Bookmarks conversation={conversation} />
        <Timeline ref={timeline} conversation={conversation} name={name} ts={ts} onThread={openThread} />
      </section>
      {part ? (
        <Suspense fallback={<Skeleton label="Opening the details" />}>
          <Details {...{ conversation, name, part }} onPart={setPart} onClose={closePanel} />
        </Suspense>
      ) : (
        threadTs !== undefined && (
          <ThreadPanel
            key={threadTs}
            conversation={conversation}
            name={name}
            threadTs={threadTs}
            reply={reply}
            onClose={closePanel}
          />
        )
      )}
    </div>
  );
}

/** On touch, and for whoever chose it, one begins at the heading; otherwise in the field for writing. */
function useHeadingFirst(isWanted: boolean): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it is opened, and never again
  useEffect(() => {
    if (!isWanted || (openingHabit.get() === 'composer' && matchMedia('(pointer: fine)').matches)) return;
    const heading = section.current?.querySelector('h1');
    if (heading) focusOn(heading);
  }, []);
  return section;
}

/** Closes the panel; without one, everything here is read. */
function useEscape(hasPanel: boolean, close: () => void, markAllRead: () => void): void {
  const latest = useRef({ hasPanel, close, markAllRead });
  latest.current = { hasPanel, close, markAllRead };
  useEffect(
    () =>
      keyboard.add({
        ...{ group: 'Conversation', keys: 'Escape', label: 'Close the panel, then mark as read' },
        run: () => {
          // A menu or a picker closes by itself, and nothing behind it.
          if (document.querySelector(':popover-open')) return false;
          const { hasPanel: isOpen, close: closeIt, markAllRead: mark } = latest.current;
          if (isOpen) closeIt();
          else if (escapeHabit.get() === 'reads') mark();
          else return false;
          return undefined;
        },
      }),
    [],
  );
}
