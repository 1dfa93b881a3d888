import { sql } from 'kysely';
import type { ChannelId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface Place {
  readonly channel: ChannelId;
  readonly ts: Ts;
}

/** All messages up to here were looked at; a mark never moves back, and a team that is gone gets none. */
export async function moveMark(db: Sql, team: TeamId, ts: number): Promise<void> {
  await sql`
    insert into notice_marks (team_id, ts) select ${team}::uuid, ${ts}::bigint where exists (select from members)
    on conflict (team_id) do update set ts = greatest(notice_marks.ts, excluded.ts)`.execute(db);
}

/** Messages of the team after its mark and after `since`, the oldest first; none for a team without a mark. */
export async function afterMark(db: Sql, since: number, limit: number): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select m.channel_id as channel, m.ts from notice_marks k
    join messages m on m.team_id = k.team_id and m.ts > greatest(k.ts, ${since})
    order by m.ts limit ${limit}`.execute(db);
  return rows;
}
