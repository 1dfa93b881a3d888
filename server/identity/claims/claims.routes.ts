import {
  AcceptClaim,
  ClaimPreview,
  InvitedUnclaimed,
  InviteUnclaimed,
  LookAtClaim,
  UnclaimedPage,
  UnclaimedQuery,
} from '#contract/claims.ts';
import { MailedLink, MemberParams, SignedIn } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { longRoute, route } from '../access/access.ts';
import { type Guesses, guardLink } from '../guessing/guessing.ts';
import type { MailingMeans } from '../mailed-links/mailed-links.ts';
import { showAccount } from '../members/members.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { showTeam } from '../teams/teams.ts';
import {
  type ClaimMeans,
  claimAccount,
  claimNotValid,
  inviteToClaim,
  inviteUnclaimed,
  listUnclaimed,
  lookAtClaim,
  revokeClaim,
} from './claims.ts';

interface ClaimRouteMeans extends ClaimMeans, MailingMeans {
  readonly guesses: Guesses;
}

export const claimRoutes = (means: ClaimRouteMeans) => [...routesForAdmins(means), ...routesForHeld(means)];

const routesForAdmins = (means: MailingMeans) => [
  route(
    'GET /v1/claims',
    {
      may: 'invitations.manage',
      says: 'The accounts of an import that nobody can sign in to yet, and who of them was invited.',
      query: UnclaimedQuery,
      reply: UnclaimedPage,
    },
    async (work, { actor, query }) => {
      const limit = query.limit ?? limits.page.default;
      const { unclaimed, next } = await listUnclaimed(work, actor, query.after, limit);
      return { unclaimed, ...(next ? { next: publicId('U', next) } : {}) };
    },
  ),
  longRoute(
    'POST /v1/claims',
    {
      may: 'invitations.manage',
      scope: 'none',
      says: 'Mails a link to the next people of an import who cannot sign in and were not invited, each to their own.',
      body: InviteUnclaimed,
      reply: InvitedUnclaimed,
    },
    (units, { actor, body }) =>
      inviteUnclaimed(units, means, actor, { after: body.after, limit: body.limit ?? limits.claims.mailsDefault }),
  ),
  longRoute(
    'PUT /v1/members/:member/claim',
    {
      may: 'invitations.manage',
      scope: 'none',
      says: 'Mails a link into an account of an import to its own address. The link is shown to nobody else.',
      params: MemberParams,
      reply: MailedLink,
    },
    (units, { actor, params }) => inviteToClaim(units, means, actor, params.member),
  ),
  route(
    'DELETE /v1/members/:member/claim',
    { may: 'invitations.manage', scope: 'none', says: 'Takes the link into an account back.', params: MemberParams },
    (work, { actor, params }) => revokeClaim(work, actor, params.member),
  ),
];

/** For whoever holds the link. */
const routesForHeld = (means: ClaimRouteMeans) => [
  longRoute(
    'POST /v1/claims/preview',
    {
      may: 'anyone',
      says: 'Which account a link opens, for whoever holds its token.',
      body: LookAtClaim,
      reply: ClaimPreview,
    },
    async (units, { body, origin }) => {
      const look = () => lookAtClaim(units, body.token);
      const { team, member } = await guardLink(means.guesses, origin, claimNotValid, look);
      return { team: showTeam(team), member: showAccount(member, { member: member.id, role: member.role }) };
    },
  ),
  longRoute(
    'POST /v1/claims/acceptance',
    {
      may: 'anyone',
      says: 'Gives an account of an import its first password and signs its person in.',
      body: AcceptClaim,
      reply: SignedIn,
    },
    async (units, { body, origin }) => {
      const claim = () => claimAccount(units, means, body, origin);
      return signedInReply(await guardLink(means.guesses, origin, claimNotValid, claim), body.as, means.url());
    },
  ),
];
