import { AskForEmail, AskForOwnEmail, ConfirmEmail } from '#contract/administration.ts';
import { MailedLink, MemberParams } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { askForEmailOf, askForOwnEmail, confirmEmail, type EmailChangeMeans } from './email-changes.ts';

export const emailChangeRoutes = (means: EmailChangeMeans) => [
  longRoute(
    'PUT /v1/me/email',
    {
      may: 'signed-in',
      says: 'Asks for another e-mail address: a link is mailed there, and nothing changes before it is confirmed.',
      body: AskForOwnEmail,
      reply: MailedLink,
    },
    (units, { actor, body }) => askForOwnEmail(units, means, actor, body),
  ),
  longRoute(
    'PUT /v1/members/:member/email',
    {
      may: 'members.manage',
      says: 'Proposes another e-mail address: it holds when the member has confirmed it from there, signed in.',
      params: MemberParams,
      body: AskForEmail,
      reply: MailedLink,
    },
    (units, { actor, params, body }) => askForEmailOf(units, means, actor, params.member, body.email),
  ),
  longRoute(
    'POST /v1/me/email/confirmation',
    { may: 'signed-in', says: 'Confirms the address to which the link was mailed.', body: ConfirmEmail },
    (units, { actor, body }) => confirmEmail(units, means, actor, body.token),
  ),
];
