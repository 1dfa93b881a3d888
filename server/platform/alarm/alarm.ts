/**
 * One wake-up for the nearest of many moments. The danger: a timer per moment, or a look at all of them every second.
 * The principle: what is due stands in the database; the alarm asks for the nearest, sleeps until then, rings, and asks
 * again. The boundary: it knows no records; several processes may each have one, and whoever rings must share.
 */
import type { Clock } from '../clock.ts';
import { limits } from '../limits.ts';
import type { Timer } from '../timer.ts';

export interface Alarm {
  /** From now on it rings; at once for what is due already. */
  start(): void;
  /** Something new is due at this moment. */
  set(at: Date): void;
  /** Rings no more; resolves when the ringing that is under way has ended. */
  close(): Promise<void>;
}

interface AlarmOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  /** The nearest moment of all. */
  readonly next: () => Promise<Date | undefined>;
  /** Does what is due; returns how much that was. */
  readonly ring: () => Promise<number>;
  /** Hears of what went wrong; it is tried again. */
  readonly onFault: (error: unknown) => void;
}

export function createAlarm({ clock, timer, next, ring, onFault }: AlarmOptions): Alarm {
  const { lookEveryMs, retryMs } = limits.alarm;
  let state: 'idle' | 'armed' | 'ringing' | 'closed' = 'idle';
  /** When it wakes; while it rings, the nearest moment that was set since. */
  let wakesAt = Number.POSITIVE_INFINITY;
  let cancel = (): void => {};
  let ringing: Promise<void> = Promise.resolve();

  const arm = (at: number): void => {
    const now = clock().getTime();
    cancel();
    state = 'armed';
    wakesAt = Math.min(at, now + lookEveryMs);
    cancel = timer(
      () => {
        ringing = round();
      },
      Math.max(0, wakesAt - now),
    );
  };

  const round = async (): Promise<void> => {
    state = 'ringing';
    wakesAt = Number.POSITIVE_INFINITY;
    const at = await ringAndLook().catch((error: unknown) => {
      onFault(error);
      return clock().getTime() + retryMs;
    });
    if (isClosed()) return;
    arm(Math.min(at, wakesAt));
  };

  const ringAndLook = async (): Promise<number> => {
    const done = await ring();
    const nearest = (await next())?.getTime() ?? Number.POSITIVE_INFINITY;
    // Due, and yet nothing was done: another process is at it.
    const now = clock().getTime();
    return done === 0 && nearest <= now ? now + retryMs : nearest;
  };

  const isClosed = (): boolean => state === 'closed';

  return {
    start() {
      if (state === 'idle') arm(clock().getTime());
    },
    set(at) {
      const moment = at.getTime();
      if (state === 'ringing') wakesAt = Math.min(wakesAt, moment);
      else if (state === 'armed' && moment < wakesAt) arm(moment);
    },
    async close() {
      state = 'closed';
      cancel();
      await ringing;
    },
  };
}
