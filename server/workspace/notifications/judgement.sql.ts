import { sql } from 'kysely';
import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Level, QuietHours } from '#contract/notifications.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow } from '../channel-log/channel-log.ts';

/** One member whom one message may concern, with everything that the judgement looks at. */
export interface CandidateRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly member_id: MemberId;
  readonly kind: ChannelRow['kind'];
  /** `phrase`: all words of a keyword are there; whether in its order, only the text can tell. */
  readonly reasons: readonly (
    | 'direct'
    | 'name'
    | 'group'
    | 'here'
    | 'channel'
    | 'keyword'
    | 'phrase'
    | 'thread'
    | 'all'
  )[];
  readonly is_read: boolean;
  readonly muted: boolean | null;
  readonly channel_level: Level | null;
  readonly level: Level | null;
  readonly threads: boolean | null;
  readonly everybody: boolean | null;
  readonly keywords: Buffer | null;
  readonly do_not_disturb_until: Date | null;
  readonly quiet_hours: readonly QuietHours[] | null;
  readonly time_zone: string;
}

/**
 * Everybody whom the messages may concern: one statement, however many messages and members. Each branch finds its
 * people by an index; those who are merely in the channel are read only where a message speaks to all of them. Notes of
 * the system and deleted messages concern nobody, and nobody is told of what it wrote itself.
 */
export async function candidates(db: Sql, places: readonly { channel: ChannelId; ts: Ts }[]): Promise<CandidateRow[]> {
  const { rows } = await sql<CandidateRow>`
    with posted as materialized (
      select m.channel_id, m.ts, m.author_id, m.thread_ts, m.in_timeline, m.terms, c.kind
      from unnest(${places.map((p) => p.channel)}::uuid[], ${places.map((p) => p.ts)}::bigint[])
        as asked (channel_id, ts)
      cross join lateral (
        select * from messages
        where channel_id = asked.channel_id and ts = asked.ts and deleted_at is null
          and (ordinal is not null or thread_ts is not null)
        limit 1) m
      join channels c on c.id = m.channel_id),
    -- By conversation, not by message: a busy one has many of each.
    eager as materialized (
      select m.channel_id, m.member_id
      from (select distinct channel_id from posted) busy
      join channel_members m using (channel_id)
      join notification_preferences o on o.member_id = m.member_id and o.level = 'all'),
    hits as (
      select p.channel_id, p.ts, n.member_id, n.via as reason
      from posted p join mentions n using (channel_id, ts) where n.member_id is not null
      union all
      select p.channel_id, p.ts, m.member_id, n.via
      from posted p join mentions n using (channel_id, ts) join channel_members m on m.channel_id = p.channel_id
      where n.member_id is null
      union all
      select p.channel_id, p.ts, m.member_id, 'direct'
      from posted p join channel_members m using (channel_id) where p.kind in ('direct', 'group')
      union all
      select p.channel_id, p.ts, f.member_id, 'thread'
      from posted p join thread_follows f on f.channel_id = p.channel_id and f.thread_ts = p.thread_ts
      where f.following
      union all
      select p.channel_id, p.ts, k.member_id, case when k.others = '{}' then 'keyword' else 'phrase' end
      from posted p join notification_keywords k on k.first = any (p.terms) and k.others <@ p.terms
      union all
      select p.channel_id, p.ts, o.member_id, 'all'
      from posted p join channel_notifications o on o.channel_id = p.channel_id and o.level = 'all' where p.in_timeline
      union all
      select p.channel_id, p.ts, eager.member_id, 'all'
      from posted p join eager using (channel_id) where p.in_timeline)
    select h.channel_id, h.ts, h.member_id, p.kind, array_agg(distinct h.reason) as reasons,
           bool_or(case when p.in_timeline then m.read_ts >= h.ts else coalesce(f.read_ts >= h.ts, false) end)
             as is_read,
           o.muted, o.level as channel_level, w.level, w.threads, w.everybody, w.keywords, w.do_not_disturb_until,
           w.quiet_hours, person.time_zone
    from hits h join posted p using (channel_id, ts)
    join channel_members m on m.channel_id = h.channel_id and m.member_id = h.member_id
    join members person on person.id = h.member_id and person.deactivated_at is null and person.role <> 'bot'
    left join thread_follows f
      on f.channel_id = h.channel_id and f.thread_ts = p.thread_ts and f.member_id = h.member_id
    left join channel_notifications o on o.channel_id = h.channel_id and o.member_id = h.member_id
    left join notification_preferences w on w.member_id = h.member_id
    where h.member_id <> p.author_id
    group by h.channel_id, h.ts, h.member_id, p.kind, o.muted, o.level, w.member_id, person.id
    order by h.channel_id, h.ts, h.member_id`.execute(db);
  return rows;
}
