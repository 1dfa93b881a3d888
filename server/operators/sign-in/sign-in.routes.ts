import { SessionParams } from '#contract/identity.ts';
import { publicId } from '#contract/ids.ts';
import {
  ChangeOperatorPassword,
  OperatorAttemptList,
  OperatorMe,
  OperatorSecondStep,
  OperatorSessionList,
  OperatorSignedIn,
  OperatorSignIn,
  ProveFactor,
} from '#contract/operators.ts';
import { SecondStepDone } from '#contract/second-factors.ts';
import { longRoute, operatorName, route } from '../access/access.ts';
import { listAttempts } from '../attempts/attempts.ts';
import { consoleCookie } from '../console-cookie.ts';
import { appSince, codesLeft } from '../factors/factors.ts';
import { lookAtPasskeys } from '../passkeys/passkeys.ts';
import { endSession, endSessionsOf, listSessions } from '../sessions/sessions.ts';
import type { SignIns } from './sign-in.ts';

export const signInRoutes = (signIns: SignIns, url: () => string) => [
  longRoute(
    'POST /v1/operator/sign-in',
    {
      may: 'anyone',
      says: 'Begins a sign-in with a password, which opens nothing by itself. Every refusal reads the same.',
      body: OperatorSignIn,
      reply: OperatorSignedIn,
    },
    async (units, { body, origin }) => {
      const token = await signIns.begin(units, body, origin);
      const owes = 'second-factor' as const;
      return { body: { name: body.name, owes }, headers: { 'set-cookie': consoleCookie(token, url()) } };
    },
  ),
  longRoute(
    'POST /v1/operator/sign-in/second-factor',
    {
      may: 'signing-in',
      says: 'Finishes a sign-in with a code of the app, a passkey or a recovery code.',
      body: OperatorSecondStep,
      reply: SecondStepDone,
    },
    async (units, { actor, body, origin }) => ({
      recoveryCodesLeft: await signIns.finish(units, actor, body, origin),
    }),
  ),
  longRoute(
    'POST /v1/operator/sign-out',
    { may: 'signing-in', says: 'Ends this sign-in.' },
    async (units, { actor }) => {
      await units.open('deployment', (work) => endSession(work, actor, actor.session));
      return { body: undefined, headers: { 'set-cookie': consoleCookie('', url()) } };
    },
  ),
  route(
    'GET /v1/operator/me',
    { may: 'signing-in', says: 'Who is signed in here, and what is still owed.', reply: OperatorMe },
    async (work, { actor }) => {
      const since = await appSince(work, actor.id);
      return {
        ...{ id: publicId('O', actor.id), name: actor.name },
        ...(actor.owes ? { owes: actor.owes } : {}),
        ...(since ? { authenticator: { since: since.toISOString() } } : {}),
        recoveryCodes: { left: await codesLeft(work, actor.id) },
        ...(await lookAtPasskeys(work, url(), actor)),
      };
    },
  ),
];

export const ownRoutes = (signIns: SignIns) => [
  longRoute(
    'POST /v1/operator/me/proof',
    {
      may: 'signed-in',
      says: 'Proves once more that it is you, with a code of the app or a passkey.',
      body: ProveFactor,
    },
    (units, { actor, body, origin }) => signIns.prove(units, actor, body, origin),
  ),
  longRoute(
    'PUT /v1/operator/me/password',
    {
      may: 'signed-in',
      says: 'Another password; needs a recent proof, and ends your other sign-ins.',
      body: ChangeOperatorPassword,
    },
    (units, { actor, body }) => signIns.changePassword(units, actor, body.password),
  ),
  route(
    'GET /v1/operator/me/sessions',
    { may: 'signed-in', says: 'Your sign-ins, the last used first.', reply: OperatorSessionList },
    async (work, { actor }) => ({ sessions: await listSessions(work, actor) }),
  ),
  route(
    'DELETE /v1/operator/me/sessions/:session',
    { may: 'signed-in', says: 'Ends one of your sign-ins.', params: SessionParams },
    (work, { actor, params }) => endSession(work, actor, params.session),
  ),
  route(
    'POST /v1/operator/me/sessions/revocation',
    { may: 'signed-in', says: 'Ends all your sign-ins but this one.' },
    (work, { actor }) => endSessionsOf(work, actor.id, operatorName(actor.id), actor.session),
  ),
  route(
    'GET /v1/operator/me/attempts',
    { may: 'signed-in', says: 'The last tries to sign in to your account.', reply: OperatorAttemptList },
    async (work, { actor }) => ({ attempts: await listAttempts(work, actor) }),
  ),
];
