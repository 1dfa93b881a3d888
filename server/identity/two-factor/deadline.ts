/**
 * On the way to a policy's deadline, and at it. Who owes is judged at each call anyway; what is done here reaches those
 * who make no call: a mail before, and the end of their open streams. A unit goes through so many members, notes how
 * far it came, and states what is to be done as facts of the same commit.
 */

import type { MemberId } from '#contract/ids.ts';
import { DAY_MS } from '#platform/clock.ts';
import { limits } from '#platform/limits.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { requireMember } from '../members/members.ts';
import { ownTeam } from '../teams/teams.ts';
import { isLacking, lackingAfter, lockPolicy, noteReach, policyOf } from './policy.sql.ts';

const { reminderDays, membersPerUnitMax } = limits.twoFactorPolicy;

/** States of the next members that they owe a factor now; false when there is nobody left, or the time has not come. */
export async function enforceNext(work: Work): Promise<boolean> {
  const policy = await lockPolicy(work.sql);
  if (!policy || policy.required_from > work.now) return false;
  const members = await lackingAfter(work.sql, policy.enforced_to, membersPerUnitMax);
  for (const member of members) work.emit({ kind: 'second-factor.owed', member });
  const last = members.at(-1);
  if (last) await noteReach(work.sql, { enforced_to: last });
  return members.length === membersPerUnitMax;
}

/** States of the next members that a reminder is due; false when there is nobody left, or none is due. */
export async function remindNext(work: Work): Promise<boolean> {
  const policy = await lockPolicy(work.sql);
  if (!policy || policy.required_from <= work.now) return false;
  const days = reminderAt(policy.required_from, work.now);
  if (days === undefined) return false;
  const reached = policy.reminder_days === days ? policy.reminded_to : null;
  const members = await lackingAfter(work.sql, reached, membersPerUnitMax);
  for (const member of members) work.emit({ kind: 'second-factor.reminder-due', member, days });
  const last = members.at(-1);
  if (last) await noteReach(work.sql, { reminder_days: days, reminded_to: last });
  return members.length === membersPerUnitMax;
}

/** Which reminder belongs to this moment: the one of the fewest days that are not fewer than those left. */
function reminderAt(deadline: Date, now: Date): number | undefined {
  const leftMs = deadline.getTime() - now.getTime();
  return reminderDays.find((days) => leftMs <= days * DAY_MS);
}

/** The reminder for a member; undefined when nothing is asked any more, it is too late, or there is no address. */
export async function reminderFor(work: Work, id: MemberId, url: string): Promise<Mail | undefined> {
  const [policy, member] = [await policyOf(work.sql), await requireMember(work, id)];
  if (!policy || policy.required_from <= work.now || member.email === null) return undefined;
  if (!(await isLacking(work.sql, id))) return undefined;
  const { name, slug } = await ownTeam(work, member.team_id);
  const on = `${policy.required_from.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const text = [
    `${name} asks everybody for a second factor from ${on} on, and ${member.name} (@${member.handle}) has none yet.`,
    `Add an authenticator app here; it takes two minutes:\n\n${url}/t/${slug}/me/security`,
    'If you do not, nothing is lost: you are asked for it when you sign in after that time, and come in once you have.',
  ].join('\n\n');
  return { to: member.email, subject: `${name} asks for a second factor from ${on} on`, text: `${text}\n` };
}
