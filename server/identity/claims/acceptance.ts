import { problem } from '#platform/problem.ts';
import type { Units } from '#platform/work.ts';
import { allows } from '../access/access.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import { revokeTokensOf } from '../api-tokens/api-tokens.ts';
import { type LinkRule, lookAtLink, takeLink } from '../mailed-links/mailed-links.ts';
import type { MemberRow } from '../members/members.ts';
import { requireMember, setPassword, storedPassword, type Welcome } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { hashNewPassword, type Passwords } from '../passwords/passwords.ts';
import { admit, type SignedInDevice } from '../sign-in/sign-in.ts';
import { refuseBound } from '../sso-policy/sso-policy.ts';
import type { TeamRow } from '../teams/teams.ts';

export const claimNotValid = problem(
  'claims/not-valid',
  404,
  'This link is not valid any more. Ask an admin of the team to invite you again.',
);

/** It counts while the account is as it was mailed to, and while who sent it may still invite into it. */
const claimLink: LinkRule = {
  kind: 'claim',
  notValid: claimNotValid,
  async counts(work, link, member) {
    const isAsMailed = member.email === link.email && !member.deactivated_at;
    if (!isAsMailed || link.asked_by === null || (await storedPassword(work, member.id)) !== null) return false;
    const inviter = await requireMember(work, link.asked_by);
    if (inviter.deactivated_at || !allows(inviter, 'invitations.manage')) return false;
    return member.role !== 'owner' || inviter.role === 'owner';
  },
};

export interface ClaimMeans {
  readonly passwords: Passwords;
  readonly welcome: Welcome;
}

/** The account behind a token, and its team; refuses with `claimNotValid`. */
export const lookAtClaim = (units: Units, token: string): Promise<{ team: TeamRow; member: MemberRow }> =>
  lookAtLink(units, claimLink, token);

/**
 * Gives the account its first password and signs its person in. API tokens that somebody made for the account before
 * end. Of several who hold the link and use it at once, one comes in.
 */
export async function claimAccount(
  units: Units,
  { passwords, welcome }: ClaimMeans,
  given: { readonly token: string; readonly password: string },
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const { team, member: before } = await lookAtClaim(units, given.token);
  await units.open({ team: team.id }, (work) => refuseBound(work, before.role));
  const passwordHash = await hashNewPassword(passwords, given.password, before, team, networkOf(origin));
  return await units.open({ team: team.id }, async (work) => {
    const { member } = await takeLink(work, claimLink, given.token);
    await setPassword(work, member.id, passwordHash);
    const by = `member:${member.id}`;
    work.audit({ kind: 'member.claimed', actor: by, object: by });
    await revokeTokensOf(work, member.id, by);
    await welcome(work, member, []);
    return await admit(work, team, member, 'claim', origin);
  });
}
