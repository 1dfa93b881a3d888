import { BeginEnrolment, EnrolmentOpened, EnrolmentPreview, OperatorSignedIn } from '#contract/operators.ts';
import { AuthenticatorSecret, RecoveryCodes, WithCode, WithRecoveryCode } from '#contract/second-factors.ts';
import type { Passwords } from '#identity/passwords/passwords.ts';
import { longRoute, route } from '../access/access.ts';
import { requireLink } from '../accounts/accounts.ts';
import { consoleCookie } from '../console-cookie.ts';
import { beginApp, confirmApp, makeCodes } from '../factors/factors.ts';
import { beginEnrolment, confirmCodesAndEnrol } from './enrolment.ts';

export const enrolmentRoutes = (passwords: Passwords, url: () => string) => [
  longRoute(
    'POST /v1/operator/enrolment/preview',
    {
      may: 'anyone',
      says: 'Whose account a one-time link opens. It changes nothing; the link is too secret for an address.',
      body: EnrolmentPreview,
      reply: EnrolmentOpened,
    },
    (units, { body }) =>
      units.open('deployment', async (work) => {
        const { name, expires_at } = await requireLink(work, body.token);
        return { name, expiresAt: expires_at.toISOString() };
      }),
  ),
  longRoute(
    'POST /v1/operator/enrolment',
    {
      may: 'anyone',
      says: 'Begins an enrolment: whoever holds the link chooses a password, and must add a second factor next.',
      body: BeginEnrolment,
      reply: OperatorSignedIn,
    },
    async (units, { body, origin }) => {
      const { name, token } = await beginEnrolment(units, passwords, body, origin);
      return { body: { name, owes: 'enrolment' as const }, headers: { 'set-cookie': consoleCookie(token, url()) } };
    },
  ),
  route(
    'PUT /v1/operator/me/authenticator',
    { may: 'signing-in', says: 'Begins to add an app, or another in its place.', reply: AuthenticatorSecret },
    (work, { actor }) => beginApp(work, actor),
  ),
  route(
    'POST /v1/operator/me/authenticator/confirmation',
    { may: 'signing-in', says: 'Adds the app that shows this code.', body: WithCode },
    (work, { actor, body }) => confirmApp(work, actor, body.code),
  ),
  route(
    'POST /v1/operator/me/recovery-codes',
    { may: 'signing-in', says: 'Makes new recovery codes.', reply: RecoveryCodes },
    async (work, { actor }) => ({ codes: await makeCodes(work, actor) }),
  ),
  route(
    'POST /v1/operator/me/recovery-codes/confirmation',
    {
      may: 'signing-in',
      says: 'Lets the new recovery codes count by typing one of them; the last step of an enrolment.',
      body: WithRecoveryCode,
    },
    (work, { actor, body }) => confirmCodesAndEnrol(work, actor, body.recoveryCode),
  ),
];
