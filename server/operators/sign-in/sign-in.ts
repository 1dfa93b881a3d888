/**
 * Signing in to the console: a password, then always a second factor. The danger: guessing, and an answer or its time
 * that tells which operators there are. The principle: every refusal takes the same steps and gives the same problem;
 * with each wrong password of a name, or wrong code of an account, one waits longer (`guessing`), and nobody is locked
 * out for good. The boundary: whoever reaches the listener can make an operator wait.
 */
import type { OperatorSecondStep, ProveFactor } from '#contract/operators.ts';
import type { PasskeyProof } from '#contract/passkeys.ts';
import { type Guesses, judged } from '#identity/guessing/guessing.ts';
import { type CallOrigin, networkOf } from '#identity/origin.ts';
import { checkPassword, type Passwords } from '#identity/passwords/passwords.ts';
import type { Clock } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import { createThrottle, retryAfter } from '#platform/throttle.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Operator, operatorName, requireToChange } from '../access/access.ts';
import { findOperator, lockedOperator, type OperatorRow, setPasswordHash } from '../accounts/accounts.ts';
import { type Attempts, recordSignIn } from '../attempts/attempts.ts';
import { codesLeft, useCode, useRecoveryCode } from '../factors/factors.ts';
import { usePasskey } from '../passkeys/passkeys.ts';
import { endSessionsOf, noteFactor, startSession } from '../sessions/sessions.ts';

export const operatorRefused = problem(
  'operators/sign-in-refused',
  401,
  'The name or the password is not right, or the account is closed or not enrolled yet.',
);
export const tooSoon = problem<{ retryAfterSeconds: number }>(
  'operators/too-soon',
  429,
  'After several wrong tries the next one has to wait. Nothing was tried; the command line can reset an account.',
);
export const wrongOperatorCode = problem(
  'operators/wrong-code',
  422,
  'This code is not right, or it was used before. Wait for the next one and try again.',
);
export const wrongOperatorRecoveryCode = problem(
  'operators/wrong-recovery-code',
  422,
  'This recovery code is not right, or it was used before. Try another one.',
);
export const passkeyOfOperatorRefused = problem(
  'operators/passkey-refused',
  422,
  'This passkey does not prove that it is you, or it took too long. Nothing was changed; try again, or use the app.',
);
export const operatorChangedMeanwhile = problem(
  'operators/changed-meanwhile',
  409,
  'Your password was changed or reset at the same time. Nothing was changed; sign in with the newer one.',
);
export const nothingOwedHere = problem('operators/nothing-owed', 409, 'This sign-in owes no second factor.');

export interface SignIns {
  /** Begins a sign-in, which owes a second factor. Refuses with `operatorRefused` or `tooSoon`. */
  begin(units: Units, given: { readonly name: string; readonly password: string }, origin: CallOrigin): Promise<string>;
  /** Finishes it; returns how many recovery codes are left. */
  finish(units: Units, operator: Operator, given: OperatorSecondStep, origin: CallOrigin): Promise<number>;
  /** Proves once more, before a change of the own sign-in. */
  prove(units: Units, operator: Operator, given: ProveFactor, origin: CallOrigin): Promise<void>;
  changePassword(units: Units, operator: Operator, password: string): Promise<void>;
}

interface Means {
  readonly clock: Clock;
  readonly guesses: Guesses;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  /** The origin of the console's own pages. */
  readonly url: () => string;
}

/** Does `then` in the unit that uses the code up; refuses with `wrongOperatorCode` or `tooSoon`. */
type AfterCode = <T>(
  units: Units,
  operator: Operator,
  code: string,
  origin: CallOrigin,
  then: (work: Work) => Promise<T>,
) => Promise<T>;

function createCodeProof(guesses: Guesses, attempts: Attempts): AfterCode {
  return async (units, operator, code, origin, then) => {
    const delayed = (): void => attempts.refused(operator.id, 'too-soon', origin);
    const guess = await guesses.begin('console-code', { origin, account: operator.id }, { refusal: tooSoon, delayed });
    const judge = () =>
      units.open('deployment', async (work) => {
        const verdict = await useCode(work, operator.id, code);
        return verdict === 'right' ? { verdict, value: await then(work) } : { verdict };
      });
    const outcome = await judged(guess, judge);
    if (!('value' in outcome)) {
      attempts.refused(operator.id, outcome.verdict === 'wrong' ? 'wrong-code' : 'replayed-code', origin);
      throw wrongOperatorCode();
    }
    await guess.right();
    return outcome.value;
  };
}

/** The same of a passkey; refuses with `passkeyOfOperatorRefused`. */
async function afterPasskey<T>(
  units: Units,
  { attempts, url }: Pick<Means, 'attempts' | 'url'>,
  operator: Operator,
  purpose: 'second-factor' | 'proof',
  passkey: PasskeyProof,
  origin: CallOrigin,
  then: (work: Work) => Promise<T>,
): Promise<T> {
  const outcome = await units.open('deployment', async (work) => {
    const fault = await usePasskey(work, url(), operator, purpose, passkey);
    return fault === undefined ? { value: await then(work) } : { fault };
  });
  if ('value' in outcome) return outcome.value;
  attempts.refused(operator.id, outcome.fault, origin);
  throw passkeyOfOperatorRefused();
}

type Outcome =
  | { readonly token: string }
  | { readonly refused: string; readonly account: OperatorRow['id'] | undefined };

async function judge(
  units: Units,
  passwords: Passwords,
  { name, password }: { readonly name: string; readonly password: string },
  origin: CallOrigin,
): Promise<Outcome> {
  const account = await units.open('deployment', (work) => findOperator(work, name));
  const isRight = await passwords.verify(password, account?.password_hash, networkOf(origin));
  const refused = (reason: string): Outcome => ({ refused: reason, account: account?.id });
  if (!account) return refused('unknown-operator');
  if (!isRight) return refused('wrong-password');
  if (account.enrolled_at === null) return refused('not-enrolled');
  if (account.disabled_at !== null) return refused('disabled');
  const { password_hash: from } = account;
  const to = from !== null && passwords.isOutdated(from) ? await passwords.hash(password, networkOf(origin)) : from;
  const token = await units.open('deployment', (work) => admit(work, account, to, origin));
  return token === undefined ? refused('changed-meanwhile') : { token };
}

export function createSignIns({ clock, guesses, passwords, attempts, url }: Means): SignIns {
  const all = createThrottle(limits.operators.signIns, clock);
  const afterCode = createCodeProof(guesses, attempts);
  return {
    async begin(units, { name, password }, origin) {
      const leftMs = all.take('all');
      if (leftMs > 0) throw tooSoon(retryAfter(leftMs));
      const find = async (work: Work) => (await findOperator(work, name))?.id;
      const delayed = (): void => attempts.refusedOf(find, 'too-soon', origin);
      const guess = await guesses.begin('console', { origin, account: name }, { refusal: tooSoon, delayed });
      const outcome = await judged(guess, () => judge(units, passwords, { name, password }, origin));
      if ('refused' in outcome) {
        attempts.refused(outcome.account, outcome.refused, origin);
        throw operatorRefused();
      }
      await guess.right();
      return outcome.token;
    },

    async finish(units, operator, given, origin) {
      if (operator.owes !== 'second-factor') throw nothingOwedHere();
      const done = (factor: string) => (work: Work) => finished(work, operator, factor, origin);
      if ('code' in given) return await afterCode(units, operator, given.code, origin, done('totp'));
      if ('passkey' in given) {
        const { passkey } = given;
        const then = done('passkey');
        return await afterPasskey(units, { attempts, url }, operator, 'second-factor', passkey, origin, then);
      }
      const left = await units.open('deployment', async (work) =>
        (await useRecoveryCode(work, operator.id, given.recoveryCode)) ? await done('recovery-code')(work) : undefined,
      );
      if (left !== undefined) return left;
      attempts.refused(operator.id, 'wrong-recovery-code', origin);
      throw wrongOperatorRecoveryCode();
    },

    async prove(units, operator, given, origin) {
      const done = (factor: string) => (work: Work) => noteFactor(work, operator, factor);
      if ('code' in given) return await afterCode(units, operator, given.code, origin, done('totp'));
      const [means, then] = [{ attempts, url }, done('passkey')];
      await afterPasskey(units, means, operator, 'proof', given.passkey, origin, then);
    },

    async changePassword(units, operator, password) {
      const from = await units.open('deployment', async (work) => {
        requireToChange(operator, work.now);
        return (await findOperator(work, operator.name))?.password_hash;
      });
      await checkPassword(password, [operator.name, 'wardroom', 'operator']);
      const hash = await passwords.hash(password);
      await units.open('deployment', async (work) => {
        const name = operatorName(operator.id);
        // A reset or another change that came first is not undone by this one.
        if ((await lockedOperator(work, operator.id))?.password_hash !== from) throw operatorChangedMeanwhile();
        await setPasswordHash(work, operator.id, hash);
        work.audit({ kind: 'operator.password-changed', actor: name, object: name });
        await endSessionsOf(work, operator.id, name, operator.session);
      });
    },
  };
}

/** Under the account's lock: it is as it was when the password was verified, or nobody is admitted. */
async function admit(
  work: Work,
  { id, password_hash: from }: OperatorRow,
  to: string | null,
  origin: CallOrigin,
): Promise<string | undefined> {
  const now = await lockedOperator(work, id);
  if (!now || now.disabled_at !== null || now.enrolled_at === null || now.password_hash !== from) return undefined;
  if (to !== null && to !== from) await setPasswordHash(work, id, to);
  return (await startSession(work, id, origin)).token;
}

async function finished(work: Work, operator: Operator, factor: string, origin: CallOrigin): Promise<number> {
  await noteFactor(work, operator, factor);
  await recordSignIn(work, operator.id, factor, origin);
  return await codesLeft(work, operator.id);
}
