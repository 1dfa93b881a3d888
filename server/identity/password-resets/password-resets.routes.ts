import { AcceptReset, AskForReset, LookAtReset, ResetPreview } from '#contract/entrance.ts';
import { MailedLink, MemberParams, SignedIn } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import type { MailRequests } from '../mailed-links/mailed-links.ts';
import { showAccount } from '../members/members.ts';
import { signedInReply } from '../signed-in.routes.ts';
import { showTeam } from '../teams/teams.ts';
import { acceptReset, lookAtReset, type ResetMeans, sendReset } from './password-resets.ts';

export const passwordResetRoutes = (means: ResetMeans, requests: Pick<MailRequests, 'ask'>) => [
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
    async (units, { body }) => {
      const { team, member } = await lookAtReset(units, body.token);
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
    async (units, { body, origin }) =>
      signedInReply(await acceptReset(units, means, body, origin), body.as, means.url()),
  ),
  longRoute(
    'PUT /v1/members/:member/password-reset',
    {
      may: 'members.manage',
      says: 'Mails a member a link to a new password, to the address of the account; of an owner: by an owner.',
      params: MemberParams,
      reply: MailedLink,
    },
    (units, { actor, params }) => sendReset(units, means, actor, params.member),
  ),
];
