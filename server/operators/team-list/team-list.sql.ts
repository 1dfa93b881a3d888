import { sql } from 'kysely';
import type { TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface TeamSizeRow {
  readonly id: TeamId;
  readonly name: string;
  readonly created_at: Date;
  readonly members: number;
  readonly bytes: number;
}

/** The one look over the fence: `team_sizes` runs as the tables' owner, for the deployment alone. */
export async function teamSizes(db: Sql, after: TeamId | undefined, limit: number): Promise<TeamSizeRow[]> {
  const { rows } = await sql<{ id: TeamId; name: string; created_at: Date; members: string; bytes: string }>`
    select id, name, created_at, members, bytes from team_sizes(${after ?? null}::uuid, ${limit}::integer)`.execute(db);
  return rows.map((row) => ({ ...row, members: Number(row.members), bytes: Number(row.bytes) }));
}
