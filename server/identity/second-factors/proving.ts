/**
 * Proving the second factor: to finish a sign-in, and once more before a dangerous act. The danger: guessing six
 * digits. The principle: with each wrong code of an account in a row one waits longer, whoever tries and from wherever;
 * nobody is locked out for good, and recovery codes do not wait at all. The boundary: the delays are in this process.
 */
import type { SecondStep } from '#contract/second-factors.ts';
import { type Backoff, createBackoff } from '#platform/backoff.ts';
import { type Clock, SECOND_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, requireDevice } from '../access/access.ts';
import type { AccessLog, CallOrigin } from '../access-log/access-log.ts';
import { type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { proveFactor } from '../sessions/sessions.ts';
import { useCode } from './authenticators.ts';
import { codesLeft, useRecoveryCode } from './recovery-codes.ts';

export const wrongCode = problem(
  'second-factors/wrong-code',
  422,
  'This code is not right, or it was used before. Wait for the next one and try again.',
);
export const wrongRecoveryCode = problem(
  'second-factors/wrong-recovery-code',
  422,
  'This recovery code is not right, or it was used before. Try another one.',
);
export const codeTooSoon = problem<{ retryAfterSeconds: number }>(
  'second-factors/too-soon',
  429,
  'After several wrong codes the next one has to wait. A recovery code works at once.',
);
export const nothingOwed = problem('second-factors/nothing-owed', 409, 'This sign-in owes no second factor.');

export interface ProvingMeans extends MailingMeans {
  readonly accessLog: AccessLog;
  /** By member. */
  readonly delays: Backoff;
}

export const createCodeDelays = (clock: Clock): Backoff => createBackoff(limits.secondFactors.wrongCodes, clock);

/** Finishes a sign-in that owes a second factor; returns how many recovery codes are left. */
export async function finishSignIn(
  units: Units,
  means: ProvingMeans,
  actor: Actor,
  given: SecondStep,
  origin: CallOrigin,
): Promise<{ recoveryCodesLeft: number }> {
  const session = requireDevice(actor);
  if (actor.owes !== 'second-factor') throw nothingOwed();
  if ('recoveryCode' in given) return await finishByRecoveryCode(units, means, actor, given.recoveryCode, origin);
  return await afterCode(units, means, actor, given.code, origin, async (work) => {
    await proveFactor(work, actor, session, 'totp');
    return { recoveryCodesLeft: await codesLeft(work, actor.member) };
  });
}

async function finishByRecoveryCode(
  units: Units,
  { accessLog, mailer }: ProvingMeans,
  actor: Actor,
  code: string,
  origin: CallOrigin,
): Promise<{ recoveryCodesLeft: number }> {
  const used = await units.open({ team: actor.team }, async (work) => {
    const taken = await useRecoveryCode(work, actor.member, code);
    if (taken) await proveFactor(work, actor, requireDevice(actor), 'recovery-code');
    return taken;
  });
  if (!used) {
    accessLog.signInRefused(actor.team, actor.member, 'wrong-recovery-code', origin);
    throw wrongRecoveryCode();
  }
  if (used.news) await sendMail(mailer, used.news);
  return { recoveryCodesLeft: used.left };
}

/** Does `then` in the unit that uses the code up; refuses with `wrongCode` or `codeTooSoon`. */
export async function afterCode<T>(
  units: Units,
  { delays, accessLog }: ProvingMeans,
  actor: Actor,
  code: string,
  origin: CallOrigin,
  then: (work: Work) => Promise<T>,
): Promise<T> {
  const { team, member } = actor;
  const leftMs = delays.take(member);
  if (leftMs > 0) throw codeTooSoon({ retryAfterSeconds: Math.ceil(leftMs / SECOND_MS) });
  const outcome = await units.open({ team }, async (work) => {
    const verdict = await useCode(work, member, code);
    return verdict === 'right' ? { verdict, value: await then(work) } : { verdict };
  });
  if ('value' in outcome) {
    delays.succeeded(member);
    return outcome.value;
  }
  accessLog.signInRefused(team, member, outcome.verdict === 'wrong' ? 'wrong-code' : 'replayed-code', origin);
  throw wrongCode();
}
