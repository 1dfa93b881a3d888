import type { MemberId } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, allows, auditName } from '../access/access.ts';
import { type OpenLink, openLinks } from '../mailed-links/mailed-links.ts';
import { findMembers, type MemberRow, requireLocked, requireOwnerFor, storedPassword } from '../members/members.ts';
import { unclaimedAfter } from './claims.sql.ts';

export const notUnclaimed = problem(
  'claims/not-unclaimed',
  409,
  'This account has a password already, is closed, is a bot, or has no e-mail address. Nobody can be invited into it.',
);

/** Invites into one account; an earlier link to it opens nothing any more. */
export async function openClaim(work: Work, actor: Actor, member: MemberId): Promise<OpenLink> {
  const target = await requireLocked(work, member);
  requireOwnerFor(actor, target.role);
  const isOpen = target.role !== 'bot' && target.deactivated_at === null;
  if (!isOpen || (await storedPassword(work, member)) !== null) throw notUnclaimed();
  const [claim] = await openClaims(work, actor, [target]);
  if (!claim) throw notUnclaimed();
  return claim;
}

/** Invites into the next `limit` accounts to which no open link was mailed; `after` is the last one of those before. */
export async function openNextClaims(
  work: Work,
  actor: Actor,
  after: MemberId | undefined,
  limit: number,
): Promise<{ claims: OpenLink[]; next: MemberId | undefined }> {
  const rows = await unclaimedAfter(work.sql, { after, limit, now: work.now, uninvited: true });
  const members = await findMembers(
    work,
    rows.map(({ id }) => id),
  );
  const mine = members.filter(({ role }) => role !== 'owner' || allows(actor, 'owners.manage'));
  const next = rows.length === limit ? rows.at(-1)?.id : undefined;
  return { claims: await openClaims(work, actor, mine), next };
}

/** Of those that have an address. */
async function openClaims(work: Work, actor: Actor, members: readonly MemberRow[]): Promise<OpenLink[]> {
  const reached = members.flatMap((member) => (member.email === null ? [] : [{ member, email: member.email }]));
  const claims = await openLinks(work, 'claim', actor.member, reached);
  for (const { member } of claims) {
    work.audit({ kind: 'claim.opened', actor: auditName(actor), object: `member:${member.id}` });
  }
  return claims;
}
