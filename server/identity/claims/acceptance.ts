import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { allows } from '../access/access.ts';
import { type CallOrigin, recordSignIn } from '../access-log/access-log.ts';
import { revokeTokensOf } from '../api-tokens/api-tokens.ts';
import { type Bearer, readBearer } from '../bearer.ts';
import {
  lockedMember,
  type MemberRow,
  requireMember,
  setFirstPassword,
  storedPassword,
  type Welcome,
} from '../members/members.ts';
import { checkPassword, type Passwords } from '../passwords/passwords.ts';
import { startSession } from '../sessions/sessions.ts';
import type { SignedInDevice } from '../sign-in/sign-in.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import { claimByHash, deleteClaim } from './claims.sql.ts';

// One refusal for all that is not open: a link that was guessed tells nothing.
export const claimNotValid = problem(
  'claims/not-valid',
  404,
  'This link is not valid any more. Ask an admin of the team to invite you again.',
);

export interface ClaimMeans {
  readonly passwords: Passwords;
  readonly welcome: Welcome;
}

/** The account behind a token, and its team; refuses with `claimNotValid`. */
export async function lookAtClaim(units: Units, token: string): Promise<{ team: TeamRow; member: MemberRow }> {
  const bearer = bearerOf(token);
  return await units.open({ team: bearer.team }, async (work) => {
    const claim = await claimByHash(work.sql, bearer.hash);
    if (!claim) throw claimNotValid();
    const member = await requireOpen(work, bearer, await requireMember(work, claim.member_id));
    return { team: await ownTeam(work, bearer.team), member };
  });
}

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
  const bearer = bearerOf(given.token);
  const { team, member: before } = await lookAtClaim(units, given.token);
  await checkPassword(given.password, [before.name, before.handle, before.email ?? '', team.name, team.slug]);
  const passwordHash = await passwords.hash(given.password);
  return await units.open({ team: team.id }, async (work) => {
    const member = await requireOpen(work, bearer, await lockedMember(work, before.id));
    await setFirstPassword(work, member.id, passwordHash);
    await deleteClaim(work.sql, member.id, work.now);
    const by = `member:${member.id}`;
    work.audit({ kind: 'member.claimed', actor: by, object: by });
    await revokeTokensOf(work, member.id, by);
    await welcome(work, member, []);
    await recordSignIn(work, team.id, member.id, 'claim', origin);
    const started = await startSession(work, { team: team.id, member: member.id }, origin);
    return { team, member, ...started };
  });
}

function bearerOf(token: string): Bearer {
  const bearer = readBearer(token);
  if (bearer?.kind !== 'claim') throw claimNotValid();
  return bearer;
}

/** The link counts while the account is as it was mailed to, and while who sent it may still invite into it. */
async function requireOpen(work: Work, { hash }: Bearer, member: MemberRow | undefined): Promise<MemberRow> {
  const claim = await claimByHash(work.sql, hash);
  if (!member || !claim || claim.member_id !== member.id || claim.expires_at <= work.now) throw claimNotValid();
  const isAsMailed = member.email === claim.email && !member.deactivated_at;
  if (!isAsMailed || (await storedPassword(work, member.id)) !== null) throw claimNotValid();
  const inviter = await requireMember(work, claim.invited_by);
  const mayInvite = allows(inviter, 'invitations.manage') && (member.role !== 'owner' || inviter.role === 'owner');
  if (inviter.deactivated_at || !mayInvite) throw claimNotValid();
  return member;
}
