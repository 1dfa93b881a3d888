/** The end of a list is followed only while it is in sight (within 48 px); what comes otherwise is told by a pill. */
import { type RefObject, useRef, useState } from 'react';
import { countSince, lastTsOf, type Row } from './rows.ts';

const withinPx = 48;

interface Wish {
  readonly rows: readonly Row[];
  readonly hasLater: boolean;
}

interface End {
  isAt(): boolean;
  set(isAt: boolean): void;
  /** To the end, if it is followed. */
  stick(): void;
  /** After a scroll. */
  judge(): void;
  /** The words of the pill; undefined while the end is in sight. */
  readonly away: string | undefined;
}

export function useEnd(scroller: RefObject<HTMLElement | null>, { rows, hasLater }: Wish): End {
  /** Undefined until it has landed. */
  const isAt = useRef<boolean>(undefined);
  const lastTop = useRef(0);
  const latest = useRef({ rows, hasLater });
  latest.current = { rows, hasLater };
  /** The last message that was there when the end went out of sight. */
  const [since, setSince] = useState<string>();
  const set = (now: boolean): void => {
    lastTop.current = scroller.current?.scrollTop ?? 0;
    if (now === isAt.current) return;
    isAt.current = now;
    setSince(now ? undefined : (lastTsOf(latest.current.rows) ?? ''));
  };
  return {
    isAt: () => isAt.current === true,
    set,
    stick: () => {
      const element = scroller.current;
      if (element && isAt.current && !latest.current.hasLater) element.scrollTop = element.scrollHeight;
    },
    judge: () => {
      const element = scroller.current;
      if (!element) return;
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      // What grows moves the end away without anybody scrolling: only going up leaves it.
      const isLeft = element.scrollTop < lastTop.current - 1;
      if (below <= withinPx && !latest.current.hasLater) set(true);
      else if (isLeft) set(false);
      lastTop.current = element.scrollTop;
    },
    away: wordsOf(since, since === undefined ? 0 : countSince(rows, since), hasLater),
  };
}

function wordsOf(since: string | undefined, unseen: number, hasLater: boolean): string | undefined {
  if (since === undefined && !hasLater) return undefined;
  if (unseen === 0 || hasLater) return 'Jump to the latest';
  return unseen === 1 ? '1 new message' : `${unseen} new messages`;
}
