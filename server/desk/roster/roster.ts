/** Who works at the security desk: a short list that owners and admins keep, and that gives them no way in. */
import type { Duty } from '#contract/desk-cases.ts';
import { type MemberId, publicId } from '#contract/ids.ts';
import { type Actor, auditName, isGuest } from '#identity/access/access.ts';
import { requireMember } from '#identity/members/members.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { deskLimits } from '../limits.ts';
import { deleteDuty, dutyRow, putDuty, rosterRows, takeTurn } from './roster.sql.ts';

export const notForTheDesk = problem(
  'desk/not-for-the-desk',
  422,
  'Guests, bots and closed accounts cannot work at the security desk. Choose a member.',
);
export const rosterFull = problem<{ most: number }>(
  'desk/roster-full',
  409,
  'As many people work at the security desk as it can have. Remove somebody first.',
);
export const notAtTheDesk = problem(
  'desk/not-at-the-desk',
  403,
  'Only who works at the security desk can do this. An owner or admin keeps its list.',
);

export const dutyOf = async (work: Work, member: MemberId): Promise<Duty | undefined> =>
  (await dutyRow(work.sql, member))?.duty;

export async function requireDuty(work: Work, actor: Actor): Promise<Duty> {
  const duty = await dutyOf(work, actor.member);
  if (!duty) throw notAtTheDesk();
  return duty;
}

export async function listRoster(work: Work) {
  const people = await rosterRows(work.sql, deskLimits.rosterMax);
  return {
    people: people.map(({ member_id, duty, added_at }) => ({
      member: publicId('U', member_id),
      duty,
      addedAt: added_at.toISOString(),
    })),
  };
}

export const rosterOf = (work: Work, duty?: Duty): Promise<MemberId[]> =>
  rosterRows(work.sql, deskLimits.rosterMax).then((rows) =>
    rows.filter((row) => duty === undefined || row.duty === duty).map(({ member_id }) => member_id),
  );

/** Puts somebody on the list, or changes the duty. */
export async function giveDuty(work: Work, actor: Actor, member: MemberId, duty: Duty): Promise<void> {
  const { role, deactivated_at } = await requireMember(work, member);
  if (deactivated_at || isGuest(role) || role === 'bot') throw notForTheDesk();
  const before = await dutyOf(work, member);
  if (before === duty) return;
  const most = deskLimits.rosterMax;
  if (!before && (await rosterRows(work.sql, most)).length >= most) throw rosterFull({ most });
  const row = { member_id: member, team_id: actor.team, duty, added_by: actor.member, added_at: work.now };
  await putDuty(work.sql, row);
  audit(work, actor, member, { from: before ?? 'none', to: duty });
}

/** Takes somebody off the list: the cases that they were in by their duty close to them, and want a coordinator. */
export async function takeDuty(work: Work, actor: Actor, member: MemberId): Promise<void> {
  const before = await dutyOf(work, member);
  if (!before) return;
  await deleteDuty(work.sql, member);
  audit(work, actor, member, { from: before, to: 'none' });
}

/** Whose turn it is to take a case that nobody looks after; undefined while there is no coordinator. */
export const nextCoordinator = (work: Work): Promise<MemberId | undefined> => takeTurn(work.sql, work.now);

const audit = (work: Work, actor: Actor, member: MemberId, details: { from: string; to: string }): void =>
  work.audit({ kind: 'desk-roster.changed', actor: auditName(actor), object: `member:${member}`, details });
