/**
 * How long devices stay signed in: so long without use, and so long at all. The danger: a device that somebody left
 * behind. The principle: a team's limits hold at once for what is signed in already, and open connections end with it.
 * The boundary: use is noted every five minutes, so a device may end that much early.
 */
import type { SessionPolicy } from '#contract/access.ts';
import type { SessionId } from '#contract/ids.ts';
import { after, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { limitsOf, remeasure, storeLimits } from './policy.sql.ts';

export const limitsOutOfBounds = problem<{ what: string; min: number; max: number }>(
  'sessions/limits-out-of-bounds',
  422,
  'So short or so long a time cannot be set. Choose one within the bounds.',
);
export const idleBeyondLifetime = problem(
  'sessions/idle-beyond-lifetime',
  422,
  'A device cannot rest for longer than it is signed in at all. Choose a shorter rest or a longer time.',
);

export async function sessionPolicy(work: Work): Promise<SessionPolicy> {
  const { idle, lifetime } = limits.sessions;
  const set = await limitsOf(work.sql);
  return {
    idleMinutes: set?.idle_minutes ?? idle.default,
    lifetimeMinutes: set?.lifetime_minutes ?? lifetime.default,
  };
}

/** How long a session that begins now lasts at most. */
export const lifetimeMs = async (work: Work): Promise<number> =>
  (await sessionPolicy(work)).lifetimeMinutes * MINUTE_MS;

/** Since when a device must have been used at this moment. */
export const usedSince = async (work: Work): Promise<Date> =>
  after(work.now, -(await sessionPolicy(work)).idleMinutes * MINUTE_MS);

/** Sets the limits and measures what is signed in by them; returns how many devices that signed out. */
export async function setSessionPolicy(
  work: Work,
  actor: Actor,
  { idleMinutes, lifetimeMinutes }: SessionPolicy,
): Promise<number> {
  requireRecentProof(actor, work.now);
  requireWithin('idle', idleMinutes);
  requireWithin('lifetime', lifetimeMinutes);
  if (idleMinutes > lifetimeMinutes) throw idleBeyondLifetime();
  const set = { idle_minutes: idleMinutes, lifetime_minutes: lifetimeMinutes };
  const before = await sessionPolicy(work);
  await storeLimits(work.sql, { ...set, team_id: actor.team, set_by: actor.member, set_at: work.now });
  const ended = await remeasure(work.sql, set, before.idleMinutes, work.now);
  const details = { idleMinutes, lifetimeMinutes, ended: ended.length };
  work.audit({ kind: 'sessions.limited', actor: auditName(actor), object: `team:${actor.team}`, details });
  for (const { id, member_id } of ended)
    work.emit({ kind: 'session.ended', member: member_id, session: id as SessionId });
  return ended.length;
}

function requireWithin(what: 'idle' | 'lifetime', minutes: number): void {
  const { min, max } = limits.sessions[what];
  if (minutes < min || minutes > max) throw limitsOutOfBounds({ what, min, max });
}
