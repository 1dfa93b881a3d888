/** What hangs on a member's having a second factor at all, whichever it is. */
import type { MemberId } from '#contract/ids.ts';
import type { Mail } from '#platform/mail/mail.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type Actor, requireDevice, requireRecentProof } from '../access/access.ts';
import { requireLocked, requireMember } from '../members/members.ts';
import { endSessionsOf } from '../sessions/sessions.ts';
import { ownTeam } from '../teams/teams.ts';
import { owedRefusal } from '../two-factor/two-factor.ts';
import { deleteAuthenticator, deleteEnrolment, factorSince, setFactorSince } from './authenticators.sql.ts';
import { deleteCodes } from './recovery-codes.sql.ts';

export const noFactor = problem(
  'second-factors/none',
  409,
  'There is no second factor that this could be done with. Nothing was changed.',
);

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
  await deleteCodes(work.sql, member);
  await setFactorSince(work.sql, member, null);
  await endSessionsOf(work, member, by, except && requireDevice(except));
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
