/**
 * An authenticator app as a second factor. The dangers: a code that is read over somebody's shoulder and used again, a
 * secret that lies open in a copy of the database, and somebody at an open device who adds an app of their own. The
 * principle: no code counts that is not newer than the last one used, secrets are sealed, and changing anything needs
 * a recent proof. The boundary: whoever is deceived into typing a code into a foreign page gives it away.
 */

import type { MemberId } from '#contract/ids.ts';
import type { AuthenticatorSecret } from '#contract/second-factors.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { requireLocked, requireMember } from '../members/members.ts';
import { proveFactor } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';
import {
  authenticatorOf,
  deleteAuthenticator,
  deleteEnrolment,
  enrolmentOf,
  lockAuthenticator,
  markStepUsed,
  putAuthenticator,
  putEnrolment,
} from './authenticators.sql.ts';
import {
  beginFactors,
  endLastFactor,
  isFactorLeft,
  newsFor,
  noFactor,
  PASSWORD_ALONE,
  requireToChange,
} from './keeping.ts';
import { newSecret, showSecret, stepOf } from './totp.ts';

export const noEnrolment = problem(
  'second-factors/no-enrolment',
  409,
  'No app is being added, or adding it took too long. Nothing was changed; begin again.',
);
export const notFromThisApp = problem(
  'second-factors/not-from-this-app',
  422,
  'The app does not show this code now. Nothing was changed; look at the app and the clock of its device.',
);

const COMPARTMENT = 'second-factors';

/** Makes the secret for an app and shows it, this once. It counts for nothing until the app has shown a code. */
export async function beginEnrolment(work: Work, actor: Actor): Promise<AuthenticatorSecret> {
  requireToChange(actor, work.now);
  const { member: id, team } = actor;
  const secret = newSecret(work.random);
  const keys = await work.keys.compartment(COMPARTMENT);
  const sealed = keys.seal(id, 'enrolment', secret);
  await putEnrolment(work.sql, { member_id: id, team_id: team, secret: sealed, begun_at: work.now });
  work.audit({ kind: 'authenticator.begun', actor: auditName(actor), object: `member:${id}` });
  const [member, { name }] = [await requireMember(work, id), await ownTeam(work, team)];
  return showSecret(secret, name, member.email ?? member.handle);
}

/**
 * The app is the member's second factor from now on, in the place of an earlier one, and this device has proven it.
 * Returns the mail to the member.
 */
export async function confirmEnrolment(work: Work, actor: Actor, code: string): Promise<Mail | undefined> {
  requireToChange(actor, work.now);
  const session = requireDevice(actor);
  const { member, team } = actor;
  const sealed = await enrolmentOf(work.sql, member, after(work.now, -limits.secondFactors.enrolmentMs));
  if (!sealed) throw noEnrolment();
  const keys = await work.keys.compartment(COMPARTMENT);
  const secret = keys.open(member, 'enrolment', sealed);
  const step = stepOf(secret, code, work.now);
  if (step === undefined) throw notFromThisApp();
  await putAuthenticator(work.sql, {
    ...{ member_id: member, team_id: team, secret: keys.seal(member, 'secret', secret) },
    ...{ used_step: step, added_at: work.now, made_on: session },
  });
  await deleteEnrolment(work.sql, member);
  await beginFactors(work, member, actor);
  await proveFactor(work, actor, session, 'totp');
  work.audit({ kind: 'authenticator.added', actor: auditName(actor), object: `member:${member}` });
  return await newsFor(work, member, 'An authenticator app was added to your account', [
    'From now on a sign-in asks for a code of the app. If there was another app before, it does not count any more.',
    'If you did not do this, tell an admin of the team at once: somebody else is in your account.',
  ]);
}

/** Uses the code up: it, and every earlier one, counts no more. */
export async function useCode(work: Work, member: MemberId, code: string): Promise<'right' | 'wrong' | 'replayed'> {
  const row = await lockAuthenticator(work.sql, member);
  if (!row) return 'wrong';
  const keys = await work.keys.compartment(COMPARTMENT);
  const step = stepOf(keys.open(member, 'secret', row.secret), code, work.now);
  if (step === undefined) return 'wrong';
  if (step <= row.used_step) return 'replayed';
  await markStepUsed(work.sql, member, step);
  return 'right';
}

/**
 * Takes the app away. Without a passkey for this address it is the last factor: the recovery codes go with it, and
 * other devices are signed out. Refuses with `noFactor` and `stillRequired`.
 */
export async function removeAuthenticator(work: Work, url: string, actor: Actor): Promise<Mail | undefined> {
  requireToChange(actor, work.now);
  const { member } = actor;
  await requireLocked(work, member);
  if (!(await deleteAuthenticator(work.sql, member))) throw noFactor();
  await deleteEnrolment(work.sql, member);
  const isLast = !(await isFactorLeft(work, url, member));
  if (isLast) await endLastFactor(work, actor);
  work.audit({ kind: 'authenticator.removed', actor: auditName(actor), object: `member:${member}` });
  return await newsFor(work, member, 'The authenticator app was removed from your account', [
    isLast ? PASSWORD_ALONE : 'Its codes count no more. A sign-in asks for a passkey from now on.',
    'If you did not do this, tell an admin of the team at once: somebody else is in your account.',
  ]);
}

export const authenticatorSince = async (work: Work, member: MemberId): Promise<Date | undefined> =>
  (await authenticatorOf(work.sql, member))?.added_at;
