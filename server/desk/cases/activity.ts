/** That something happens in a case is told by mail, and nothing else: not what, not where, not of which kind. */
import { caseName } from '#contract/desk-cases.ts';
import type { CaseId, MemberId } from '#contract/ids.ts';
import { requireMember } from '#identity/members/members.ts';
import { ownTeam } from '#identity/teams/teams.ts';
import type { Mail } from '#platform/mail/mail.ts';
import type { Work } from '#platform/work.ts';
import { rosterOf } from '../roster/roster.ts';
import { type CaseRow, caseRow } from './cases.sql.ts';

declare module '#platform/work.ts' {
  interface Facts {
    /** One of those who look after a case is to look at it. */
    'desk-case.activity': { readonly case: CaseId; readonly member: MemberId };
  }
}

export function tell(work: Work, id: CaseId, members: readonly MemberId[]): void {
  for (const member of new Set(members)) work.emit({ kind: 'desk-case.activity', case: id, member });
}

/** Who looks after a case: its coordinator, or as long as there is none, everybody at the desk. */
export async function lookAfter(work: Work, { coordinator_id }: CaseRow): Promise<MemberId[]> {
  const desk = await rosterOf(work);
  return coordinator_id && desk.includes(coordinator_id) ? [coordinator_id] : desk;
}

/** Undefined when the case, the account or its address is gone. */
export async function mailOfActivity(work: Work, id: CaseId, member: MemberId, url: string): Promise<Mail | undefined> {
  const row = await caseRow(work.sql, id);
  const { email, deactivated_at } = await requireMember(work, member);
  if (!row || !email || deactivated_at) return undefined;
  const { slug } = await ownTeam(work, row.team_id);
  const says = `Activity in ${caseName(row.number)}`;
  return { to: email, subject: says, text: `${says}.\n\n${url}/t/${slug}/desk\n` };
}
