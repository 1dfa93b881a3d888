import type { Static } from 'typebox';
import {
  AcceptInvitation,
  InvitationPage,
  InvitationParams,
  InvitationPreview,
  InvitationQuery,
  Invite,
  Invited,
  LookAtInvitation,
  SignedIn,
} from '#contract/identity.ts';
import { limits } from '#platform/limits.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, longRoute, route } from '../access/access.ts';
import { type Guesses, guardLink } from '../guessing/guessing.ts';
import { letterWith, linkTo, type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { requireMember } from '../members/members.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { ownTeam, showTeam } from '../teams/teams.ts';
import {
  acceptInvitation,
  type CheckChannels,
  type InvitationMeans,
  type InvitationRow,
  invitationNotValid,
  invite,
  listInvitations,
  lookAtInvitation,
  renewInvitation,
  revokeInvitation,
  showInvitation,
} from './invitations.ts';

export interface InvitationRouteMeans extends InvitationMeans, MailingMeans {
  readonly guesses: Guesses;
  readonly checkChannels: CheckChannels;
}

export const invitationRoutes = (means: InvitationRouteMeans) => [
  ...routesForInviters(means),
  ...routesForInvited(means),
];

const routesForInviters = (means: InvitationRouteMeans) => [
  longRoute(
    'POST /v1/invitations',
    {
      may: 'invitations.manage',
      says:
        'Invites somebody by a link that works once, for seven days; ' +
        'with an address the link is also mailed there.',
      body: Invite,
      reply: Invited,
      status: 201,
    },
    async (units, { actor, body }) => {
      const { guestUntil, ...wanted } = body;
      const invited = { ...wanted, ...(guestUntil === undefined ? {} : { guestUntil: new Date(guestUntil) }) };
      return await deliver(units, means, actor, (work) => invite(work, means.checkChannels, actor, invited));
    },
  ),
  longRoute(
    'POST /v1/invitations/:invitation/renewal',
    {
      may: 'invitations.manage',
      says: 'Makes a new link for an invitation that was not used, and mails it again; the former link is dead.',
      params: InvitationParams,
      reply: Invited,
    },
    (units, { actor, params }) =>
      deliver(units, means, actor, (work) => renewInvitation(work, means.checkChannels, actor, params.invitation)),
  ),
  route(
    'GET /v1/invitations',
    {
      may: 'invitations.manage',
      says: "The team's invitations, newest first.",
      query: InvitationQuery,
      reply: InvitationPage,
    },
    async (work, { query }) => {
      const { invitations, next } = await listInvitations(work, query.after, query.limit ?? limits.page.default);
      const last = invitations.at(-1);
      return {
        invitations: invitations.map(showInvitation),
        ...(next && last ? { next: showInvitation(last).id } : {}),
      };
    },
  ),
  route(
    'DELETE /v1/invitations/:invitation',
    { may: 'invitations.manage', says: 'Takes an open invitation back.', params: InvitationParams },
    (work, { actor, params }) => revokeInvitation(work, actor, params.invitation),
  ),
];

/** Commits the invitation, then mails its link where it has an address. */
async function deliver(
  units: Units,
  { mailer, url }: InvitationRouteMeans,
  actor: Actor,
  make: (work: Work) => Promise<{ invitation: InvitationRow; token: string }>,
): Promise<Static<typeof Invited>> {
  const { invitation, token, team, inviter } = await units.open({ team: actor.team }, async (work) => ({
    ...(await make(work)),
    team: await ownTeam(work, actor.team),
    inviter: await requireMember(work, actor.member),
  }));
  const link = linkTo(url(), team, 'invitation', token);
  const shown = { invitation: showInvitation(invitation), link };
  if (invitation.email === null) return shown;
  const letter = letterWith({
    to: invitation.email,
    subject: `Invitation to ${team.name}`,
    says: `${inviter.name} invites you to join ${team.name} on Wardroom.`,
    open: 'Open this link to choose a name and a password',
    link,
    expiresAt: invitation.expires_at,
    otherwise: 'If you did not expect this, do nothing: nobody is added without the link.',
  });
  return { ...shown, mail: await sendMail(mailer, letter) };
}

/** For whoever holds the link. */
const routesForInvited = (means: InvitationRouteMeans) => [
  longRoute(
    'POST /v1/invitations/preview',
    {
      may: 'anyone',
      says: 'What an invitation opens, for whoever holds its token.',
      body: LookAtInvitation,
      reply: InvitationPreview,
    },
    async (units, { body, origin }) => {
      const look = () => lookAtInvitation(units, body.token);
      const { team, inviter, invitation } = await guardLink(means.guesses, origin, invitationNotValid, look);
      return {
        team: showTeam(team),
        role: invitation.role,
        ...(inviter ? { invitedBy: inviter.name } : {}),
        ...(invitation.email === null ? {} : { email: invitation.email }),
      };
    },
  ),
  longRoute(
    'POST /v1/invitations/acceptance',
    {
      may: 'anyone',
      says: 'Accepts an invitation: makes the member and signs it in.',
      body: AcceptInvitation,
      reply: SignedIn,
      status: 201,
    },
    async (units, { body, origin }) => {
      const accept = () => acceptInvitation(units, means, body, origin);
      return signedInReply(await guardLink(means.guesses, origin, invitationNotValid, accept), body.as, means.url());
    },
  ),
];
