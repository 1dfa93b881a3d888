/**
 * Mails that wait for a decision longer than a day: told by mail to everybody at the desk, once for each, and not what
 * they say.
 */
import type { MemberId, TeamId } from '#contract/ids.ts';
import { requireMember } from '#identity/members/members.ts';
import { ownTeam } from '#identity/teams/teams.ts';
import { after } from '#platform/clock.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { dutyOf, rosterOf } from '../roster/roster.ts';
import { takeWaiting } from './mail-intake.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** Mails to the desk wait too long; somebody there is to look at them. */
    'desk-mails.waiting': { readonly member: MemberId };
  }
}

export async function tellWaiting(work: Work): Promise<void> {
  if (!(await takeWaiting(work.sql, after(work.now, -deskLimits.mails.waitMs), work.now))) return;
  for (const member of await rosterOf(work)) work.emit({ kind: 'desk-mails.waiting', member });
}

/** Undefined when the account, its duty or its address is gone. */
export async function mailOfWaiting(
  work: Work,
  team: TeamId,
  member: MemberId,
  url: string,
): Promise<Mail | undefined> {
  const { email, deactivated_at } = await requireMember(work, member);
  if (!email || deactivated_at || !(await dutyOf(work, member))) return undefined;
  const says = 'Mails to the security desk wait for a decision';
  const { slug } = await ownTeam(work, team);
  return { to: email, subject: says, text: `${says}, some for more than a day.\n\n${url}/t/${slug}/desk/mails\n` };
}
