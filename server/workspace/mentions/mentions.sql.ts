import { sql } from 'kysely';
import type { ChannelId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { MentionRow } from './mentions.ts';

export async function insertMentions(db: Sql, team: TeamId, rows: readonly MentionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into mentions (team_id, channel_id, ts, place, member_id, author_id, via)
    select ${team}::uuid, n.channel_id, n.ts, n.place, n.member_id, n.author_id, n.via
    from unnest(${rows.map((r) => r.channel_id)}::uuid[], ${rows.map((r) => r.ts)}::bigint[],
                ${rows.map((r) => r.place)}::smallint[], ${rows.map((r) => r.member_id)}::uuid[],
                ${rows.map((r) => r.author_id)}::uuid[], ${rows.map((r) => r.via)}::text[])
      as n (channel_id, ts, place, member_id, author_id, via) on conflict do nothing`.execute(db);
}

export async function deleteMentions(db: Sql, channel: ChannelId, ts: Ts): Promise<void> {
  await db.deleteFrom('mentions').where('channel_id', '=', channel).where('ts', '=', ts).execute();
}
