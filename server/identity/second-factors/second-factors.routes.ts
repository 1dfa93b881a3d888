import { MailedLink, MemberParams } from '#contract/identity.ts';
import {
  AuthenticatorSecret,
  FactorResetList,
  RecoveryCodes,
  SecondFactors,
  SecondStep,
  SecondStepDone,
  StopFactorReset,
  WithCode,
  WithRecoveryCode,
} from '#contract/second-factors.ts';
import { longRoute, route } from '../access/access.ts';
import { type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { beginEnrolment, confirmEnrolment, removeAuthenticator } from './authenticators.ts';
import { finishSignIn, type ProvingMeans } from './proving.ts';
import { confirmCodes, makeCodes } from './recovery-codes.ts';
import { beginReset, listResets, stopReset, stopResetByLink } from './resets.ts';
import { lookAtFactors } from './second-factors.ts';

export const secondFactorRoutes = (means: ProvingMeans) => [
  ...signingInRoutes(means),
  ...ownRoutes(means),
  ...resetRoutes(means),
];

/** Open to who is signing in: to finish, or to add the first factor before coming in. */
const signingInRoutes = (means: ProvingMeans) => [
  longRoute(
    'POST /v1/sign-in/second-factor',
    {
      may: 'signing-in',
      says: 'Finishes a sign-in that owes a second factor, with a code of the app or a recovery code.',
      body: SecondStep,
      reply: SecondStepDone,
    },
    (units, { actor, body, origin }) => finishSignIn(units, means, actor, body, origin),
  ),
  route(
    'GET /v1/me/second-factors',
    {
      may: 'signing-in',
      says: 'Which second factors you have, and whether your team asks for one.',
      reply: SecondFactors,
    },
    (work, { actor }) => lookAtFactors(work, actor),
  ),
  route(
    'PUT /v1/me/authenticator',
    {
      may: 'signing-in',
      says: 'Begins to add an authenticator app, or another in its place; needs a recent proof.',
      reply: AuthenticatorSecret,
    },
    (work, { actor }) => beginEnrolment(work, actor),
  ),
  longRoute(
    'POST /v1/me/authenticator/confirmation',
    {
      may: 'signing-in',
      says: 'Adds the app that shows this code. With your first factor, your other devices are signed out.',
      body: WithCode,
    },
    async (units, { actor, body }) => {
      const news = await units.open({ team: actor.team }, (work) => confirmEnrolment(work, actor, body.code));
      if (news) await sendMail(means.mailer, news);
    },
  ),
];

const ownRoutes = (means: MailingMeans) => [
  longRoute(
    'DELETE /v1/me/authenticator',
    { may: 'signed-in', says: 'Removes the app and the recovery codes; needs a recent proof.' },
    async (units, { actor }) => {
      const news = await units.open({ team: actor.team }, (work) => removeAuthenticator(work, actor));
      if (news) await sendMail(means.mailer, news);
    },
  ),
  route(
    'POST /v1/me/recovery-codes',
    { may: 'signed-in', says: 'Makes new recovery codes; needs a recent proof.', reply: RecoveryCodes },
    async (work, { actor }) => ({ codes: await makeCodes(work, actor) }),
  ),
  route(
    'POST /v1/me/recovery-codes/confirmation',
    {
      may: 'signed-in',
      says: 'Lets the new recovery codes count, and the earlier ones not, by typing one of them.',
      body: WithRecoveryCode,
    },
    (work, { actor, body }) => confirmCodes(work, actor, body.recoveryCode),
  ),
  route(
    'DELETE /v1/me/second-factor-reset',
    { may: 'signed-in', says: 'Stops an admin’s reset of your second factors.' },
    (work, { actor }) => stopReset(work, actor, actor.member),
  ),
];

const resetRoutes = (means: MailingMeans) => [
  route(
    'GET /v1/second-factor-resets',
    { may: 'members.manage', says: 'The resets of second factors under way.', reply: FactorResetList },
    async (work, { actor }) => ({ resets: await listResets(work, actor) }),
  ),
  longRoute(
    'PUT /v1/members/:member/second-factor-reset',
    {
      may: 'members.manage',
      says: 'Has the second factors of a member who lost them removed in a day; of an owner: by another owner.',
      params: MemberParams,
      reply: MailedLink,
    },
    (units, { actor, params }) => beginReset(units, means, actor, params.member),
  ),
  route(
    'DELETE /v1/members/:member/second-factor-reset',
    { may: 'members.manage', says: 'Stops it.', params: MemberParams },
    (work, { actor, params }) => stopReset(work, actor, params.member),
  ),
  longRoute(
    'POST /v1/second-factor-resets/stop',
    { may: 'anyone', says: 'Stops it, for whoever holds the link in the mail to the member.', body: StopFactorReset },
    (units, { body }) => stopResetByLink(units, body.token),
  ),
];
