import { sql } from 'kysely';
import type { ChannelId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import type { ChannelRow, EventRow } from '../channel-log/channel-log.ts';

export interface HistoryRow {
  readonly ts: Ts;
  readonly author: MemberId;
  readonly threadTs: Ts | null;
  readonly inTimeline: boolean;
  readonly ordinal: number | null;
  readonly body: Buffer | null;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly reactionCount: number;
  readonly replyCount: number;
  readonly lastReplyTs: Ts | null;
  /** Decimal text of signed 64-bit tokens. */
  readonly terms: readonly string[];
}

/** Under the channel's lock, after a look at what stands there: no place is taken. */
export async function insertHistory(
  db: Sql,
  team: TeamId,
  channel: ChannelId,
  rows: readonly HistoryRow[],
): Promise<void> {
  await sql`
    insert into messages (team_id, channel_id, ts, author_id, thread_ts, in_timeline, ordinal, body, edited_at,
                          deleted_at, reaction_count, reply_count, last_reply_ts, terms)
    select ${team}::uuid, ${channel}::uuid, n.ts, n.author_id, n.thread_ts, n.in_timeline, n.ordinal, n.body,
           n.edited_at, n.deleted_at, n.reaction_count, n.reply_count, n.last_reply_ts, n.terms::bigint[]
    from unnest(${rows.map((r) => r.ts)}::bigint[], ${rows.map((r) => r.author)}::uuid[],
                ${rows.map((r) => r.threadTs)}::bigint[], ${rows.map((r) => r.inTimeline)}::boolean[],
                ${rows.map((r) => r.ordinal)}::bigint[], ${rows.map((r) => r.body)}::bytea[],
                ${rows.map((r) => r.editedAt)}::timestamptz[], ${rows.map((r) => r.deletedAt)}::timestamptz[],
                ${rows.map((r) => r.reactionCount)}::integer[], ${rows.map((r) => r.replyCount)}::integer[],
                ${rows.map((r) => r.lastReplyTs)}::bigint[], ${rows.map((r) => `{${r.terms.join(',')}}`)}::text[])
      as n (ts, author_id, thread_ts, in_timeline, ordinal, body, edited_at, deleted_at, reaction_count, reply_count,
            last_reply_ts, terms)`.execute(db);
}

export async function insertReactions(
  db: Sql,
  team: TeamId,
  channel: ChannelId,
  rows: readonly { ts: Ts; emoji: string; member: MemberId; at: Date }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into reactions (team_id, channel_id, ts, emoji, member_id, at)
    select ${team}::uuid, ${channel}::uuid, n.ts, n.emoji, n.member_id, n.at
    from unnest(${rows.map((r) => r.ts)}::bigint[], ${rows.map((r) => r.emoji)}::text[],
                ${rows.map((r) => r.member)}::uuid[], ${rows.map((r) => r.at)}::timestamptz[])
      as n (ts, emoji, member_id, at)`.execute(db);
}

export async function addReplies(
  db: Sql,
  channel: ChannelId,
  rows: readonly { root: Ts; replies: number; lastTs: Ts }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update messages m set reply_count = m.reply_count + r.replies, last_reply_ts = greatest(m.last_reply_ts, r.last_ts)
    from unnest(${rows.map((r) => r.root)}::bigint[], ${rows.map((r) => r.replies)}::integer[],
                ${rows.map((r) => r.lastTs)}::bigint[]) as r (ts, replies, last_ts)
    where m.channel_id = ${channel} and m.ts = r.ts`.execute(db);
}

/** For each place the ordinal of the last counted message before it, as the channel stands now. */
export async function ordinalsBefore(db: Sql, channel: ChannelId, places: readonly Ts[]): Promise<number[]> {
  const { rows } = await sql<{ ordinal: number }>`
    select coalesce((select m.ordinal from messages m
                     where m.channel_id = ${channel} and m.ts < n.ts and m.ordinal is not null
                     order by m.ts desc limit 1), 0) as ordinal
    from unnest(${places}::bigint[]) with ordinality as n (ts, at) order by n.at`.execute(db);
  return rows.map((row) => row.ordinal);
}

/** Counts messages that are about to come in before those that stand after them. */
export async function shiftOrdinals(db: Sql, channel: ChannelId, places: readonly Ts[]): Promise<void> {
  await sql`
    update messages m
    set ordinal = m.ordinal + (select count(*) from unnest(${places}::bigint[]) as n (ts) where n.ts < m.ts)
    where m.channel_id = ${channel} and m.ts > ${places[0]} and m.ordinal is not null`.execute(db);
}

export async function advanceHead(db: Sql, channel: ChannelId, head: { lastTs: Ts; ordinal: number }): Promise<void> {
  await sql`update channels set last_ts = ${head.lastTs}, ordinal = ${head.ordinal} where id = ${channel}`.execute(db);
}

/**
 * Who had read all of the channel has read what came in as well. For the others it stands on the side of their marker
 * where its time puts it. `channel` is as it was before.
 */
export async function carryMarkers(
  db: Sql,
  channel: ChannelRow,
  to: { lastTs: Ts; ordinal: number; counted: readonly Pick<HistoryRow, 'ts' | 'author'>[] },
): Promise<void> {
  const places = to.counted.map(({ ts }) => ts);
  const authors = to.counted.map(({ author }) => author);
  await sql`
    with came as (
      select * from unnest(${places}::bigint[], ${authors}::uuid[]) as n (ts, author_id)),
    before as (
      select b.member_id, b.read_ordinal + b.own_after
        + (select count(*) from messages d
            where d.channel_id = b.channel_id and d.ts > b.read_ts and d.deleted_at is not null
              and d.ordinal is not null and d.author_id <> b.member_id and d.ts <> all(${places}::bigint[])
          ) >= ${channel.ordinal}::bigint as had_read_all
      from channel_members b where b.channel_id = ${channel.id})
    update channel_members m set
      read_ts = case when had_read_all then ${to.lastTs} else m.read_ts end,
      read_ordinal = case when had_read_all then ${to.ordinal}
        else m.read_ordinal + (select count(*) from came where came.ts <= m.read_ts) end,
      own_after = case when had_read_all then 0
        else m.own_after + (select count(*) from came where came.ts > m.read_ts and came.author_id = m.member_id) end
    from before where m.channel_id = ${channel.id} and m.member_id = before.member_id`.execute(db);
}

/** The last of so many numbers of a locked channel. */
export async function takeNumbers(db: Sql, channel: ChannelId, count: number): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    update channels set seq = seq + ${count} where id = ${channel} returning seq`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('A locked channel is gone.');
  return row.seq;
}

/** All of one team and channel. */
export async function insertLog(db: Sql, rows: readonly EventRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await sql`
    insert into channel_events (team_id, channel_id, seq, at, kind, actor_id, ts, member_id)
    select ${first.team_id}::uuid, ${first.channel_id}::uuid, e.seq, ${first.at}, e.kind, e.actor_id, e.ts, e.member_id
    from unnest(${rows.map((e) => e.seq)}::bigint[], ${rows.map((e) => e.kind)}::text[],
                ${rows.map((e) => e.actor_id)}::uuid[], ${rows.map((e) => e.ts)}::bigint[],
                ${rows.map((e) => e.member_id)}::uuid[]) as e (seq, kind, actor_id, ts, member_id)`.execute(db);
}

export async function editsAt(db: Sql, channel: ChannelId, places: readonly Ts[]): Promise<{ ts: Ts; at: Date }[]> {
  const { rows } = await sql<{ ts: Ts; at: Date }>`
    select ts, replaced_at as at from message_edits
    where channel_id = ${channel} and ts = any(${places}::bigint[])`.execute(db);
  return rows;
}

export async function insertEdits(
  db: Sql,
  team: TeamId,
  channel: ChannelId,
  rows: readonly { ts: Ts; edit: number; replacedAt: Date; body: Buffer }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    with kept as (
      insert into message_edits (team_id, channel_id, ts, edit, replaced_at, body)
      select ${team}::uuid, ${channel}::uuid, n.ts, n.edit, n.replaced_at, n.body
      from unnest(${rows.map((r) => r.ts)}::bigint[], ${rows.map((r) => r.edit)}::integer[],
                  ${rows.map((r) => r.replacedAt)}::timestamptz[], ${rows.map((r) => r.body)}::bytea[])
        as n (ts, edit, replaced_at, body) returning ts, edit)
    update messages m set edit_count = greatest(m.edit_count, kept.edit)
    from (select ts, max(edit) as edit from kept group by ts) as kept
    where m.channel_id = ${channel} and m.ts = kept.ts`.execute(db);
}
