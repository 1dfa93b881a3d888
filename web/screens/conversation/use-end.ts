/** The end of a list is followed only while it is in sight (within 48 px); what comes otherwise is told by a pill. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
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
  /** When it was looked at last. */
  const last = useRef({ top: 0, height: 0 });
  const isTouched = useTouched(scroller);
  const latest = useRef({ rows, hasLater });
  latest.current = { rows, hasLater };
  /** The last message that was there when the end went out of sight. */
  const [since, setSince] = useState<string>();
  const wasCut = useRef(hasLater);
  useLayoutEffect(() => {
    // What is loaded up to the end was there already when one left it: nobody has just written it.
    if (wasCut.current) setSince((before) => (before === undefined ? before : (lastTsOf(rows) ?? '')));
    wasCut.current = hasLater;
  }, [rows, hasLater]);
  const note = (): void => {
    const { scrollTop: top = 0, scrollHeight: height = 0 } = scroller.current ?? {};
    last.current = { top, height };
  };
  const set = (now: boolean): void => {
    note();
    if (now) isTouched.current = false;
    if (now === isAt.current) return;
    isAt.current = now;
    setSince(now ? undefined : (lastTsOf(latest.current.rows) ?? ''));
  };
  return {
    isAt: () => isAt.current === true,
    set,
    stick: () => {
      const element = scroller.current;
      if (!element || !isAt.current || latest.current.hasLater) return;
      element.scrollTop = element.scrollHeight;
      note();
    },
    judge: () => {
      const element = scroller.current;
      if (!element) return;
      const below = element.scrollHeight - element.scrollTop - element.clientHeight;
      // What grows moves the end away, and what shrinks moves the list up, without anybody scrolling.
      const isMoved = isTouched.current || element.scrollHeight === last.current.height;
      const isLeft = isMoved && element.scrollTop < last.current.top - 1;
      if (below <= withinPx && !latest.current.hasLater) set(true);
      else if (isLeft) set(false);
      note();
    },
    away: wordsOf(since, since === undefined ? 0 : countSince(rows, since), hasLater),
  };
}

/** Whether somebody moved the list, or a row of it, since it was at its end. */
function useTouched(scroller: RefObject<HTMLElement | null>): { current: boolean } {
  const isTouched = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    const touch = (): void => {
      isTouched.current = true;
    };
    const kinds = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;
    for (const kind of kinds) element?.addEventListener(kind, touch, { passive: true });
    return () => {
      for (const kind of kinds) element?.removeEventListener(kind, touch);
    };
  }, [scroller]);
  return isTouched;
}

function wordsOf(since: string | undefined, unseen: number, hasLater: boolean): string | undefined {
  if (since === undefined && !hasLater) return undefined;
  if (unseen === 0 || hasLater) return 'Jump to the latest';
  return unseen === 1 ? '1 new message' : `${unseen} new messages`;
}
