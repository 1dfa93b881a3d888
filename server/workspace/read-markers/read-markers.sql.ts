import { sql } from 'kysely';
import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { type ChannelRow, type StandingRow, standingColumns } from '../channel-log/channel-log.ts';

/**
 * Holds the member's place in the channel until the end of the unit; false when the member is not in it. The member's
 * posts move the same row, so what is counted after this is counted after them.
 */
export async function lockMarker(db: Sql, channel: ChannelId, member: MemberId): Promise<boolean> {
  const row = await db
    .selectFrom('channel_members')
    .select('member_id')
    .where('channel_id', '=', channel)
    .where('member_id', '=', member)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Moves the marker to `ts`, at most to the end: to its ordinal belongs the last counted message up to there. */
export async function moveMarker(db: Sql, channel: ChannelId, member: MemberId, ts: Ts): Promise<void> {
  await sql`
    with reached as (select least(${ts}::bigint, last_ts) as ts from channels where id = ${channel})
    update channel_members m set read_ts = reached.ts,
      read_ordinal = coalesce((select r.ordinal from messages r
                               where r.channel_id = ${channel} and r.ts <= reached.ts and r.in_timeline
                                 and r.ordinal is not null
                               order by r.ts desc limit 1), 0),
      own_after = (select count(*) from messages o
                   where o.channel_id = ${channel} and o.ts > reached.ts and o.author_id = m.member_id
                     and o.ordinal is not null)
    from reached where m.channel_id = ${channel} and m.member_id = ${member}`.execute(db);
}

export async function standingOf(
  db: Sql,
  channel: ChannelId,
  member: MemberId,
): Promise<(StandingRow & Pick<ChannelRow, 'id' | 'kind' | 'seq' | 'last_ts'>) | undefined> {
  const { rows } = await sql<StandingRow & Pick<ChannelRow, 'id' | 'kind' | 'seq' | 'last_ts'>>`
    select c.id, c.kind, c.seq, c.last_ts, ${standingColumns}
    from channel_members m join channels c on c.id = m.channel_id
    where m.channel_id = ${channel} and m.member_id = ${member}`.execute(db);
  return rows[0];
}

/** In every conversation of the member: one statement, without what the conversations are called. */
export async function standingsOf(
  db: Sql,
  member: MemberId,
  limit: number,
): Promise<(StandingRow & Pick<ChannelRow, 'id' | 'kind' | 'seq' | 'last_ts'>)[]> {
  const { rows } = await sql<StandingRow & Pick<ChannelRow, 'id' | 'kind' | 'seq' | 'last_ts'>>`
    select c.id, c.kind, c.seq, c.last_ts, ${standingColumns}
    from channel_members m join channels c on c.id = m.channel_id
    where m.member_id = ${member} order by c.id limit ${limit}`.execute(db);
  return rows;
}
