/**
 * Signed-in devices. The danger: a token that goes on working after somebody wanted it gone. The principle: a token is
 * random, stored as a hash only, and looked up at every call, so ending a session holds at once on every node. The
 * boundary: what a session may do is its member's role, read with it.
 */

import type { Session } from '#contract/access.ts';
import type { Owed, Role } from '#contract/identity.ts';
import { type MemberId, publicId, type SessionId, type TeamId } from '#contract/ids.ts';
import { after, MINUTE_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { agentOf } from '../agent.ts';
import { mintBearer } from '../bearer.ts';
import { type CallOrigin, deviceAt, inetOf, userAgentOf } from '../origin.ts';
import { owedByDevice } from '../two-factor/two-factor.ts';
import { lifetimeMs, sessionPolicy } from './policy.ts';
import {
  countLastMeans,
  countSessionsOfRoles,
  dropFactor,
  dropFactorOf,
  insertSession,
  liveSessionsOf,
  type PresentedSession,
  renewProof,
  renewSessions,
  revokeEverySession,
  revokeOldest,
  revokeSession,
  revokeSessionsOf,
  revokeSessionsOfRoles,
  revokeThese,
  type SessionRow,
  sessionOf,
  sessionsByHashes,
  sessionsByIds,
  sessionsOnDevice,
  setFactor,
  standingOf,
} from './sessions.sql.ts';

export { sessionPolicy, setSessionPolicy, usedSince } from './policy.ts';
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
export type WayIn = 'password' | 'passkey' | 'invitation' | 'claim' | 'password-reset' | 'setup' | 'oidc' | 'saml';

/** The ways in that are somebody else's word. */
export const BY_PROVIDER: readonly WayIn[] = ['oidc', 'saml'];

/** How a device came in. */
export interface Arrival {
  readonly team: TeamId;
  readonly member: MemberId;
  readonly means: WayIn;
  /** The second factor that this way in proved along. */
  readonly factor?: string;
  /** The name of the provider that said who it is. */
  readonly provider?: string;
}

/** What began: the token and the device's own secret are for the device alone. */
export interface Started {
  readonly session: SessionId;
  readonly token: string;
  readonly owes: Owed | undefined;
  /** The device, by what tells it from others; `secret` is to be kept by a browser that had none. */
  readonly device: { readonly hash: Buffer; readonly secret?: string };
  readonly lifetimeMs: number;
}

/** Signs the member in on a device: the token is known to the caller alone. Beyond the most, the oldest ends. */
export async function startSession(
  work: Work,
  { team, member, means, factor, provider }: Arrival,
  origin: CallOrigin,
): Promise<Started> {
  const { text, hash } = mintBearer(work.random, 'session', team);
  const session = work.random.uuid() as SessionId;
  const device = deviceAt(work.random, team, origin);
  const lastsMs = await lifetimeMs(work);
  await insertSession(work.sql, {
    id: session,
    team_id: team,
    member_id: member,
    token_hash: hash,
    means,
    factor: factor ?? null,
    provider: provider ?? null,
    proven_at: work.now,
    created_at: work.now,
    last_seen_at: work.now,
    expires_at: after(work.now, lastsMs),
    device_hash: device.hash,
    ip: inetOf(origin),
    user_agent: userAgentOf(origin),
  });
  work.audit({ kind: 'session.started', actor: `member:${member}`, object: `session:${session}` });
  for (const oldest of await revokeOldest(work.sql, member, limits.sessions.heldMax, work.now)) {
    recordEnd(work, `member:${member}`, member, oldest);
  }
  const standing = { ...(await standingOf(work.sql, member)), factor: factor ?? null };
  return { session, token: text, owes: owedByDevice(standing, work.now), device, lifetimeMs: lastsMs };
}

/** Who stands behind these hashes, by hash in hexadecimal; renews the times of last use where they are old. */
export async function actorsOfSessions(
  work: Work,
  team: TeamId,
  hashes: readonly Buffer[],
): Promise<Map<string, Actor>> {
  const rows = await sessionsByHashes(work.sql, hashes, work.now);
  const renewedBefore = after(work.now, -limits.sessions.seenEveryMs);
  const due = rows.filter((row) => row.last_seen_at < renewedBefore).map((row) => row.id);
  if (due.length > 0) await renewSessions(work.sql, due, work.now);
  return new Map(rows.map((row) => [row.token_hash.toString('hex'), actorOf(work, team, row)]));
}

/** Who stands behind those of these sessions that are live, by id. Asking so is no use of them. */
export async function actorsBehind(
  work: Work,
  team: TeamId,
  sessions: readonly SessionId[],
): Promise<Map<string, Actor>> {
  const rows = await sessionsByIds(work.sql, sessions, work.now);
  return new Map(rows.map((row) => [row.id, actorOf(work, team, row)]));
}

const actorOf = (work: Work, team: TeamId, row: PresentedSession): Actor => ({
  team,
  member: row.member_id,
  role: row.role,
  by: { session: row.id },
  owes: owedByDevice(row, work.now),
  provenAt: row.proven_at ?? undefined,
});

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

/** The member's signed-in devices, the last used first. */
export const listSessions = (work: Work, member: MemberId): Promise<SessionRow[]> =>
  liveSessionsOf(work.sql, member, work.now, limits.sessions.heldMax);

/** One of the member's devices, also while it is still remembered after its end. */
export async function findSession(work: Work, member: MemberId, session: SessionId) {
  const found = await sessionOf(work.sql, member, session);
  if (!found) throw noSuchSession();
  return found;
}

/** The same device's sessions as far as they are remembered, but the one that the caller is on. */
export const sessionsOfDevice = (work: Work, actor: Actor, session: SessionId): Promise<SessionId[]> =>
  sessionsOnDevice(work.sql, actor.member, session, requireDevice(actor));

/** Signs out this very device. */
export const signOut = (work: Work, actor: Actor): Promise<void> => endSession(work, actor, requireDevice(actor));

/** Signs out one device: of the caller, or of `member`. */
export async function endSession(
  work: Work,
  actor: Actor,
  session: SessionId,
  member: MemberId = actor.member,
): Promise<void> {
  if (!(await revokeSession(work.sql, member, session, work.now))) throw noSuchSession();
  recordEnd(work, auditName(actor), member, session);
}

/** Ends every session of the team but `except`; returns how many. The caller states it. */
export const endEverySession = (work: Work, except: SessionId | undefined): Promise<number> =>
  revokeEverySession(work.sql, except ?? null, work.now);

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

/** Signs out these devices, whosever they are; `by` is the audit name of who does it. */
export async function endTheseSessions(work: Work, sessions: readonly SessionId[], by: string): Promise<void> {
  if (sessions.length === 0) return;
  for (const { id, member_id } of await revokeThese(work.sql, sessions, work.now)) recordEnd(work, by, member_id, id);
}

/** Whom `endSessionsOfRoles` would sign out now. */
export const wouldSignOut = (
  work: Work,
  roles: readonly Role[],
  besides: readonly WayIn[],
): Promise<{ people: number; devices: number }> => countSessionsOfRoles(work.sql, roles, besides, work.now);

/** Of the people who came in, as far as devices are on record: all, and those who did so last by one of these means. */
export const lastCameInBy = (work: Work, means: readonly WayIn[]): Promise<{ people: number; by: number }> =>
  countLastMeans(work.sql, means);

/** This factor is believed no more: devices that proved no other one owe one from now on. */
export const forgetFactor = (work: Work, factor: string): Promise<void> => dropFactor(work.sql, factor);

/** What this device proved is gone; a provider's word stays. It owes a factor as soon as the team asks for one. */
export const forgetProven = (work: Work, session: SessionId): Promise<void> => dropFactorOf(work.sql, session, 'sso');

/** How the devices of a team are shown: `placeOf` says where an address is. */
export async function showSessions(
  work: Work,
  rows: readonly SessionRow[],
  actor: Actor,
  placeOf: PlaceOf,
): Promise<Session[]> {
  const { idleMinutes } = await sessionPolicy(work);
  return rows.map((row) => {
    const place = placeOf(row.ip);
    return {
      id: publicId('S', row.id),
      current: 'session' in actor.by && actor.by.session === row.id,
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      endsAt: {
        unused: after(row.last_seen_at, idleMinutes * MINUTE_MS).toISOString(),
        latest: row.expires_at.toISOString(),
      },
      ip: row.ip,
      ...(place === undefined ? {} : { place }),
      agent: agentOf(row.user_agent),
      means: row.means,
      ...(row.factor === null ? {} : { factor: row.factor }),
      ...(row.provider === null ? {} : { provider: row.provider }),
    };
  });
}

function recordEnd(work: Work, by: string, member: MemberId, session: SessionId): void {
  work.audit({ kind: 'session.ended', actor: by, object: `session:${session}` });
  work.emit({ kind: 'session.ended', member, session });
}
