import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { allows } from '../access/access.ts';
import type { CallOrigin } from '../access-log/access-log.ts';
import { requireBearer } from '../bearer.ts';
import { beginExpiry } from '../guests/guests.ts';
import { addMember, foldEmail, type MemberRow, requireFree, requireMember, type Welcome } from '../members/members.ts';
import { networkOf } from '../origin.ts';
import { hashNewPassword, type Passwords } from '../passwords/passwords.ts';
import { admit, type SignedInDevice } from '../sign-in/sign-in.ts';
import { refuseBound } from '../sso-policy/sso-policy.ts';
import { ownTeam, type TeamRow } from '../teams/teams.ts';
import { type InvitationRow, invitationByHash, lockInvitationByHash, markAccepted } from './invitations.sql.ts';

// One refusal for all that is not open: a link that was guessed tells nothing.
export const invitationNotValid = problem(
  'invitations/not-valid',
  404,
  'This invitation is not valid any more. Ask the person who sent it for a new one.',
);
export const invitationForOther = problem(
  'invitations/for-another-address',
  409,
  'This invitation was made for another e-mail address. Use that address, or ask for an invitation of your own.',
);

/**
 * The open invitation behind a token, its team, and who made it unless a listed domain did. Refuses with
 * `invitationNotValid`.
 */
export async function lookAtInvitation(
  units: Units,
  token: string,
): Promise<{ team: TeamRow; inviter: MemberRow | undefined; invitation: InvitationRow }> {
  const bearer = requireBearer(token, 'invitation', invitationNotValid);
  return await units.open({ team: bearer.team }, async (work) => {
    const invitation = await requireOpen(work, await invitationByHash(work.sql, bearer.hash));
    const { invited_by } = invitation;
    const inviter = invited_by === null ? undefined : await requireMember(work, invited_by);
    return { team: await ownTeam(work, bearer.team), inviter, invitation };
  });
}

export interface InvitationMeans {
  readonly passwords: Passwords;
  readonly welcome: Welcome;
}

interface Acceptance {
  readonly token: string;
  readonly name: string;
  readonly handle: string;
  readonly email: string;
  readonly password: string;
}

/** Makes the invited person a member and signs it in. Of several who accept one link at once, one becomes a member. */
export async function acceptInvitation(
  units: Units,
  { passwords, welcome }: InvitationMeans,
  given: Acceptance,
  origin: CallOrigin,
): Promise<SignedInDevice> {
  const { hash } = requireBearer(given.token, 'invitation', invitationNotValid);
  const { team, invitation } = await lookAtInvitation(units, given.token);
  requireAddress(invitation, given.email);
  // What can be refused is refused before the costly part.
  await units.open({ team: team.id }, async (work) => {
    await refuseBound(work, invitation.role);
    await requireFree(work, team.id, given.handle, given.email);
  });
  const passwordHash = await hashNewPassword(passwords, given.password, given, team, networkOf(origin));
  return await units.open({ team: team.id }, async (work) => {
    const open = await requireOpen(work, await lockInvitationByHash(work.sql, hash));
    const { name, handle, email } = given;
    const { role, channels } = open;
    const member = await addMember(work, welcome, { team: team.id, role, handle, name, email, passwordHash, channels });
    if (open.guest_until) await beginExpiry(work, member, open.guest_until);
    await markAccepted(work.sql, open.id, member.id, work.now);
    const details = open.domain === null ? {} : { domain: open.domain };
    work.audit({
      kind: 'invitation.accepted',
      actor: `member:${member.id}`,
      object: `invitation:${open.id}`,
      details,
    });
    return await admit(work, team, member, 'invitation', origin);
  });
}

/** Open, and made by somebody who may still invite, or by a domain: one that is taken off the list takes its links. */
async function requireOpen(work: Work, invitation: InvitationRow | undefined): Promise<InvitationRow> {
  if (!invitation || invitation.accepted_at || invitation.revoked_at || invitation.expires_at <= work.now) {
    throw invitationNotValid();
  }
  if (invitation.invited_by === null) return invitation;
  const inviter = await requireMember(work, invitation.invited_by);
  if (inviter.deactivated_at || !allows(inviter, 'invitations.manage')) throw invitationNotValid();
  return invitation;
}

function requireAddress({ email: bound }: InvitationRow, email: string): void {
  if (bound !== null && foldEmail(bound) !== foldEmail(email)) throw invitationForOther();
}
