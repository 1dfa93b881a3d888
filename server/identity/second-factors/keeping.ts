/** What hangs on a member's having a second factor at all, whichever it is. */
import type { MemberId } from '#contract/ids.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, auditName, requireDevice, requireRecentProof } from '../access/access.ts';
import { requireLocked, requireMember } from '../members/members.ts';
import { type PasskeyRow, passkeysOf, relyingPartyAt, removeAllPasskeys } from '../passkeys/passkeys.ts';
import { endSessionsOf, forgetProven } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';
import { dueFor, owedRefusal } from '../two-factor/two-factor.ts';
import {
  authenticatorOf,
  deleteAuthenticator,
  deleteEnrolment,
  factorSince,
  setFactorSince,
} from './authenticators.sql.ts';
import { deleteCodes } from './recovery-codes.sql.ts';

export const noFactor = problem(
  'second-factors/none',
  409,
  'There is no second factor that this could be done with. Nothing was changed.',
);

export const stillRequired = problem(
  'second-factors/still-required',
  409,
  'Your team asks everybody for a second factor, so the last one stays. Add another one, then remove this one.',
);

/** What a mail says of the removal of the last one. */
export const PASSWORD_ALONE =
  'The password alone signs in now. The recovery codes are worthless, and your other devices were signed out.';

/**
 * Refuses everybody who may not change the caller's factors now: who still owes one that exists, and who has not
 * proven itself minutes ago.
 */
export function requireToChange(actor: Actor, now: Date): void {
  requireDevice(actor);
  const refusal = actor.owes === 'second-factor' ? owedRefusal(actor) : undefined;
  if (refusal) throw refusal;
  requireRecentProof(actor, now);
}

/** Notes that the member has one; with the first one, every other device has to sign in anew. */
export async function beginFactors(work: Work, member: MemberId, actor: Actor): Promise<void> {
  await requireLocked(work, member);
  if ((await factorSince(work.sql, member)) !== null) return;
  await setFactorSince(work.sql, member, work.now);
  await endSessionsOf(work, member, `member:${member}`, requireDevice(actor));
}

/**
 * Takes every factor and recovery code from the member, and signs out its devices but `except`: a sign-in that was
 * begun with the password alone, and still owed a factor, must not be finished by this.
 */
export async function endFactors(work: Work, member: MemberId, by: string, except?: Actor): Promise<void> {
  await requireLocked(work, member);
  await deleteAuthenticator(work.sql, member);
  await deleteEnrolment(work.sql, member);
  await removeAllPasskeys(work, member);
  await deleteCodes(work.sql, member);
  await setFactorSince(work.sql, member, null);
  const stays = except && requireDevice(except);
  await endSessionsOf(work, member, by, stays);
  // Or it would pass for proven after a deadline that is still to come.
  if (stays) await forgetProven(work, stays);
}

/**
 * What the removal of the last factor brings with it. Not once the team's deadline is over: until a new factor is
 * there, whoever has the password could add one of their own. Refuses with `stillRequired`.
 */
export async function endLastFactor(work: Work, actor: Actor): Promise<void> {
  const due = await dueFor(work, actor.member);
  if (due && due <= work.now) throw stillRequired();
  await endFactors(work, actor.member, auditName(actor), actor);
}

/**
 * Whether a factor is left that works at this address, after one was taken. Where what was taken belonged to another
 * host nothing that works here is lost: then it is enough that there is another one at all.
 */
export async function isFactorLeft(
  work: Work,
  url: string,
  member: MemberId,
  taken?: Pick<PasskeyRow, 'host'>,
): Promise<boolean> {
  if (await authenticatorOf(work.sql, member)) return true;
  const [passkeys, here] = [await passkeysOf(work, member), relyingPartyAt(url)?.host];
  const isOfElsewhere = taken !== undefined && taken.host !== here;
  return passkeys.some(({ host }) => isOfElsewhere || host === here);
}

export async function hasFactor(work: Work, member: MemberId): Promise<boolean> {
  return (await factorSince(work.sql, member)) !== null;
}

/** A mail to the member about its own sign-in; undefined for who has no address. */
export async function newsFor(
  work: Work,
  id: MemberId,
  subject: string,
  says: readonly string[],
): Promise<Mail | undefined> {
  const member = await requireMember(work, id);
  if (member.email === null) return undefined;
  const { name } = await ownTeam(work, member.team_id);
  const opening = `This concerns ${member.name} (@${member.handle}) in ${name}.`;
  return { to: member.email, subject: `${subject} in ${name}`, text: `${[opening, ...says].join('\n\n')}\n` };
}
