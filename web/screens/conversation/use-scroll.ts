/** Where a list stands: where it lands, what keeps it in its place, when more is loaded, what was in sight. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { deviceClock } from '#sync/clock.ts';
import { land, restingPlace } from './landing.ts';
import type { MessageListProps } from './message-list.tsx';
import { useEnd } from './use-end.ts';
import { useHold } from './use-hold.ts';
import { type Load, useLoad } from './use-load.ts';
import { useSeen } from './use-seen.ts';

/** More is asked for so many screens before it is reached; */
const nearScreens = 1.5;
/** and while one scrolls there, farther than rows are drawn ahead: what comes is drawn row by row on the way to it. */
const aheadPx = 6_000;
const restMs = 200;

interface Scroll {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  readonly handle: RefObject<VirtualizerHandle | null>;
  readonly isLanded: boolean;
  /** The words of the pill; undefined while the end is in sight. */
  readonly away: string | undefined;
  readonly earlier: Load;
  readonly later: Load;
  onScroll(): void;
  toEnd(): void;
  toLatest(): void;
}

type Wish = MessageListProps & { lead: number; isShifted: boolean };

export function useScroll(props: Wish): Scroll {
  const { rows, hasLater, landing, isShifted, onLanded } = props;
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const latest = useRef(props);
  latest.current = props;
  const end = useEnd(scroller, props);
  const hold = useHold(scroller);
  const seen = useSeen(scroller, props.onSeen);
  const near = useNear(scroller, props, end.isAt);
  const count = useRef(rows.length);
  const rest = useRest(() => latest.current.onRest?.(end.isAt() ? undefined : restingPlace(scroller.current)));
  const onScroll = (): void => {
    end.judge();
    near.look();
    hold.note();
    seen.look();
    rest();
  };
  const isLanded = useLanded(() => {
    // Of rows that came since it was asked to land: the newest page is told a frame after it was loaded.
    const { rows: now, lead, hasLater: isPast } = latest.current;
    const isEnd = land(landing, { scroller: scroller.current, handle: handle.current, rows: now, lead });
    end.set(isEnd && !isPast);
    return onScroll;
  }, landing);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever there are other rows
  useLayoutEffect(() => {
    // A row that went away above makes room that nobody else puts right.
    if (isShifted || rows.length < count.current) hold.begin();
    count.current = rows.length;
    if (isShifted) {
      // The jump that keeps the place is known to `virtua` only with the event of its scrolling, which comes later
      // than the first measurements: judged from where the list was before, they would undo the jump at the top.
      scroller.current?.dispatchEvent(new Event('scroll'));
    }
    end.stick();
    seen.look();
    // What comes before it has landed would move what it lands on.
    if (isLanded) near.look();
  }, [rows, isLanded]);
  useEffect(() => {
    if (isLanded) onLanded?.(landing);
  }, [isLanded, landing, onLanded]);
  useResized([scroller, content], () => {
    end.stick();
    if (!end.isAt()) hold.correct();
    seen.look();
  });
  const toEnd = (): void => {
    end.set(true);
    land({ kind: 'end' }, { scroller: scroller.current, handle: handle.current, ...latest.current });
    end.stick();
  };
  return {
    ...{ scroller, content, handle, isLanded, away: end.away, earlier: near.earlier, later: near.later },
    // Until it has landed, it is not somebody who scrolls.
    onScroll: isLanded ? onScroll : () => {},
    toEnd,
    toLatest: () => (hasLater && props.onJumpToLatest ? props.onJumpToLatest() : toEnd()),
  };
}

/** Lands once for each landing; false until the rows around were measured, which they are by the next frame. */
function useLanded(go: () => () => void, landing: unknown): boolean {
  const [landed, setLanded] = useState<unknown>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the above
  useLayoutEffect(() => {
    const look = go();
    const frame = requestAnimationFrame(() => {
      // The rows around have their true heights now.
      go();
      setLanded(landing);
      look();
    });
    return () => cancelAnimationFrame(frame);
  }, [landing]);
  return landed === landing;
}

function useNear(scroller: RefObject<HTMLElement | null>, props: Wish, isAtEnd: () => boolean) {
  const earlier = useLoad('Load earlier messages', props.onEarlier);
  const later = useLoad('Load later messages', props.onLater);
  const { hasEarlier, hasLater, plain } = props;
  const lastTop = useRef(0);
  const look = (): void => {
    const element = scroller.current;
    // In a plain list somebody reads from one row to the next: it grows when it is asked to.
    if (!element || plain) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    const moved = scrollTop - lastTop.current;
    lastTop.current = scrollTop;
    const px = clientHeight * nearScreens;
    if (hasEarlier && scrollTop < (moved < 0 && !isAtEnd() ? aheadPx : px)) earlier.auto();
    if (hasLater && scrollHeight - scrollTop - clientHeight < (moved > 0 ? aheadPx : px)) later.auto();
  };
  return { earlier, later, look };
}

/** Calls `run` when nothing was scrolled for a while. */
function useRest(run: () => void): () => void {
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  return () => {
    stop.current?.();
    stop.current = deviceClock.after(restMs, run);
  };
}

function useResized(elements: readonly RefObject<HTMLElement | null>[], run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the elements stay
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    for (const { current } of elements) if (current) observer.observe(current);
    return () => observer.disconnect();
  }, []);
}
