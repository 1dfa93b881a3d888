import { sql } from 'kysely';
import type { FileAllowance } from '#contract/files.ts';
import type { MemberId, TeamId } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** Those who begin uploads in one team come one after the other, so that together they stay below its allowance. */
export async function lockUsage(db: Sql, team: TeamId): Promise<void> {
  await sql`select 1 from teams where id = ${team} for no key update`.execute(db);
}

export async function usageOf(db: Sql, member: MemberId): Promise<Pick<FileAllowance, 'teamBytes' | 'memberBytes'>> {
  const { rows } = await sql<{ team: number; member: number }>`
    select coalesce(sum(bytes), 0)::bigint as team,
           coalesce(sum(bytes) filter (where member_id = ${member}), 0)::bigint as member
    from file_usage`.execute(db);
  return { teamBytes: rows[0]?.team ?? 0, memberBytes: rows[0]?.member ?? 0 };
}

export async function addUsage(db: Sql, team: TeamId, member: MemberId, bytes: number): Promise<void> {
  await sql`
    insert into file_usage (team_id, member_id, bytes) values (${team}, ${member}, ${bytes})
    on conflict (team_id, member_id) do update set bytes = file_usage.bytes + excluded.bytes`.execute(db);
}

export async function allowanceOf(db: Sql): Promise<FileAllowance | undefined> {
  const row = await db.selectFrom('file_allowances').select(['team_bytes', 'member_bytes']).executeTakeFirst();
  return row && { teamBytes: row.team_bytes, memberBytes: row.member_bytes };
}

export async function upsertAllowance(db: Sql, team: TeamId, { teamBytes, memberBytes }: FileAllowance): Promise<void> {
  await sql`
    insert into file_allowances (team_id, team_bytes, member_bytes) values (${team}, ${teamBytes}, ${memberBytes})
    on conflict (team_id) do update
    set team_bytes = excluded.team_bytes, member_bytes = excluded.member_bytes`.execute(db);
}
