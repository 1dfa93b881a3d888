/**
 * The access log: every try to sign in and every denied call. The danger: a refused call leaves no trace, or a flood of
 * them fills the disk and slows the answers. The principle: a refusal is noted in a unit of work of its own, after the
 * answer, up to a bound. The boundary: what was asked for is not kept, only the name of the refusal.
 */

import type { Attempt } from '#contract/identity.ts';
import { type MemberId, publicId, type TeamId } from '#contract/ids.ts';
import { createAfterwards } from '#platform/afterwards.ts';
import { type Clock, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Log } from '#platform/log.ts';
import type { Units, Work } from '#platform/work.ts';
import type { Actor } from '../access/access.ts';
import { inetOf, userAgentOf } from '../origin.ts';
import { type AttemptRow, insertAttempt, latestAttempts } from './access-log.sql.ts';

/** Where a call came from. */
export interface CallOrigin {
  readonly ip: string;
  readonly userAgent: string;
}

export interface AccessLog {
  /** Notes that a call was denied; calls of nobody known are not noted. Never throws, and never waits. */
  denied(actor: Actor | undefined, refusal: { readonly code: string }, origin: CallOrigin): void;
  /** Notes that a sign-in was refused, and why. Never throws, and never waits. */
  signInRefused(team: TeamId, member: MemberId | undefined, reason: string, origin: CallOrigin): void;
  /** Resolves when everything that was noted so far is written. */
  settled(): Promise<void>;
}

type Noted = Pick<AttemptRow, 'kind' | 'outcome' | 'reason' | 'member_id'>;

export function createAccessLog(units: Units, clock: Clock, log: Log): AccessLog {
  const { perMinuteMax, waitingMax } = limits.attempts;
  const afterwards = createAfterwards(waitingMax, (error) => log.error({ err: error }, 'A refusal could not be noted'));
  let minute = 0;
  let inMinute = 0;

  const note = (team: TeamId, noted: Noted, origin: CallOrigin): void => {
    const now = Math.floor(clock().getTime() / MINUTE_MS);
    if (now !== minute) [minute, inMinute] = [now, 0];
    inMinute += 1;
    if (inMinute === perMinuteMax + 1)
      log.warn({ perMinuteMax }, 'More refusals than the access log takes: the rest of this minute is not noted');
    if (inMinute > perMinuteMax) return;
    afterwards.begin(() => units.open({ team }, (work) => recordAttempt(work, team, noted, origin)));
  };

  return {
    denied(actor, { code }, origin) {
      if (actor)
        note(actor.team, { kind: 'denied', outcome: 'refused', reason: code, member_id: actor.member }, origin);
    },
    signInRefused(team, member, reason, origin) {
      note(team, { kind: 'sign-in', outcome: 'refused', reason, member_id: member ?? null }, origin);
    },
    settled: afterwards.settled,
  };
}

/** Notes that the member signed in, together with the session that began. */
export const recordSignIn = (
  work: Work,
  team: TeamId,
  member: MemberId,
  how: string,
  origin: CallOrigin,
): Promise<void> =>
  recordAttempt(work, team, { kind: 'sign-in', outcome: 'accepted', reason: how, member_id: member }, origin);

const recordAttempt = (work: Work, team: TeamId, noted: Noted, origin: CallOrigin): Promise<void> =>
  insertAttempt(work.sql, {
    ...noted,
    id: work.random.uuid(),
    team_id: team,
    at: work.now,
    ip: inetOf(origin),
    user_agent: userAgentOf(origin),
  });

/** Attempts, newest first: of one member, or of the whole team. `after` is the last one of the page before. */
export async function listAttempts(
  work: Work,
  member: MemberId | undefined,
  after: string | undefined,
  limit: number,
): Promise<{ attempts: AttemptRow[]; next: string | undefined }> {
  const rows = await latestAttempts(work.sql, { member, after, limit: limit + 1 });
  const attempts = rows.slice(0, limit);
  return { attempts, next: rows.length > limit ? attempts.at(-1)?.id : undefined };
}

export const showAttempt = (attempt: AttemptRow): Attempt => ({
  at: attempt.at.toISOString(),
  kind: attempt.kind,
  outcome: attempt.outcome,
  reason: attempt.reason,
  ...(attempt.member_id ? { member: publicId('U', attempt.member_id) } : {}),
  ip: attempt.ip,
  userAgent: attempt.user_agent,
});
