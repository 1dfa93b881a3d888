import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface TeamRow {
  readonly id: TeamId;
  readonly slug: string;
  readonly name: string;
  readonly created_at: Date;
}

const COLUMNS = ['id', 'slug', 'name', 'created_at'] as const;

export const teamBySlug = (sql: Sql, slug: string): Promise<TeamRow | undefined> =>
  sql.selectFrom('teams').select(COLUMNS).where('slug', '=', slug).$narrowType<{ id: TeamId }>().executeTakeFirst();

export const teamById = (sql: Sql, team: TeamId): Promise<TeamRow | undefined> =>
  sql.selectFrom('teams').select(COLUMNS).where('id', '=', team).$narrowType<{ id: TeamId }>().executeTakeFirst();

/** In the order in which they were made; `after` is the last one seen. */
export const teamsAfter = (sql: Sql, after: TeamId | undefined, limit: number): Promise<TeamRow[]> => {
  const query = sql.selectFrom('teams').select(COLUMNS).orderBy('id').limit(limit).$narrowType<{ id: TeamId }>();
  return (after ? query.where('id', '>', after) : query).execute();
};

/** Held to the end of the unit; what refers to the team is written meanwhile all the same. */
export const lockTeamRow = (sql: Sql, team: TeamId): Promise<{ members_max: number | null } | undefined> =>
  sql.selectFrom('teams').select('members_max').where('id', '=', team).forNoKeyUpdate().executeTakeFirst();

export const membersMaxOf = (sql: Sql, team: TeamId): Promise<{ members_max: number | null } | undefined> =>
  sql.selectFrom('teams').select('members_max').where('id', '=', team).executeTakeFirst();

export async function setMembersMax(sql: Sql, team: TeamId, most: number | null): Promise<void> {
  await sql.updateTable('teams').set({ members_max: most }).where('id', '=', team).execute();
}

export const houseRow = (sql: Sql): Promise<TeamRow | undefined> =>
  sql.selectFrom('teams').select(COLUMNS).where('is_house', '=', true).$narrowType<{ id: TeamId }>().executeTakeFirst();

export async function moveHouse(sql: Sql, team: TeamId): Promise<void> {
  // Two statements: at no time may two teams be it.
  await sql.updateTable('teams').set({ is_house: false }).where('is_house', '=', true).execute();
  await sql.updateTable('teams').set({ is_house: true }).where('id', '=', team).execute();
}

/** Marks them as recorded. */
export const takeUnrecordedRows = async (sql: Sql): Promise<TeamId[]> => {
  const rows = await sql
    .updateTable('teams')
    .set({ is_recorded: true })
    .where('is_recorded', '=', false)
    .returning('id')
    .$narrowType<{ id: TeamId }>()
    .execute();
  return rows.map(({ id }) => id);
};

export async function insertTeam(sql: Sql, team: TeamRow): Promise<void> {
  await sql.insertInto('teams').values(team).execute();
}
