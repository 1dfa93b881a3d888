import { sql } from 'kysely';
import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { ThreadPlace } from '#contract/threads.ts';
import type { Sql } from '#platform/database/database.ts';

export interface FollowRow {
  readonly channel_id: ChannelId;
  readonly thread_ts: Ts;
  readonly following: boolean;
  readonly read_ts: Ts;
  readonly unread: number;
}

/** Why somebody follows a thread: `took_part` by a reply of its own, otherwise since it began it or was named in it. */
export interface Interest {
  readonly channel: ChannelId;
  readonly thread: Ts;
  readonly member: MemberId;
  readonly tookPart: boolean;
  readonly readTs: Ts;
}

/**
 * Lets members follow threads, those who are in the channel. Whoever took part follows from then on in any case and has
 * read up to there; the others unless they follow already or ended it. Returns who follows that did not before.
 */
export async function insertInterests(
  db: Sql,
  team: TeamId,
  interests: readonly Interest[],
): Promise<{ channel_id: ChannelId; thread_ts: Ts; member_id: MemberId; read_ts: Ts }[]> {
  const { rows } = await sql<{ channel_id: ChannelId; thread_ts: Ts; member_id: MemberId; read_ts: Ts }>`
    with interest as (
      select i.* from unnest(
        ${interests.map((i) => i.channel)}::uuid[], ${interests.map((i) => i.thread)}::bigint[],
        ${interests.map((i) => i.member)}::uuid[], ${interests.map((i) => i.tookPart)}::boolean[],
        ${interests.map((i) => i.readTs)}::bigint[]) as i (channel_id, thread_ts, member_id, took_part, read_ts)
      join channel_members using (channel_id, member_id)),
    ended as (
      select f.channel_id, f.thread_ts, f.member_id, i.read_ts
      from interest i join thread_follows f using (channel_id, thread_ts, member_id)
      where i.took_part and not f.following),
    renewed as (
      update thread_follows f set following = true, read_ts = greatest(f.read_ts, i.read_ts)
      from interest i
      where i.took_part and (f.channel_id, f.thread_ts, f.member_id) = (i.channel_id, i.thread_ts, i.member_id)),
    begun as (
      insert into thread_follows (team_id, channel_id, thread_ts, member_id, following, read_ts)
      select ${team}::uuid, channel_id, thread_ts, member_id, true, read_ts from interest
      on conflict do nothing returning channel_id, thread_ts, member_id, read_ts)
    select * from begun union all select * from ended`.execute(db);
  return rows;
}

/** Follows or no longer; a thread that the member never followed counts as read up to its last reply. */
export async function setFollowing(
  db: Sql,
  team: TeamId,
  row: { channel: ChannelId; thread: Ts; member: MemberId; following: boolean; readTs: Ts },
): Promise<boolean> {
  const { rows } = await sql`
    insert into thread_follows (team_id, channel_id, thread_ts, member_id, following, read_ts)
    values (${team}, ${row.channel}, ${row.thread}, ${row.member}, ${row.following}, ${row.readTs})
    on conflict (channel_id, thread_ts, member_id) do update set following = excluded.following
    where thread_follows.following <> excluded.following returning 1`.execute(db);
  return rows.length > 0;
}

/** False when the member has no standing in the thread. */
export async function moveThreadMarker(
  db: Sql,
  row: { channel: ChannelId; thread: Ts; member: MemberId; readTs: Ts },
): Promise<boolean> {
  const moved = await db
    .updateTable('thread_follows')
    .set({ read_ts: row.readTs })
    .where('channel_id', '=', row.channel)
    .where('thread_ts', '=', row.thread)
    .where('member_id', '=', row.member)
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

const unreadReplies = sql`
  (select count(*) from messages r
    where r.channel_id = f.channel_id and r.thread_ts = f.thread_ts and r.ts > f.read_ts and r.deleted_at is null
      and r.author_id <> f.member_id)::integer`;

export async function followOf(
  db: Sql,
  channel: ChannelId,
  thread: Ts,
  member: MemberId,
): Promise<FollowRow | undefined> {
  const { rows } = await sql<FollowRow>`
    select f.channel_id, f.thread_ts, f.following, f.read_ts, ${unreadReplies} as unread
    from thread_follows f
    where f.channel_id = ${channel} and f.thread_ts = ${thread} and f.member_id = ${member}`.execute(db);
  return rows[0];
}

/**
 * The followed threads of the channels that a member is in: with something unread first, then by their last reply. No
 * two replies of a channel have the same ts, so channel and last reply name a place among them.
 */
export async function followedThreads(
  db: Sql,
  member: MemberId,
  after: ThreadPlace | undefined,
  limit: number,
): Promise<(FollowRow & { last_ts: Ts })[]> {
  const from = after ? [after.isUnread, after.lastTs, after.channel] : [true, Number.MAX_SAFE_INTEGER, LAST_ID];
  const [isUnread, lastTs, channel] = from;
  const { rows } = await sql<FollowRow & { last_ts: Ts }>`
    select f.*, ${unreadReplies} as unread from (
      select f.channel_id, f.thread_ts, f.following, f.read_ts, f.member_id,
             coalesce(root.last_reply_ts, root.ts) as last_ts,
             coalesce(root.last_reply_ts > f.read_ts, false) as is_unread
      from thread_follows f
      join channel_members m on m.channel_id = f.channel_id and m.member_id = f.member_id
      join messages root on root.channel_id = f.channel_id and root.ts = f.thread_ts
      where f.member_id = ${member} and f.following) f
    where (f.is_unread, f.last_ts, f.channel_id) < (${isUnread}::boolean, ${lastTs}::bigint, ${channel}::uuid)
    order by f.is_unread desc, f.last_ts desc, f.channel_id desc limit ${limit}`.execute(db);
  return rows;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** In how many followed threads there is something unread, counted up to `most`. */
export async function countUnreadThreads(db: Sql, member: MemberId, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select from thread_follows f
      join channel_members m on m.channel_id = f.channel_id and m.member_id = f.member_id
      join messages root on root.channel_id = f.channel_id and root.ts = f.thread_ts
      where f.member_id = ${member} and f.following and root.last_reply_ts > f.read_ts
      limit ${most}) as unread`.execute(db);
  return rows[0]?.count ?? 0;
}
