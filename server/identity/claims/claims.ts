/**
 * How people come into the accounts that an import made for them. The danger: such an account holds somebody's direct
 * messages, and whoever sets its password reads them. The principle: the link goes by mail to the account's own
 * address and is shown to nobody else, not even to who invites; holding it proves that one reads that mail. An
 * ordinary invitation, whose link its maker saw, never opens an account that is there. The boundary: that of
 * `mailed-links`.
 */

import type { Unclaimed } from '#contract/claims.ts';
import type { MemberId } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { dropLink } from '../mailed-links/mailed-links.ts';
import { findMembers, requireLocked, requireOwnerFor } from '../members/members.ts';
import { showMembers } from '../profiles/profiles.ts';
import { unclaimedAfter } from './claims.sql.ts';

export { type ClaimMeans, claimAccount, claimNotValid, lookAtClaim } from './acceptance.ts';
export { inviteToClaim, inviteUnclaimed } from './sending.ts';

export const noSuchClaim = problem(
  'claims/no-such-claim',
  404,
  'Nobody is invited into this account, or the invitation has ended already.',
);

/** Takes an invitation back: its link opens nothing any more. */
export async function revokeClaim(work: Work, actor: Actor, member: MemberId): Promise<void> {
  const target = await requireLocked(work, member);
  requireOwnerFor(actor, target.role);
  if (!(await dropLink(work, 'claim', member))) throw noSuchClaim();
  work.audit({ kind: 'claim.revoked', actor: auditName(actor), object: `member:${member}` });
}

/** The accounts that nobody can sign in to yet, in the order in which they came. */
export async function listUnclaimed(
  work: Work,
  viewer: Actor,
  after: MemberId | undefined,
  limit: number,
): Promise<{ unclaimed: Unclaimed[]; next: MemberId | undefined }> {
  const rows = await unclaimedAfter(work.sql, { after, limit: limit + 1, now: work.now, uninvited: false });
  const page = rows.slice(0, limit);
  const found = await findMembers(
    work,
    page.map(({ id }) => id),
  );
  const members = await showMembers(work, found, viewer);
  const unclaimed = members.map((member, at): Unclaimed => {
    const { mailed_at, expires_at } = page[at] ?? {};
    return {
      member,
      ...(mailed_at ? { mailedAt: mailed_at.toISOString() } : {}),
      ...(mailed_at && expires_at ? { expiresAt: expires_at.toISOString() } : {}),
    };
  });
  return { unclaimed, next: rows.length > limit ? page.at(-1)?.id : undefined };
}
