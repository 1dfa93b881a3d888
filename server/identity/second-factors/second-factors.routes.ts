import { BrowserCookies, MailedLink, MemberParams } from '#contract/identity.ts';
import {
  AddPasskey,
  Passkey,
  PasskeyCreation,
  PasskeyParams,
  PasskeyRequest,
  RenamePasskey,
} from '#contract/passkeys.ts';
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
import { guardLink } from '../guessing/guessing.ts';
import { type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { knownCookie } from '../signed-in.routes.ts';
import { beginEnrolment, confirmEnrolment, removeAuthenticator } from './authenticators.ts';
import { addPasskey, beginPasskey, removeOwnPasskey, renameOwnPasskey } from './own-passkeys.ts';
import { askToFinish, finishSignIn, type ProvingMeans } from './proving.ts';
import { confirmCodes, makeCodes } from './recovery-codes.ts';
import { beginReset, listResets, noReset, stopReset, stopResetByLink } from './resets.ts';
import { lookAtFactors } from './second-factors.ts';

export const secondFactorRoutes = (means: ProvingMeans) => [
  ...signingInRoutes(means),
  ...passkeyRoutes(means),
  ...ownRoutes(means),
  ...resetRoutes(means),
];

/** Open to who is signing in: to finish, or to add the first factor before coming in. */
const signingInRoutes = (means: ProvingMeans) => [
  route(
    'POST /v1/sign-in/second-factor/passkey-request',
    {
      may: 'signing-in',
      says: 'What the browser is to ask one of your passkeys for, to finish a sign-in that owes a second factor.',
      reply: PasskeyRequest,
    },
    (work, { actor }) => askToFinish(work, means.url(), actor),
  ),
  longRoute(
    'POST /v1/sign-in/second-factor',
    {
      may: 'signing-in',
      says: 'Finishes a sign-in that owes a second factor, with a passkey, a code of the app or a recovery code.',
      body: SecondStep,
      headers: BrowserCookies,
      reply: SecondStepDone,
    },
    async (units, { actor, body, headers, origin }) => {
      const { recoveryCodesLeft, known } = await finishSignIn(units, means, actor, body, { ...origin, ...headers });
      return { body: { recoveryCodesLeft }, headers: { 'set-cookie': knownCookie(actor.team, known, means.url()) } };
    },
  ),
  route(
    'GET /v1/me/second-factors',
    {
      may: 'signing-in',
      says: 'Which second factors you have, and whether your team asks for one.',
      reply: SecondFactors,
    },
    (work, { actor }) => lookAtFactors(work, means.url(), actor),
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

const passkeyRoutes = (means: ProvingMeans) => [
  route(
    'POST /v1/me/passkey-request',
    {
      may: 'signing-in',
      says: 'Begins to add a passkey: what the browser is to have made. Needs a recent proof.',
      reply: PasskeyCreation,
    },
    (work, { actor }) => beginPasskey(work, means.url(), actor),
  ),
  longRoute(
    'POST /v1/me/passkeys',
    {
      may: 'signing-in',
      says: 'Adds the passkey that was made. With your first factor, your other devices are signed out.',
      body: AddPasskey,
      reply: Passkey,
      status: 201,
    },
    async (units, { actor, body }) => {
      const { shown, news } = await units.open({ team: actor.team }, (work) =>
        addPasskey(work, means.url(), actor, body),
      );
      if (news) await sendMail(means.mailer, news);
      return shown;
    },
  ),
  route(
    'PATCH /v1/me/passkeys/:passkey',
    { may: 'signed-in', scope: 'none', says: 'Names a passkey anew.', params: PasskeyParams, body: RenamePasskey },
    (work, { actor, params, body }) => renameOwnPasskey(work, actor, params.passkey, body.name),
  ),
  longRoute(
    'DELETE /v1/me/passkeys/:passkey',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Removes a passkey, and with the last factor the recovery codes; needs a recent proof.',
      params: PasskeyParams,
    },
    async (units, { actor, params }) => {
      const news = await units.open({ team: actor.team }, (work) =>
        removeOwnPasskey(work, means.url(), actor, params.passkey),
      );
      if (news) await sendMail(means.mailer, news);
    },
  ),
];

const ownRoutes = (means: MailingMeans) => [
  longRoute(
    'DELETE /v1/me/authenticator',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Removes the app, and with the last factor the recovery codes; needs a recent proof.',
    },
    async (units, { actor }) => {
      const news = await units.open({ team: actor.team }, (work) => removeAuthenticator(work, means.url(), actor));
      if (news) await sendMail(means.mailer, news);
    },
  ),
  route(
    'POST /v1/me/recovery-codes',
    { may: 'signed-in', scope: 'none', says: 'Makes new recovery codes; needs a recent proof.', reply: RecoveryCodes },
    async (work, { actor }) => ({ codes: await makeCodes(work, actor) }),
  ),
  route(
    'POST /v1/me/recovery-codes/confirmation',
    {
      may: 'signed-in',
      scope: 'none',
      says: 'Lets the new recovery codes count, and the earlier ones not, by typing one of them.',
      body: WithRecoveryCode,
    },
    (work, { actor, body }) => confirmCodes(work, actor, body.recoveryCode),
  ),
  route(
    'DELETE /v1/me/second-factor-reset',
    { may: 'signed-in', scope: 'none', says: 'Stops an admin’s reset of your second factors.' },
    (work, { actor }) => stopReset(work, actor, actor.member),
  ),
];

const resetRoutes = (means: ProvingMeans) => [
  route(
    'GET /v1/second-factor-resets',
    {
      may: 'members.manage',
      scope: 'access:read',
      says: 'The resets of second factors under way.',
      reply: FactorResetList,
    },
    async (work, { actor }) => ({ resets: await listResets(work, actor) }),
  ),
  longRoute(
    'PUT /v1/members/:member/second-factor-reset',
    {
      may: 'members.manage',
      scope: 'none',
      says: 'Has the second factors of a member who lost them removed in a day; of an owner: by another owner.',
      params: MemberParams,
      reply: MailedLink,
    },
    (units, { actor, params }) => beginReset(units, means, actor, params.member),
  ),
  route(
    'DELETE /v1/members/:member/second-factor-reset',
    { may: 'members.manage', scope: 'none', says: 'Stops it.', params: MemberParams },
    (work, { actor, params }) => stopReset(work, actor, params.member),
  ),
  longRoute(
    'POST /v1/second-factor-resets/stop',
    { may: 'anyone', says: 'Stops it, for whoever holds the link in the mail to the member.', body: StopFactorReset },
    (units, { body, origin }) => guardLink(means.guesses, origin, noReset, () => stopResetByLink(units, body.token)),
  ),
];
