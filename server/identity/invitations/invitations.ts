/**
 * Invitations. The danger: a link that outlives its purpose, works twice, or gives more than the inviter may give. The
 * principle: the link is random and stored as a hash, works once and for seven days, and counts only while the person
 * who made it may still invite. The boundary: what being in a channel means is decided by the rooms above.
 */

import type { Invitation } from '#contract/identity.ts';
import { type ChannelId, type InvitationId, publicId } from '#contract/ids.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, isGuest, requireDevice } from '../access/access.ts';
import { mintBearer } from '../bearer.ts';
import { guestExpiryPast, notAGuest } from '../guests/guests.ts';
import { emailTaken, findByEmail } from '../members/members.ts';
import {
  countOpen,
  type InvitationRow,
  type InvitedRole,
  insertInvitation,
  invitationsBefore,
  lockUnused,
  markRevoked,
  replaceLink,
} from './invitations.sql.ts';

export { acceptInvitation, type InvitationMeans, invitationNotValid, lookAtInvitation } from './acceptance.ts';
export { endDomainLinks, inviteByDomain } from './by-domain.ts';
export type { InvitationRow } from './invitations.sql.ts';

export const noSuchInvitation = problem(
  'invitations/no-such-invitation',
  404,
  'There is no such invitation, or it was accepted or revoked already.',
);
export const guestNeedsChannels = problem(
  'invitations/guest-needs-channels',
  422,
  'A guest sees only the channels that the invitation names: ' +
    'name at least one, and for a single-channel guest exactly one.',
);
export const accountWaits = problem<{ member: string }>(
  'invitations/account-waits',
  409,
  'The account with this address came with an import and waits for its person. Invite that person to claim it.',
);
export const tooManyInvitations = problem<{ openMax: number }>(
  'invitations/too-many',
  409,
  'The team has as many open invitations as it can have. Revoke some first.',
);

/** Refuses channels into which this actor could bring nobody; the rooms above identity implement it. */
export type CheckChannels = (work: Work, actor: Actor, channels: readonly ChannelId[]) => Promise<void>;

export interface Invite {
  readonly role: InvitedRole;
  readonly email?: string;
  readonly channels?: readonly ChannelId[];
  readonly guestUntil?: Date;
}

/** Makes an invitation; the token opens it and is shown this once. */
export async function invite(
  work: Work,
  checkChannels: CheckChannels,
  actor: Actor,
  { role, email, channels = [], guestUntil }: Invite,
): Promise<{ invitation: InvitationRow; token: string }> {
  // By a token that leaked somebody would bring in an admin of its own.
  if (role === 'admin' && actor.scopes !== undefined) requireDevice(actor);
  if (role === 'guest' && channels.length === 0) throw guestNeedsChannels();
  if (role === 'single-guest' && channels.length !== 1) throw guestNeedsChannels();
  if (email !== undefined) await refuseKnown(work, email);
  if (guestUntil) refuseUntil(work, role, guestUntil);
  await refuseMore(work);
  await checkChannels(work, actor, channels);
  const { text, hash } = mintBearer(work.random, 'invitation', actor.team);
  const invitation: InvitationRow = {
    id: work.random.uuid() as InvitationId,
    email: email ?? null,
    role,
    channels: [...channels],
    guest_until: guestUntil ?? null,
    invited_by: actor.member,
    domain: null,
    created_at: work.now,
    expires_at: after(work.now, limits.invitations.lifetimeMs),
    accepted_at: null,
    revoked_at: null,
  };
  await insertInvitation(work.sql, { ...invitation, team_id: actor.team, token_hash: hash });
  const details = { role, channels: channels.length, for_address: email !== undefined };
  work.audit({ kind: 'invitation.made', actor: auditName(actor), object: `invitation:${invitation.id}`, details });
  return { invitation, token: text };
}

/**
 * Makes a new link for an invitation that was not used, also for one that has ended, in the name of the caller; the
 * former link opens nothing any more.
 */
export async function renewInvitation(
  work: Work,
  checkChannels: CheckChannels,
  actor: Actor,
  id: InvitationId,
): Promise<{ invitation: InvitationRow; token: string }> {
  const unused = await lockUnused(work.sql, id);
  if (!unused) throw noSuchInvitation();
  if (unused.email !== null) await refuseKnown(work, unused.email);
  if (unused.guest_until) refuseUntil(work, unused.role, unused.guest_until);
  if (unused.expires_at <= work.now) await refuseMore(work);
  await checkChannels(work, actor, unused.channels);
  const { text, hash } = mintBearer(work.random, 'invitation', actor.team);
  const link = { invited_by: actor.member, expires_at: after(work.now, limits.invitations.lifetimeMs) };
  await replaceLink(work.sql, id, { ...link, token_hash: hash });
  work.audit({ kind: 'invitation.renewed', actor: auditName(actor), object: `invitation:${id}` });
  return { invitation: { ...unused, ...link }, token: text };
}

async function refuseMore(work: Work): Promise<void> {
  const { openMax } = limits.invitations;
  if ((await countOpen(work.sql, work.now, openMax)) === openMax) throw tooManyInvitations({ openMax });
}

function refuseUntil(work: Work, role: InvitedRole, until: Date): void {
  if (!isGuest(role)) throw notAGuest();
  if (!(until > work.now)) throw guestExpiryPast();
}

/** An account that waits is named: whoever invites may see it, and invites into it by a link that it is not shown. */
async function refuseKnown(work: Work, email: string): Promise<void> {
  const account = await findByEmail(work, email);
  if (!account) return;
  if (account.password_hash !== null || account.deactivated_at) throw emailTaken();
  throw accountWaits({ member: publicId('U', account.id) });
}

/** The team's invitations, newest first; `after` is the last one of the page before. */
export async function listInvitations(
  work: Work,
  after: InvitationId | undefined,
  limit: number,
): Promise<{ invitations: InvitationRow[]; next: InvitationId | undefined }> {
  const rows = await invitationsBefore(work.sql, after, limit + 1);
  const invitations = rows.slice(0, limit);
  return { invitations, next: rows.length > limit ? invitations.at(-1)?.id : undefined };
}

/** Takes an invitation back: its link opens nothing any more. */
export async function revokeInvitation(work: Work, actor: Actor, invitation: InvitationId): Promise<void> {
  if (!(await markRevoked(work.sql, invitation, work.now))) throw noSuchInvitation();
  work.audit({ kind: 'invitation.revoked', actor: auditName(actor), object: `invitation:${invitation}` });
}

/** For one that a member made. */
export function showInvitation(invitation: InvitationRow): Invitation {
  if (invitation.invited_by === null) throw new Error('An invitation is to be shown that no member made.');
  return {
    id: publicId('I', invitation.id),
    role: invitation.role,
    ...(invitation.email === null ? {} : { email: invitation.email }),
    invitedBy: publicId('U', invitation.invited_by),
    createdAt: invitation.created_at.toISOString(),
    expiresAt: invitation.expires_at.toISOString(),
    ...(invitation.guest_until ? { guestUntil: invitation.guest_until.toISOString() } : {}),
    ...(invitation.accepted_at ? { acceptedAt: invitation.accepted_at.toISOString() } : {}),
    ...(invitation.revoked_at ? { revokedAt: invitation.revoked_at.toISOString() } : {}),
  };
}
