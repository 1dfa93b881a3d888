/**
 * A visit to a conversation: what is loaded first, where one lands, and where the line «New» stands until one leaves.
 * One lands on the message of the address; else where one was; else at the first message that one has not read, so
 * that nothing counts as read that was never in sight; else at the end.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Conversation, compareTs } from '#sync/state.ts';
import { wordsFor } from '#view/attempt.ts';
import { useWorkspace } from '#view/workspace.tsx';
import type { Landing } from './landing.ts';
import { placeIn } from './scroll-memory.ts';

export interface Visit {
  readonly newAfter: string | undefined;
  readonly landing: Landing;
  readonly litTs: string | undefined;
  onLanded(landing: Landing): void;
  /** Why nothing could be loaded. */
  readonly fault: string | undefined;
  retry(): void;
  jumpToLatest(): void;
  /** Reading moves the marker, unless one has just moved it back. */
  onSeen(ts: string): void;
}

const litMs = 2_000;
/** The first new message stands below the upper edge, with what came before it in sight. */
const newAtPx = 140;
/** The newest page holds so many; with more that is unread, what was read last is loaded instead. */
const pageSize = 50;
const BEGINNING = '0.000000';

export function useVisit({ channel: { id }, standing, timeline }: Conversation, ts: string | undefined): Visit {
  const workspace = useWorkspace();
  const [opened] = useState(() => {
    const since = standing.unread > 0 ? (standing.readTs ?? BEGINNING) : undefined;
    return { newAfter: since, target: placeIn(id)?.ts ?? (standing.unread >= pageSize ? standing.readTs : undefined) };
  });
  const [newAfter, setNewAfter] = useState(opened.newAfter);
  const [landing, setLanding] = useState<Landing>(() => firstLanding(id, opened.newAfter));
  const { litTs, setLit, onLanded } = useLight(landing);
  const [fault, setFault] = useState<string>();
  const isPaused = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was unread when it was opened
  const load = useCallback(async (): Promise<void> => {
    setFault(undefined);
    try {
      const target = ts ?? opened.target;
      if (target === undefined) await workspace.openConversation(id);
      else await workspace.jumpTo(id, target);
    } catch (caught) {
      setFault(wordsFor(caught));
      return;
    }
    if (ts === undefined) return;
    setLanding({ kind: 'row', ts, at: 'middle' });
    setLit(ts);
  }, [workspace, id, ts]);
  useEffect(() => {
    void load();
  }, [load]);
  useEffect(() => () => workspace.closeConversation(id), [workspace, id]);

  const readTs = useRef(standing.readTs);
  useLayoutEffect(() => {
    const before = readTs.current;
    readTs.current = standing.readTs;
    const isBack = before !== undefined && (standing.readTs === undefined || compareTs(standing.readTs, before) < 0);
    if (!isBack) return;
    isPaused.current = true;
    setNewAfter(standing.readTs ?? BEGINNING);
  }, [standing.readTs]);

  return {
    newAfter,
    landing,
    litTs,
    onLanded,
    fault,
    retry: () => void load(),
    jumpToLatest: () =>
      void workspace.jumpToLatest(id).then(
        () => setLanding({ kind: 'end' }),
        (caught: unknown) => setFault(wordsFor(caught)),
      ),
    onSeen: (seen) => {
      if (isPaused.current || !timeline) return;
      const { readTs: read, unread } = workspace.state().conversations.get(id)?.standing ?? standing;
      if (read !== undefined && compareTs(seen, read) <= 0) return;
      if (unread === 0 && read !== undefined && !timeline.messages.some((one) => compareTs(one.ts, read) > 0)) return;
      // What failed is told with the next message that is seen.
      workspace.markRead(id, seen).catch(wordsFor);
    },
  };
}

/** The message that one was led to is lit for a moment, from when it is there: before that, nobody sees the light. */
function useLight(landing: Landing) {
  const [landed, onLanded] = useState<Landing>();
  const [litTs, setLit] = useState<string>();
  useEffect(() => {
    if (litTs === undefined || landed !== landing) return;
    const timer = setTimeout(() => setLit(undefined), litMs);
    return () => clearTimeout(timer);
  }, [litTs, landed, landing]);
  return { litTs, setLit, onLanded };
}

function firstLanding(channel: string, newAfter: string | undefined): Landing {
  const place = placeIn(channel);
  if (place) return { kind: 'row', ts: place.ts, at: -place.offset };
  return newAfter === undefined ? { kind: 'end' } : { kind: 'new', at: newAtPx };
}
