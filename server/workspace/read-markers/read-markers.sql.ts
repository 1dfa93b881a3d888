import { sql } from 'kysely';
import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { StandingRow } from '../channel-log/channel-log.ts';

/** The marker's ordinal is that of the last counted message up to `ts`; deleted ones after it are counted anew. */
export async function moveMarker(db: Sql, channel: ChannelId, member: MemberId, ts: Ts): Promise<void> {
  await sql`
    with reached as (
      select coalesce((select ordinal from messages where channel_id = ${channel} and ts <= ${ts} and ordinal is not null
                       order by ts desc limit 1), 0) as ordinal)
    update channel_members set read_ts = ${ts}, read_ordinal = reached.ordinal,
      unread_gone = (select count(*) from messages m
                     where m.channel_id = ${channel} and m.ts > ${ts} and m.deleted_at is not null and m.ordinal is not null)
    from reached where channel_id = ${channel} and member_id = ${member}`.execute(db);
}

export async function standingOf(db: Sql, channel: ChannelId, member: MemberId): Promise<StandingRow | undefined> {
  const { rows } = await sql<StandingRow>`
    select m.read_ts, (c.ordinal - m.read_ordinal - m.unread_gone)::integer as unread,
           ((select count(*) from mentions n
              where n.member_id = m.member_id and n.channel_id = c.id and n.ts > m.read_ts)
          + (select count(*) from mentions n
              where n.member_id is null and n.channel_id = c.id and n.ts > m.read_ts))::integer as mentions
    from channel_members m join channels c on c.id = m.channel_id
    where m.channel_id = ${channel} and m.member_id = ${member}`.execute(db);
  return rows[0];
}
