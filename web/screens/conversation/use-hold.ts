/**
 * What is in sight stays where it is while rows come before it. `virtua` moves by as much as was added; each of its
 * moves is rounded to whole pixels, and here what is left of them is put right.
 */
import { type RefObject, useRef } from 'react';
import { deviceClock } from '#sync/clock.ts';

/** Measuring what came is over after so long without a change. */
const holdMs = 400;

interface Hold {
  /** Whenever somebody scrolled. */
  note(): void;
  /** Rows came before those in sight: from now on these are held. */
  begin(): void;
  /** After something was measured. */
  correct(): void;
}

export function useHold(scroller: RefObject<HTMLElement | null>): Hold {
  const anchor = useRef<{ row: HTMLElement; bottom: number }>(undefined);
  const stop = useRef<() => void>(undefined);
  const frame = useRef(0);
  const end = (): void => {
    stop.current?.();
    stop.current = undefined;
  };
  const restart = (): void => {
    stop.current?.();
    const element = scroller.current;
    const timer = deviceClock.after(holdMs, end);
    // Whoever scrolls decides.
    const inputs = new AbortController();
    for (const kind of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
      element?.addEventListener(kind, end, { signal: inputs.signal, passive: true });
    stop.current = () => {
      timer();
      inputs.abort();
    };
  };
  return {
    note: () => {
      // The rows at the new place are drawn by the next frame.
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(() => {
        if (!stop.current) anchor.current = firstInSight(scroller.current);
      });
    },
    begin: restart,
    correct: () => {
      const element = scroller.current;
      if (!stop.current || !element || !anchor.current?.row.isConnected) return;
      const moved = anchor.current.row.getBoundingClientRect().bottom - anchor.current.bottom;
      if (Math.abs(moved) < 0.75) return;
      element.scrollTop += moved;
      restart();
    },
  };
}

/** Its lower edge is what counts: with what came before it, it may lose its day and its name. */
function firstInSight(scroller: HTMLElement | null): { row: HTMLElement; bottom: number } | undefined {
  if (!scroller) return undefined;
  const edge = scroller.getBoundingClientRect().top;
  for (const row of scroller.querySelectorAll<HTMLElement>('article')) {
    const { bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { row, bottom };
  }
  return undefined;
}
