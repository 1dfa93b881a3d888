/** Moments that members choose: for messages to be sent later, and for reminders. */
import type { When } from '#contract/time.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { momentFrom, momentOf, requireZone } from '#platform/wall-time/wall-time.ts';

export const inThePast = problem('time/in-the-past', 422, 'This time has passed. Choose one that is still to come.');
export const tooFarAhead = problem<{ days: number }>(
  'time/too-far-ahead',
  422,
  'This is further ahead than anything can be planned. Choose an earlier time.',
);

/** The moment that is meant, and the zone it was said in. Refuses what has passed or lies further ahead. */
export function momentOfWhen(when: When, now: Date, aheadMs: number): { readonly at: Date; readonly zone: string } {
  const zone = when.zone ?? 'UTC';
  requireZone(zone);
  const at = 'local' in when ? momentOf(when.local, zone) : momentFrom(when.at);
  if (at <= now) throw inThePast();
  if (at > after(now, aheadMs)) throw tooFarAhead({ days: Math.floor(aheadMs / DAY_MS) });
  return { at, zone };
}

/** Whether it came noticeably after its time: the server was away then. */
export const isLate = (dueAt: Date, cameAt: Date | null): boolean =>
  cameAt !== null && cameAt > after(dueAt, limits.due.lateMs);
