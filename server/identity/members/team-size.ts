import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { hasMembersBeyond } from './members.sql.ts';

export const teamFull = problem<{ membersMax: number }>(
  'members/team-full',
  409,
  'The team has as many members as it can hold. Nobody was added.',
);

/** Refuses with `teamFull` when the team cannot hold so many more. */
export async function requireRoomFor(work: Work, members: number): Promise<void> {
  const { perTeamMax: membersMax } = limits.members;
  if (members === 0) return;
  if (members > membersMax || (await hasMembersBeyond(work.sql, membersMax - members + 1)))
    throw teamFull({ membersMax });
}
