import { AcceptReset, AskForReset, LookAtReset, ResetPreview } from '#contract/entrance.ts';
import { MailedLink, MemberParams, SignedIn } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { type Guesses, guardLink } from '../guessing/guessing.ts';
import type { MailRequests } from '../mailed-links/mailed-links.ts';
import { showAccount } from '../members/members.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { showTeam } from '../teams/teams.ts';
import { acceptReset, lookAtReset, type ResetMeans, resetNotValid, sendReset } from './password-resets.ts';

export const passwordResetRoutes = (
  means: ResetMeans & { readonly guesses: Guesses },
  requests: Pick<MailRequests, 'ask'>,
) => [
  longRoute(
    'POST /v1/password-resets',
    {
      may: 'anyone',
      says: 'Asks for a mail with a link to a new password. The answer is the same whether there is such an account.',
      body: AskForReset,
      status: 202,
    },
    async (_units, { body, origin }) => requests.ask(body, origin),
  ),
  longRoute(
    'POST /v1/password-resets/preview',
    {
      may: 'anyone',
      says: 'Whose password a link replaces, for whoever holds its token.',
      body: LookAtReset,
      reply: ResetPreview,
    },
    async (units, { body, origin }) => {
      const look = () => lookAtReset(units, body.token);
      const { team, member } = await guardLink(means.guesses, origin, resetNotValid, look);
      return { team: showTeam(team), member: showAccount(member, { member: member.id, role: member.role }) };
    },
  ),
  longRoute(
    'POST /v1/password-resets/acceptance',
    {
      may: 'anyone',
      says: 'Replaces the password, signs out every device of the account, and signs this one in.',
      body: AcceptReset,
      reply: SignedIn,
    },
    async (units, { body, origin }) => {
      const accept = () => acceptReset(units, means, body, origin);
      return signedInReply(await guardLink(means.guesses, origin, resetNotValid, accept), body.as, means.url());
    },
  ),
  longRoute(
    'PUT /v1/members/:member/password-reset',
    {
      may: 'members.manage',
      scope: 'none',
      says: 'Mails a member a link to a new password, to the address of the account; of an owner: by an owner.',
      params: MemberParams,
      reply: MailedLink,
    },
    (units, { actor, params }) => sendReset(units, means, actor, params.member),
  ),
];
