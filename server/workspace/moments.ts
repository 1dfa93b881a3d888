/** Moments that members choose: for messages to be sent later, and for reminders. */
import type { When } from '#contract/time.ts';
import type { Actor } from '#identity/access/access.ts';
import { requireMember } from '#identity/members/members.ts';
import { after, DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { momentFrom, momentOf, requireZone } from '#platform/wall-time/wall-time.ts';
import type { Work } from '#platform/work.ts';

export const inThePast = problem('time/in-the-past', 422, 'This time has passed. Choose one that is still to come.');
export const tooFarAhead = problem<{ days: number }>(
  'time/too-far-ahead',
  422,
  'This is further ahead than anything can be planned. Choose an earlier time.',
);

/**
 * The moment that is meant, and the zone it was said in: the member's own unless it names one. Refuses what has passed
 * or lies further ahead.
 */
export async function momentOfWhen(
  work: Work,
  actor: Actor,
  when: When,
  aheadMs: number,
): Promise<{ readonly at: Date; readonly zone: string }> {
  const zone = when.zone === undefined ? (await requireMember(work, actor.member)).time_zone : requireZone(when.zone);
  const at = 'local' in when ? momentOf(when.local, zone) : momentFrom(when.at);
  if (at <= work.now) throw inThePast();
  if (at > after(work.now, aheadMs)) throw tooFarAhead({ days: Math.floor(aheadMs / DAY_MS) });
  return { at, zone };
}

/** Whether it came noticeably after its time: the server was away then. */
export const isLate = (dueAt: Date, cameAt: Date | null): boolean =>
  cameAt !== null && cameAt > after(dueAt, limits.due.lateMs);
