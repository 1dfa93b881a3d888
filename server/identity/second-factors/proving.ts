/**
 * Proving the second factor: to finish a sign-in, and once more before a dangerous act. The danger: guessing six
 * digits. The principle: with each wrong code of an account one waits longer, whoever tries and from wherever, but a
 * browser that was signed in to it before (`guessing`); nobody is locked out for good, and recovery codes and passkeys,
 * which nobody guesses, do not wait for that. The boundary: whoever is kept waiting by somebody else has to have one of
 * these, or such a browser.
 */
import type { PasskeyProof, PasskeyRequest } from '#contract/passkeys.ts';
import type { SecondStep } from '#contract/second-factors.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import type { AccessLog, Caller, CallOrigin } from '../access-log/access-log.ts';
import { type Guesses, isRefusal, judged, knownDeviceOf, noteKnown } from '../guessing/guessing.ts';
import { type MailingMeans, sendMail } from '../mailed-links/mailed-links.ts';
import { requireMember } from '../members/members.ts';
import { browserOfSession, judgePasskey, requireRelyingParty } from '../passkeys/passkeys.ts';
import { proveFactor } from '../sessions/sessions.ts';
import { useCode } from './authenticators.ts';
import { askForPasskey } from './own-passkeys.ts';
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
export const passkeyNotProven = problem(
  'second-factors/passkey-not-proven',
  422,
  'This passkey does not prove that it is you. Nothing was changed; try again, or use another way.',
);
export const passkeyTooLate = problem(
  'second-factors/passkey-too-late',
  422,
  'That took too long. Nothing was changed; try again.',
);
export const nothingOwed = problem('second-factors/nothing-owed', 409, 'This sign-in owes no second factor.');

export interface ProvingMeans extends MailingMeans {
  readonly accessLog: AccessLog;
  readonly guesses: Guesses;
}

/** A sign-in that is finished: how many recovery codes are left, and what the browser may keep of it. */
export interface Finished {
  readonly recoveryCodesLeft: number;
  readonly known: string;
}

/** What the browser is to ask a passkey for. Refuses with `nothingOwed`. */
export async function askToFinish(work: Work, url: string, actor: Actor): Promise<PasskeyRequest> {
  requireDevice(actor);
  if (actor.owes !== 'second-factor') throw nothingOwed();
  return await askForPasskey(work, url, actor, 'second-factor');
}

/** Finishes a sign-in that owes a second factor. */
export async function finishSignIn(
  units: Units,
  means: ProvingMeans,
  actor: Actor,
  given: SecondStep,
  origin: Caller,
): Promise<Finished> {
  const session = requireDevice(actor);
  if (actor.owes !== 'second-factor') throw nothingOwed();
  if ('recoveryCode' in given) return await finishByRecoveryCode(units, means, actor, given.recoveryCode, origin);
  const finished = (factor: string) => async (work: Work) => {
    await proveFactor(work, actor, session, factor);
    return { recoveryCodesLeft: await codesLeft(work, actor.member), known: await noteOf(work, actor) };
  };
  if ('passkey' in given) {
    const prove = () => afterPasskey(units, means, actor, 'second-factor', given.passkey, origin, finished('passkey'));
    return await means.guesses.guard('passkey', { origin }, isRefusal(passkeyNotProven.code), prove);
  }
  return await afterCode(units, means, actor, given.code, origin, finished('totp'));
}

async function finishByRecoveryCode(
  units: Units,
  { accessLog, mailer }: ProvingMeans,
  actor: Actor,
  code: string,
  origin: CallOrigin,
): Promise<Finished> {
  const used = await units.open({ team: actor.team }, async (work) => {
    const taken = await useRecoveryCode(work, actor.member, code);
    if (!taken) return undefined;
    await proveFactor(work, actor, requireDevice(actor), 'recovery-code');
    return { ...taken, known: await noteOf(work, actor) };
  });
  if (!used) {
    accessLog.signInRefused(actor.team, actor.member, 'wrong-recovery-code', origin, { factor: 'recovery-code' });
    throw wrongRecoveryCode();
  }
  if (used.news) await sendMail(mailer, used.news);
  return { recoveryCodesLeft: used.left, known: used.known };
}

/** Does `then` in the unit that uses the code up; refuses with `wrongCode` or `codeTooSoon`. */
export async function afterCode<T>(
  units: Units,
  { guesses, accessLog }: ProvingMeans,
  actor: Actor,
  code: string,
  origin: Caller,
  then: (work: Work) => Promise<T>,
): Promise<T> {
  const { team, member } = actor;
  const device = await knownDeviceOf(units, actor, origin);
  const delayed = (): void => accessLog.signInRefused(team, member, 'too-soon', origin, { factor: 'totp' });
  const guess = await guesses.begin('code', { origin, account: member, device }, { refusal: codeTooSoon, delayed });
  const judge = () =>
    units.open({ team }, async (work) => {
      const verdict = await useCode(work, member, code);
      return verdict === 'right' ? { verdict, value: await then(work) } : { verdict };
    });
  const outcome = await judged(guess, judge);
  if ('value' in outcome) {
    await guess.right();
    return outcome.value;
  }
  accessLog.signInRefused(team, member, outcome.verdict === 'wrong' ? 'wrong-code' : 'replayed-code', origin, {
    factor: 'totp',
  });
  throw wrongCode();
}

/** Does `then` in the unit in which the passkey proves it; refuses with `passkeyNotProven` or `passkeyTooLate`. */
export async function afterPasskey<T>(
  units: Units,
  { accessLog, url }: ProvingMeans,
  actor: Actor,
  purpose: 'second-factor' | 'proof',
  proof: PasskeyProof,
  origin: CallOrigin,
  then: (work: Work) => Promise<T>,
): Promise<T> {
  const { team, member } = actor;
  const site = requireRelyingParty(url());
  const asked = { purpose, browser: browserOfSession(requireDevice(actor)), member };
  const outcome = await units.open({ team }, async (work) => {
    const used = await judgePasskey(work, site, asked, proof);
    if (used.kind === 'refused') return used;
    work.audit({
      kind: 'passkey.used',
      actor: auditName(actor),
      object: `member:${member}`,
      details: { passkey: used.passkey.id, for: purpose },
    });
    return { kind: 'done', value: await then(work) } as const;
  });
  if (outcome.kind === 'done') return outcome.value;
  accessLog.signInRefused(team, member, outcome.reason, origin, { factor: 'passkey' });
  throw outcome.reason === 'passkey/expired' ? passkeyTooLate() : passkeyNotProven();
}

const noteOf = async (work: Work, { member }: Actor): Promise<string> =>
  noteKnown(work, await requireMember(work, member));
