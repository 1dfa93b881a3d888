/**
 * Codes for the day on which the second factor is lost. 80 random bits each: nobody guesses them, so they need no slow
 * hash and no delay, and whoever lost an app is never kept waiting by somebody who guesses codes of it.
 */
import type { MemberId } from '#contract/ids.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice } from '../access/access.ts';
import { hashOfCode, newCodes } from './code-texts.ts';
import { hasFactor, newsFor, noFactor, requireToChange } from './keeping.ts';
import { countCodes, hasPendingCode, letPendingCount, putPendingCodes, takeCode } from './recovery-codes.sql.ts';

export const notOfThese = problem(
  'second-factors/not-of-these',
  422,
  'This is none of the new recovery codes. They do not count yet; type one of them as you kept it.',
);

/** A new set, shown this once. It replaces the earlier one as soon as one of it was typed back. */
export async function makeCodes(work: Work, actor: Actor): Promise<string[]> {
  requireToChange(actor, work.now);
  const { member, team } = actor;
  if (!(await hasFactor(work, member))) throw noFactor();
  const [codes, made_on] = [newCodes(work.random), requireDevice(actor)];
  const rows = codes.map((code) => ({
    ...{ team_id: team, member_id: member, code_hash: hashOfCode(member, code), made_at: work.now, made_on },
  }));
  await putPendingCodes(work.sql, member, rows);
  work.audit({ kind: 'recovery-codes.made', actor: auditName(actor), object: `member:${member}` });
  return codes;
}

/** From now on the new set counts and the earlier one does not. The code that was typed back stays good. */
export async function confirmCodes(work: Work, actor: Actor, code: string): Promise<void> {
  requireToChange(actor, work.now);
  const { member } = actor;
  if (!(await hasPendingCode(work.sql, member, hashOfCode(member, code)))) throw notOfThese();
  await letPendingCount(work.sql, member, work.now);
  work.audit({ kind: 'recovery-codes.confirmed', actor: auditName(actor), object: `member:${member}` });
}

/** Uses the code up; undefined when it does not count. Returns how many are left, and the mail to the member. */
export async function useRecoveryCode(
  work: Work,
  member: MemberId,
  code: string,
): Promise<{ left: number; news: Mail | undefined } | undefined> {
  if (!(await takeCode(work.sql, member, hashOfCode(member, code)))) return undefined;
  const left = await countCodes(work.sql, member);
  work.audit({ kind: 'recovery-code.used', actor: `member:${member}`, object: `member:${member}`, details: { left } });
  const news = await newsFor(work, member, 'A recovery code of your account was used', [
    `Somebody signed in with your password and one of your recovery codes; ${left} are left.`,
    'If that was you and your app is lost, add another one under Me, Security. If it was not, tell an admin at once.',
  ]);
  return { left, news };
}

export const codesLeft = (work: Work, member: MemberId): Promise<number> => countCodes(work.sql, member);
