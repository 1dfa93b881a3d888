/** Which providers open an account, for who takes a device away from somebody else. */
import type { MemberId } from '#contract/ids.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName } from '../access/access.ts';
import { policyOf } from '../sso-policy/sso-policy.ts';
import { deleteIdentity, type LinkRow, linksOf } from './sso.sql.ts';

/** `opens`: members come in by it now. */
export type Link = Omit<LinkRow, 'is_on'> & { readonly opens: boolean };

export async function linksTo(work: Work, member: MemberId): Promise<Link[]> {
  const policy = await policyOf(work);
  const links = await linksOf(work.sql, member);
  return links.map(({ is_on, ...link }) => ({ ...link, opens: policy !== undefined && is_on }));
}

/** The provider knows the caller no more. What it says next is judged as of somebody who comes for the first time. */
export async function endLink(work: Work, actor: Actor, { provider_id: provider }: Link): Promise<void> {
  const { member } = actor;
  await deleteIdentity(work.sql, provider, member);
  work.audit({ kind: 'sso.unlinked', actor: auditName(actor), object: `member:${member}`, details: { provider } });
}
