/**
 * The second factor of an operator: an authenticator app always, and recovery codes for the day on which it is lost.
 * The danger: a way round it. The principle: there is none to switch off; an app is replaced, never removed, and who
 * lost app and codes goes to the command line. The boundary: whoever is deceived into typing a code into a foreign
 * page gives it away.
 */
import type { OperatorId } from '#contract/ids.ts';
import type { AuthenticatorSecret } from '#contract/second-factors.ts';
import { hashOfCode, newCodes, newSecret, showSecret, stepOf } from '#identity/second-factors/second-factors.ts';
import { after } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Operator, operatorName, requireToChange } from '../access/access.ts';
import { dropPasskeys } from '../passkeys/passkeys.ts';
import { endSessionsOf, noteFactor } from '../sessions/sessions.ts';
import {
  appOf,
  countCodes,
  deleteBegun,
  deleteFactors,
  hasPendingCode,
  letPendingCount,
  lockApp,
  markStepUsed,
  putApp,
  putPendingCodes,
  takeCode,
} from './factors.sql.ts';

export const noAppBegun = problem(
  'operators/no-app-begun',
  409,
  'No app is being added, or adding it took too long. Nothing was changed; begin again.',
);
export const notFromThatApp = problem(
  'operators/not-from-this-app',
  422,
  'The app does not show this code now. Nothing was changed; look at the app and the clock of its device.',
);
export const appFirst = problem(
  'operators/app-first',
  409,
  'Recovery codes are for an authenticator app. Add the app first.',
);
export const notOfNewCodes = problem(
  'operators/not-of-these',
  422,
  'This is none of the new recovery codes. They do not count yet; type one of them as you kept it.',
);

const COMPARTMENT = 'operators';
const ISSUER = 'Wardroom operators';

/** Makes the secret for an app and shows it, this once. It counts for nothing until the app has shown a code. */
export async function beginApp(work: Work, operator: Operator): Promise<AuthenticatorSecret> {
  requireToChange(operator, work.now);
  const secret = newSecret(work.random);
  const keys = await work.keys.compartment(COMPARTMENT);
  const row = { secret: keys.seal(operator.id, 'begun', secret), used_step: 0, since: work.now };
  await putApp(work.sql, operator.id, 'begun', row);
  work.audit({ kind: 'operator.app-begun', actor: operatorName(operator.id), object: operatorName(operator.id) });
  return showSecret(secret, ISSUER, operator.name);
}

/** The app counts from now on, in the place of an earlier one; other sign-ins end. */
export async function confirmApp(work: Work, operator: Operator, code: string): Promise<void> {
  requireToChange(operator, work.now);
  const { id, session } = operator;
  const begun = await appOf(work.sql, id, 'begun');
  if (!begun || begun.since < after(work.now, -limits.secondFactors.enrolmentMs)) throw noAppBegun();
  const keys = await work.keys.compartment(COMPARTMENT);
  const secret = keys.open(id, 'begun', begun.secret);
  const step = stepOf(secret, code, work.now);
  if (step === undefined) throw notFromThatApp();
  const row = { secret: keys.seal(id, 'counts', secret), used_step: step, since: work.now };
  await putApp(work.sql, id, 'counts', row);
  await deleteBegun(work.sql, id);
  work.audit({ kind: 'operator.app-added', actor: operatorName(id), object: operatorName(id) });
  await endSessionsOf(work, id, operatorName(id), session);
  if (operator.owes === undefined) await noteFactor(work, operator, 'totp');
}

/** A new set, shown this once. It replaces the earlier one as soon as one of it was typed back. */
export async function makeCodes(work: Work, operator: Operator): Promise<string[]> {
  requireToChange(operator, work.now);
  const { id } = operator;
  if (!(await appOf(work.sql, id, 'counts'))) throw appFirst();
  const codes = newCodes(work.random);
  const hashes = codes.map((code) => hashOfCode(id, code));
  await putPendingCodes(work.sql, id, hashes, work.now);
  work.audit({ kind: 'operator.codes-made', actor: operatorName(id), object: operatorName(id) });
  return codes;
}

/** From now on the new set counts and the earlier one does not. The code that was typed back stays good. */
export async function confirmCodes(work: Work, operator: Operator, code: string): Promise<void> {
  requireToChange(operator, work.now);
  const { id } = operator;
  if (!(await hasPendingCode(work.sql, id, hashOfCode(id, code)))) throw notOfNewCodes();
  await letPendingCount(work.sql, id, work.now);
  work.audit({ kind: 'operator.codes-confirmed', actor: operatorName(id), object: operatorName(id) });
}

/** Uses the code up: it, and every earlier one, counts no more. */
export async function useCode(work: Work, operator: OperatorId, code: string): Promise<'right' | 'wrong' | 'replayed'> {
  const row = await lockApp(work.sql, operator);
  if (!row) return 'wrong';
  const keys = await work.keys.compartment(COMPARTMENT);
  const step = stepOf(keys.open(operator, 'counts', row.secret), code, work.now);
  if (step === undefined) return 'wrong';
  if (step <= row.used_step) return 'replayed';
  await markStepUsed(work.sql, operator, step);
  return 'right';
}

/** Uses the recovery code up; false when it does not count. */
export async function useRecoveryCode(work: Work, operator: OperatorId, code: string): Promise<boolean> {
  if (!(await takeCode(work.sql, operator, hashOfCode(operator, code)))) return false;
  const details = { left: await countCodes(work.sql, operator) };
  const name = operatorName(operator);
  work.audit({ kind: 'operator.recovery-code-used', actor: name, object: name, details });
  return true;
}

export const codesLeft = (work: Work, operator: OperatorId): Promise<number> => countCodes(work.sql, operator);

export const appSince = async (work: Work, operator: OperatorId): Promise<Date | undefined> =>
  (await appOf(work.sql, operator, 'counts'))?.since;

/** For a reset: nothing of what was proven counts any more. */
export async function dropFactors(work: Work, operator: OperatorId): Promise<void> {
  await deleteFactors(work.sql, operator);
  await dropPasskeys(work, operator);
}
