/** How long a team keeps its access log. */
import { after, DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { keptDaysOf, storeKeptDays } from './retention.sql.ts';

export const keptOutOfBounds = problem<{ min: number; max: number }>(
  'access-log/kept-out-of-bounds',
  422,
  'The access log cannot be kept for so short or so long a time. Choose a number of days within the bounds.',
);

export const keptDays = async ({ sql }: Pick<Work, 'sql'>): Promise<number> =>
  (await keptDaysOf(sql))?.kept_days ?? limits.attempts.kept.default;

/**
 * From when on nothing has gone: only since then does a missing line say that there was none. What was set before a
 * change is not known, so as much may have gone by then as could have been let go.
 */
export async function wholeSince({ sql, now }: Pick<Work, 'sql' | 'now'>): Promise<Date> {
  const { kept } = limits.attempts;
  const set = await keptDaysOf(sql);
  const keptFrom = after(now, -(set?.kept_days ?? kept.default) * DAY_MS);
  if (!set) return keptFrom;
  const before = after(set.set_at, -kept.min * DAY_MS);
  return before > keptFrom ? before : keptFrom;
}

/** What is older goes in the next night. Asks for a recent proof: a shorter time takes traces away. */
export async function setKeptDays(work: Work, actor: Actor, days: number): Promise<void> {
  requireRecentProof(actor, work.now);
  const { min, max } = limits.attempts.kept;
  if (days < min || days > max) throw keptOutOfBounds({ min, max });
  const from = await keptDays(work);
  await storeKeptDays(work.sql, { team_id: actor.team, kept_days: days, set_by: actor.member, set_at: work.now });
  const details = { from, to: days };
  work.audit({ kind: 'access-log.retention-set', actor: auditName(actor), object: `team:${actor.team}`, details });
}
