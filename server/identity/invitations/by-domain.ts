import type { InvitationId, TeamId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import { mintBearer } from '../bearer.ts';
import { deleteDomainLinks, insertInvitation } from './invitations.sql.ts';

/**
 * An invitation that no member made: for an address, folded, at a domain that the team lists. The token is for that
 * mailbox and nobody else; an earlier one for the address opens nothing any more.
 */
export async function inviteByDomain(
  work: Work,
  team: TeamId,
  { domain, email }: { readonly domain: string; readonly email: string },
): Promise<{ token: string; expiresAt: Date }> {
  await deleteDomainLinks(work.sql, { email });
  const { text, hash } = mintBearer(work.random, 'invitation', team);
  const id = work.random.uuid() as InvitationId;
  const expiresAt = after(work.now, limits.joinDomains.linkMs);
  await insertInvitation(work.sql, {
    ...{ id, team_id: team, token_hash: hash, email, domain, role: 'member', channels: [], guest_until: null },
    ...{ invited_by: null, created_at: work.now, expires_at: expiresAt, accepted_at: null, revoked_at: null },
  });
  work.audit({ kind: 'join-link.made', actor: 'join-domain', object: `invitation:${id}`, details: { domain } });
  return { token: text, expiresAt };
}

/** Links that the domain made and nobody used open nothing any more. */
export const endDomainLinks = (work: Work, domain: string): Promise<void> => deleteDomainLinks(work.sql, { domain });
