/**
 * Everything that has access to an account: devices that are signed in, and API tokens. The danger: a device in
 * somebody else's hands, which nobody sees. The principle: each of them stands in one list with how it came in, and
 * ends from there, on every server at once. The boundary: what a device says of itself proves nothing.
 */
import type { AccessList } from '#contract/access.ts';
import type { MemberId, SessionId } from '#contract/ids.ts';
import type { PlaceOf } from '#platform/places/places.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireRecentProof } from '../access/access.ts';
import { listTokens, revokeTokensOf, showToken } from '../api-tokens/api-tokens.ts';
import { requireMember, requireOwnerFor } from '../members/members.ts';
import { endSession, endSessionsOf, listSessions, showSessions } from '../sessions/sessions.ts';

export { concernedByDisavowal, disavow, lookAtDisavowal } from './disavowal.ts';
export { type Taken, wordsOfTaken } from './left-behind.ts';

/** What has access to a member's account, for itself or for an admin. */
export async function accessOf(work: Work, viewer: Actor, member: MemberId, placeOf: PlaceOf): Promise<AccessList> {
  const [sessions, tokens] = [await listSessions(work, member), await listTokens(work, member)];
  return { sessions: await showSessions(work, sessions, viewer, placeOf), tokens: tokens.map(showToken) };
}

/** An admin signs a member's device out; of an owner only an owner. */
export async function endDeviceOf(work: Work, actor: Actor, id: MemberId, session: SessionId): Promise<void> {
  requireRecentProof(actor, work.now);
  const member = await requireMember(work, id);
  requireOwnerFor(actor, member.role);
  await endSession(work, actor, session, member.id);
}

/** An admin signs a member out everywhere, with its API tokens if so wished; an owner only an owner does. */
export async function signMemberOut(work: Work, actor: Actor, id: MemberId, withTokens: boolean): Promise<void> {
  requireRecentProof(actor, work.now);
  const member = await requireMember(work, id);
  requireOwnerFor(actor, member.role);
  await endSessionsOf(work, member.id, auditName(actor));
  if (withTokens) await revokeTokensOf(work, member.id, auditName(actor));
}
