import type { Team } from '#contract/identity.ts';
import { publicId, type TeamId } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import type { Units, Work } from '#platform/work.ts';
import {
  houseRow,
  insertTeam,
  lockTeamRow,
  membersMaxOf,
  moveHouse,
  setMembersMax,
  type TeamRow,
  takeUnrecordedRows,
  teamById,
  teamBySlug,
  teamsAfter,
} from './teams.sql.ts';

export type { TeamRow } from './teams.sql.ts';

export const slugTaken = problem<{ slug: string }>(
  'teams/slug-taken',
  409,
  'Another team already has this address. Choose another.',
);
export const noSuchTeam = problem<{ slug: string }>('teams/no-such-team', 404, 'There is no team at this address.');

export async function createTeam(work: Work, team: { id: TeamId; slug: string; name: string }): Promise<TeamRow> {
  if (await teamBySlug(work.sql, team.slug)) throw slugTaken({ slug: team.slug });
  const row = { ...team, created_at: work.now };
  await insertTeam(work.sql, row);
  return row;
}

/** The teams of which the deployment's log does not say yet that they were made; the caller enters them now. */
export const takeUnrecorded = (work: Work): Promise<TeamId[]> => takeUnrecordedRows(work.sql);

export const findTeam = (work: Work, slug: string): Promise<TeamRow | undefined> => teamBySlug(work.sql, slug);

/**
 * Whoever counts what a team has, in order to bound it, comes one after the other: held to the end of the unit. Returns
 * the bound that the operator set, if there is one.
 */
export async function lockTeam(work: Work, team: TeamId): Promise<{ readonly membersMax: number | undefined }> {
  return { membersMax: (await lockTeamRow(work.sql, team))?.members_max ?? undefined };
}

/** The operator's bound of active members, if there is one. */
export const memberQuota = async (work: Work, team: TeamId): Promise<number | undefined> =>
  (await membersMaxOf(work.sql, team))?.members_max ?? undefined;

/** Bounds the active owners, admins and members; undefined: no more than in any team. Closes nobody's account. */
export async function setMemberQuota(work: Work, team: TeamId, most: number | undefined, by: string): Promise<void> {
  const { membersMax: before } = await lockTeam(work, team);
  if (before === most) return;
  await setMembersMax(work.sql, team, most ?? null);
  const details = { from: before ?? 'none', to: most ?? 'none' };
  work.audit({ kind: 'team.quota-set', actor: by, object: `team:${team}`, details });
}

/** The team of this unit of work; it exists, or nobody could be signed in to it. */
export async function ownTeam(work: Work, team: TeamId): Promise<TeamRow> {
  const row = await teamById(work.sql, team);
  if (!row) throw new Error('A member is signed in to a team that does not exist.');
  return row;
}

/** The first `count` teams of the deployment. */
export const firstTeams = (work: Work, count: number): Promise<TeamRow[]> => teamsAfter(work.sql, undefined, count);

export const hasTeam = async (work: Work): Promise<boolean> => (await firstTeams(work, 1)).length > 0;

/** The team whose public pages answer for the deployment: the one that the operator named, or else the first. */
export const houseTeam = async (work: Work): Promise<TeamRow | undefined> =>
  (await houseRow(work.sql)) ?? (await firstTeams(work, 1))[0];

/** In a unit of the deployment, whose log says it. */
export async function nameHouseTeam(work: Work, team: TeamId, by: string): Promise<void> {
  const before = await houseRow(work.sql);
  if (before?.id === team) return;
  await moveHouse(work.sql, team);
  work.audit({ kind: 'team.house-named', actor: by, object: `team:${team}` });
}

const PAGE = 100;

/** Every team of the deployment, by pages, each read in a unit of its own. */
export async function* everyTeam(units: Units): AsyncGenerator<TeamRow> {
  let after: TeamId | undefined;
  for (;;) {
    const page = await units.open('deployment', (work) => teamsAfter(work.sql, after, PAGE));
    yield* page;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

export const showTeam = (team: TeamRow): Team => ({
  id: publicId('T', team.id),
  slug: team.slug,
  name: team.name,
  createdAt: team.created_at.toISOString(),
});
