/**
 * How many people a team may have. The danger: a bound that two who come at the same moment pass together. The
 * principle: whoever would take a seat holds the lock of the team's row from the count to the commit. The boundary: the
 * operator sets the bound; an open invitation keeps no seat free.
 */
import type { Role } from '#contract/identity.ts';
import type { TeamId } from '#contract/ids.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { isGuest } from '../access/access.ts';
import { lockTeam, memberQuota } from '../teams/teams.ts';
import { countActive, hasMembersBeyond } from './members.sql.ts';

export const teamFull = problem<{ membersMax: number }>(
  'members/team-full',
  409,
  'The team has as many members as it can hold. Nobody was added.',
);
export const quotaReached = problem<{ membersMax: number }>(
  'members/quota-reached',
  409,
  'The team has as many active members as its operator allows; guests and bots do not count. Nobody was added.',
);

const SEATED: readonly Role[] = ['owner', 'admin', 'member'];

/** Whether somebody active in this role counts towards the operator's bound. */
export const takesSeat = (role: Role): boolean => SEATED.includes(role);

/** Refuses so many more accounts with `teamFull`, and so many of them that take a seat with `quotaReached`. */
export async function requireRoomFor(
  work: Work,
  team: TeamId,
  { accounts, seats }: { readonly accounts: number; readonly seats: number },
): Promise<void> {
  if (accounts === 0 && seats === 0) return;
  const { membersMax } = await lockTeam(work, team);
  const { perTeamMax } = limits.members;
  if (accounts > perTeamMax || (await hasMembersBeyond(work.sql, perTeamMax - accounts + 1)))
    throw teamFull({ membersMax: perTeamMax });
  if (membersMax === undefined || seats === 0) return;
  if ((await countSeats(work)).members + seats > membersMax) throw quotaReached({ membersMax });
}

export interface Seats {
  readonly members: number;
  readonly guests: number;
  readonly bots: number;
}

/** How many accounts are active. */
export async function countSeats(work: Work): Promise<Seats> {
  const active = await countActive(work.sql);
  const sum = (isMeant: (role: Role) => boolean): number =>
    active.reduce((all, { role, count }) => all + (isMeant(role) ? count : 0), 0);
  return { members: sum(takesSeat), guests: sum(isGuest), bots: sum((role) => role === 'bot') };
}

/** The active accounts and the operator's bound, if there is one. */
export async function teamSeats(work: Work, team: TeamId): Promise<Seats & { readonly membersMax?: number }> {
  const membersMax = await memberQuota(work, team);
  return { ...(await countSeats(work)), ...(membersMax === undefined ? {} : { membersMax }) };
}
