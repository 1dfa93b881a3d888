import { AskForEmail, AskForOwnEmail, ConfirmEmail } from '#contract/administration.ts';
import { BrowserCookies, MailedLink, MemberParams } from '#contract/identity.ts';
import { longRoute } from '../access/access.ts';
import { guardLink } from '../guessing/guessing.ts';
import {
  askForEmailOf,
  askForOwnEmail,
  confirmEmail,
  type EmailChangeMeans,
  emailChangeNotValid,
} from './email-changes.ts';

export const emailChangeRoutes = (means: EmailChangeMeans) => [
  longRoute(
    'PUT /v1/me/email',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Asks for another e-mail address: a link is mailed there, and nothing changes before it is confirmed.',
      body: AskForOwnEmail,
      headers: BrowserCookies,
      reply: MailedLink,
    },
    (units, { actor, body, headers, origin }) => askForOwnEmail(units, means, actor, body, { ...origin, ...headers }),
  ),
  longRoute(
    'PUT /v1/members/:member/email',
    {
      may: 'members.manage',
      scope: 'none',
      says: 'Proposes another e-mail address: it holds when the member has confirmed it from there, signed in.',
      params: MemberParams,
      body: AskForEmail,
      reply: MailedLink,
    },
    (units, { actor, params, body }) => askForEmailOf(units, means, actor, params.member, body.email),
  ),
  longRoute(
    'POST /v1/me/email/confirmation',
    { may: 'signed-in', scope: 'none', says: 'Confirms the address to which the link was mailed.', body: ConfirmEmail },
    (units, { actor, body, origin }) =>
      guardLink(means.guesses, origin, emailChangeNotValid, () => confirmEmail(units, means, actor, body.token)),
  ),
];
