import { sql } from 'kysely';
import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** What the rules need to know of a message that still stands. */
export async function messageForReaction(
  db: Sql,
  channel: ChannelId,
  ts: Ts,
  emoji: string,
): Promise<{ emoji_count: number; has_emoji: boolean } | undefined> {
  const { rows } = await sql<{ emoji_count: number; has_emoji: boolean }>`
    select count(distinct r.emoji) as emoji_count, coalesce(bool_or(r.emoji = ${emoji}), false) as has_emoji
    from messages m left join reactions r using (channel_id, ts)
    where m.channel_id = ${channel} and m.ts = ${ts} and m.deleted_at is null
    group by m.channel_id, m.ts`.execute(db);
  return rows[0];
}

export async function addReaction(
  db: Sql,
  row: { channel_id: ChannelId; ts: Ts; emoji: string; member_id: MemberId; team_id: TeamId; at: Date },
): Promise<boolean> {
  const added = await sql`
    with added as (
      insert into reactions (channel_id, ts, emoji, member_id, team_id, at)
      values (${row.channel_id}, ${row.ts}, ${row.emoji}, ${row.member_id}, ${row.team_id}, ${row.at})
      on conflict do nothing returning 1)
    update messages set reaction_count = reaction_count + 1
    where channel_id = ${row.channel_id} and ts = ${row.ts} and exists (select from added)`.execute(db);
  return (added.numAffectedRows ?? 0n) > 0n;
}

export async function removeReaction(
  db: Sql,
  channel: ChannelId,
  ts: Ts,
  emoji: string,
  member: MemberId,
): Promise<boolean> {
  const removed = await sql`
    with removed as (
      delete from reactions
      where channel_id = ${channel} and ts = ${ts} and emoji = ${emoji} and member_id = ${member} returning 1)
    update messages set reaction_count = reaction_count - 1
    where channel_id = ${channel} and ts = ${ts} and exists (select from removed)`.execute(db);
  return (removed.numAffectedRows ?? 0n) > 0n;
}
