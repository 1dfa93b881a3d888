/**
 * Read means seen: a message counts once half of it, or half a screen of it, was in sight for half a second while the
 * window had the focus.
 */
import { type RefObject, useEffect, useRef } from 'react';
import { deviceClock } from '#sync/clock.ts';

const dwellMs = 500;

/** Call `look` whenever something moved. */
export function useSeen(scroller: RefObject<HTMLElement | null>, onSeen: ((ts: string) => void) | undefined) {
  const waiting = useRef<{ ts: string; stop(): void }>(undefined);
  const told = useRef(onSeen);
  told.current = onSeen;
  const frame = useRef(0);

  const lookNow = (): void => {
    const ts = told.current && hasFocus() ? lastSeen(scroller.current) : undefined;
    if (ts === waiting.current?.ts) return;
    waiting.current?.stop();
    waiting.current = undefined;
    if (ts === undefined) return;
    const stop = deviceClock.after(dwellMs, () => {
      waiting.current = undefined;
      if (hasFocus()) told.current?.(ts);
    });
    waiting.current = { ts, stop };
  };
  const look = (): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(lookNow);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` reads refs alone
  useEffect(() => {
    const again = (): void => look();
    addEventListener('focus', again);
    addEventListener('blur', again);
    document.addEventListener('visibilitychange', again);
    return () => {
      removeEventListener('focus', again);
      removeEventListener('blur', again);
      document.removeEventListener('visibilitychange', again);
      cancelAnimationFrame(frame.current);
      waiting.current?.stop();
      waiting.current = undefined;
    };
  }, []);
  return { look };
}

const hasFocus = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** The last message of which enough is in sight. */
function lastSeen(scroller: HTMLElement | null): string | undefined {
  if (!scroller?.checkVisibility({ visibilityProperty: true })) return undefined;
  const view = scroller.getBoundingClientRect();
  const rows = scroller.querySelectorAll<HTMLElement>('article[data-ts]');
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at];
    if (!row) continue;
    const { top, bottom, height } = row.getBoundingClientRect();
    const shown = Math.min(bottom, view.bottom) - Math.max(top, view.top);
    if (shown > 0 && shown >= Math.min(height, view.height) / 2) return row.dataset.ts;
  }
  return undefined;
}
