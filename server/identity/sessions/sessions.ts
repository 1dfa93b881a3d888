/**
 * Signed-in devices. The danger: a token that goes on working after somebody wanted it gone. The principle: a token is
 * random, stored as a hash only, and looked up at every call, so ending a session holds at once on every node. The
 * boundary: what a session may do is its member's role, read with it.
 */

import type { Owed, Role, Session } from '#contract/identity.ts';
import { type MemberId, publicId, type SessionId, type TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import { inetOf, userAgentOf } from '../origin.ts';
import { owedByDevice } from '../two-factor/two-factor.ts';
import {
  dropFactor,
  insertSession,
  type Live,
  liveSessionsOf,
  renewProof,
  renewSessions,
  revokeOldest,
  revokeSession,
  revokeSessionsOf,
  revokeSessionsOfRoles,
  type SessionRow,
  sessionsByHashes,
  setFactor,
  standingOf,
} from './sessions.sql.ts';

export type { SessionRow } from './sessions.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    'session.ended': { readonly member: MemberId; readonly session: SessionId };
    /** Every session of the member ended, but `except` if there is one. */
    'member.signed-out': { readonly member: MemberId; readonly except?: SessionId };
  }
}

export const noSuchSession = problem(
  'sessions/no-such-session',
  404,
  'You have no such signed-in device, or it is signed out already.',
);

/** By what somebody came in, as the access log names it. */
export type WayIn = 'password' | 'invitation' | 'claim' | 'password-reset' | 'setup' | 'oidc' | 'saml';

/** How a device came in. */
export interface Arrival {
  readonly team: TeamId;
  readonly member: MemberId;
  readonly means: WayIn;
  /** The second factor that this way in proved along. */
  readonly factor?: string;
}

/** Signs the member in on a device: the token is known to the caller alone. Beyond the most, the oldest ends. */
export async function startSession(
  work: Work,
  { team, member, means, factor }: Arrival,
  origin: { readonly ip: string; readonly userAgent: string },
): Promise<{ session: SessionId; token: string; owes: Owed | undefined }> {
  const { text, hash } = mintBearer(work.random, 'session', team);
  const session = work.random.uuid() as SessionId;
  await insertSession(work.sql, {
    id: session,
    team_id: team,
    member_id: member,
    token_hash: hash,
    means,
    factor: factor ?? null,
    proven_at: work.now,
    created_at: work.now,
    last_seen_at: work.now,
    expires_at: after(work.now, limits.sessions.lifetimeMs),
    ip: inetOf(origin),
    user_agent: userAgentOf(origin),
  });
  work.audit({ kind: 'session.started', actor: `member:${member}`, object: `session:${session}` });
  for (const oldest of await revokeOldest(work.sql, member, limits.sessions.heldMax, liveAt(work))) {
    recordEnd(work, `member:${member}`, member, oldest);
  }
  const standing = { ...(await standingOf(work.sql, member)), factor: factor ?? null };
  return { session, token: text, owes: owedByDevice(standing, work.now) };
}

/** Who stands behind these hashes, by hash in hexadecimal; renews the times of last use where they are old. */
export async function actorsOfSessions(
  work: Work,
  team: TeamId,
  hashes: readonly Buffer[],
): Promise<Map<string, Actor>> {
  const rows = await sessionsByHashes(work.sql, hashes, liveAt(work));
  const renewedBefore = after(work.now, -limits.sessions.seenEveryMs);
  const due = rows.filter((row) => row.last_seen_at < renewedBefore).map((row) => row.id);
  if (due.length > 0) await renewSessions(work.sql, due, work.now);
  return new Map(
    rows.map((row) => [
      row.token_hash.toString('hex'),
      {
        team,
        member: row.member_id,
        role: row.role,
        by: { session: row.id },
        owes: owedByDevice(row, work.now),
        provenAt: row.proven_at ?? undefined,
      },
    ]),
  );
}

/** Notes on the device that its holder has just proved who it is. */
export async function noteProof(work: Work, actor: Actor, session: SessionId): Promise<void> {
  await renewProof(work.sql, session, work.now);
  work.audit({ kind: 'session.proven', actor: auditName(actor), object: `session:${session}` });
}

/** Notes on the device that its holder has proved this second factor: it owes nothing any more. */
export async function proveFactor(work: Work, actor: Actor, session: SessionId, factor: string): Promise<void> {
  await setFactor(work.sql, session, factor, work.now);
  const details = { factor };
  work.audit({ kind: 'session.factor-proven', actor: auditName(actor), object: `session:${session}`, details });
}

/** The caller's signed-in devices, the last used first. */
export const listSessions = (work: Work, actor: Actor): Promise<SessionRow[]> =>
  liveSessionsOf(work.sql, actor.member, liveAt(work), limits.sessions.heldMax);

/** Signs out this very device. */
export const signOut = (work: Work, actor: Actor): Promise<void> => endSession(work, actor, requireDevice(actor));

/** Signs out one device of the caller. */
export async function endSession(work: Work, actor: Actor, session: SessionId): Promise<void> {
  if (!(await revokeSession(work.sql, actor.member, session, work.now))) throw noSuchSession();
  recordEnd(work, auditName(actor), actor.member, session);
}

/** Signs out every device of the caller but this one. */
export const endOtherSessions = (work: Work, actor: Actor): Promise<void> =>
  endSessionsOf(work, actor.member, auditName(actor), requireDevice(actor));

/** Signs the member out everywhere, but on `except` if given; `by` is the audit name of who does it. */
export async function endSessionsOf(work: Work, member: MemberId, by: string, except?: SessionId): Promise<void> {
  const count = await revokeSessionsOf(work.sql, member, except, work.now);
  work.audit({ kind: 'sessions.ended', actor: by, object: `member:${member}`, details: { count } });
  work.emit({ kind: 'member.signed-out', member, ...(except ? { except } : {}) });
}

/** Signs out the members in these roles on every device that did not come in by one of the means. */
export async function endSessionsOfRoles(
  work: Work,
  roles: readonly Role[],
  besides: readonly WayIn[],
  by: string,
): Promise<void> {
  const ended = await revokeSessionsOfRoles(work.sql, roles, besides, work.now);
  work.audit({ kind: 'sessions.ended-by-means', actor: by, object: 'team', details: { count: ended.length } });
  for (const { id: session, member_id: member } of ended) work.emit({ kind: 'session.ended', member, session });
}

/** This factor is believed no more: devices that proved no other one owe one from now on. */
export const forgetFactor = (work: Work, factor: string): Promise<void> => dropFactor(work.sql, factor);

export const showSession = (session: SessionRow, actor: Actor): Session => ({
  id: publicId('S', session.id),
  current: 'session' in actor.by && actor.by.session === session.id,
  createdAt: session.created_at.toISOString(),
  lastSeenAt: session.last_seen_at.toISOString(),
  expiresAt: session.expires_at.toISOString(),
  ip: session.ip,
  userAgent: session.user_agent,
});

function recordEnd(work: Work, by: string, member: MemberId, session: SessionId): void {
  work.audit({ kind: 'session.ended', actor: by, object: `session:${session}` });
  work.emit({ kind: 'session.ended', member, session });
}

const liveAt = (work: Work): Live => ({ now: work.now, usedSince: after(work.now, -limits.sessions.idleMs) });
