import { sql } from 'kysely';
import type { ChannelId, ClientMessageId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { type EventRow, MESSAGE_COLUMNS, type MessageRow, messages } from '../channel-log/channel-log.ts';

export const messageAt = (db: Sql, channel: ChannelId, ts: Ts): Promise<MessageRow | undefined> =>
  messages(db).where('channel_id', '=', channel).where('ts', '=', ts).executeTakeFirst();

export interface HistoryBounds {
  readonly before?: Ts | undefined;
  readonly after?: Ts | undefined;
  readonly limit: number;
}

/** Forward from `after`, else backward from `before` or the end. A deleted message shows while it holds a thread. */
export async function timeline(db: Sql, channel: ChannelId, bounds: HistoryBounds): Promise<MessageRow[]> {
  const query = messages(db)
    .where('channel_id', '=', channel)
    .where('in_timeline', '=', true)
    .where((row) => row.or([row('deleted_at', 'is', null), row('reply_count', '>', 0)]));
  return await between(query, bounds);
}

/** A thread with its first message. */
export async function thread(db: Sql, channel: ChannelId, root: Ts, bounds: HistoryBounds): Promise<MessageRow[]> {
  const { before = LAST, after = -1, limit } = bounds;
  const columns = sql.join(MESSAGE_COLUMNS.map((column) => sql.ref(column)));
  const order = bounds.after === undefined ? sql`desc` : sql`asc`;
  // Two branches, each in the order of its index: the thread is read, not the channel.
  const { rows } = await sql<MessageRow>`
    (select ${columns} from messages
     where channel_id = ${channel} and ts = ${root} and ts > ${after} and ts < ${before})
    union all
    (select ${columns} from messages
     where channel_id = ${channel} and thread_ts = ${root} and deleted_at is null and ts > ${after} and ts < ${before}
     order by ts ${order} limit ${limit})
    order by ts ${order} limit ${limit}`.execute(db);
  return bounds.after === undefined ? rows.toReversed() : rows;
}

/** Later than every message. */
const LAST = Number.MAX_SAFE_INTEGER;

async function between(
  query: ReturnType<typeof messages>,
  { before, after, limit }: HistoryBounds,
): Promise<MessageRow[]> {
  if (after !== undefined) {
    const bounded = before === undefined ? query : query.where('ts', '<', before);
    return await bounded.where('ts', '>', after).orderBy('ts').limit(limit).execute();
  }
  const bounded = before === undefined ? query : query.where('ts', '<', before);
  const rows = await bounded.orderBy('ts', 'desc').limit(limit).execute();
  return rows.toReversed();
}

/**
 * Messages that a client already sent, by its own id for them. Lateral, so that each is looked up in the index: a join
 * planned while the table was small would read the whole of it until the next ANALYZE.
 */
export async function sentBefore(
  db: Sql,
  sent: readonly { channel: ChannelId; author: MemberId; clientId: ClientMessageId }[],
): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select ${sql.join(MESSAGE_COLUMNS.map((column) => sql.ref(`m.${column}`)))}
    from unnest(${sent.map((s) => s.channel)}::uuid[], ${sent.map((s) => s.author)}::uuid[],
                ${sent.map((s) => s.clientId)}::uuid[]) as asked (channel_id, author_id, client_id)
    cross join lateral (
      select * from messages
      where channel_id = asked.channel_id and author_id = asked.author_id and client_id = asked.client_id
      limit 1) m`.execute(db);
  return rows;
}

/**
 * All that a group of posts changes beside the messages, in one statement: the channels' heads, the log, and the
 * authors' read markers, since nobody has unread what they wrote after it.
 */
export async function advanceChannels(
  db: Sql,
  team: TeamId,
  heads: readonly { channel: ChannelId; seq: number; lastTs: Ts; ordinal: number }[],
  events: readonly EventRow[],
  markers: readonly { channel: ChannelId; member: MemberId; ts: Ts; ordinal: number }[],
): Promise<void> {
  await sql`
    with logged as (
      insert into channel_events (team_id, channel_id, seq, at, kind, actor_id, ts)
      select ${team}::uuid, e.channel_id, e.seq, e.at, e.kind, e.actor_id, e.ts
      from unnest(${events.map((e) => e.channel_id)}::uuid[], ${events.map((e) => e.seq)}::bigint[],
                  ${events.map((e) => e.at)}::timestamptz[], ${events.map((e) => e.kind)}::text[],
                  ${events.map((e) => e.actor_id)}::uuid[], ${events.map((e) => e.ts)}::bigint[])
        as e (channel_id, seq, at, kind, actor_id, ts)),
    marked as (
      update channel_members m set read_ts = r.ts, read_ordinal = r.ordinal, own_after = 0
      from unnest(${markers.map((r) => r.channel)}::uuid[], ${markers.map((r) => r.member)}::uuid[],
                  ${markers.map((r) => r.ts)}::bigint[], ${markers.map((r) => r.ordinal)}::bigint[])
        as r (channel_id, member_id, ts, ordinal)
      where m.channel_id = r.channel_id and m.member_id = r.member_id and m.read_ts < r.ts)
    update channels c set seq = h.seq, last_ts = h.last_ts, ordinal = h.ordinal
    from unnest(${heads.map((h) => h.channel)}::uuid[], ${heads.map((h) => h.seq)}::bigint[],
                ${heads.map((h) => h.lastTs)}::bigint[], ${heads.map((h) => h.ordinal)}::bigint[])
      as h (channel_id, seq, last_ts, ordinal)
    where c.id = h.channel_id`.execute(db);
}

/** Counts new replies at the first messages of their threads. */
export async function countReplies(
  db: Sql,
  replies: readonly { channel: ChannelId; root: Ts; replies: number; lastTs: Ts }[],
): Promise<void> {
  if (replies.length === 0) return;
  await sql`
    update messages m set reply_count = m.reply_count + r.replies, last_reply_ts = r.last_ts
    from unnest(${replies.map((r) => r.channel)}::uuid[], ${replies.map((r) => r.root)}::bigint[],
                ${replies.map((r) => r.replies)}::integer[], ${replies.map((r) => r.lastTs)}::bigint[])
      as r (channel_id, ts, replies, last_ts)
    where m.channel_id = r.channel_id and m.ts = r.ts`.execute(db);
}

/** Counts the replies of a thread anew after one was deleted. */
export async function recountReplies(
  db: Sql,
  channel: ChannelId,
  root: Ts,
): Promise<Pick<MessageRow, 'ts' | 'reply_count' | 'last_reply_ts'> | undefined> {
  const { rows } = await sql<Pick<MessageRow, 'ts' | 'reply_count' | 'last_reply_ts'>>`
    update messages m set reply_count = left_over.replies, last_reply_ts = left_over.last_ts
    from (select count(*)::integer as replies, max(ts) as last_ts from messages
          where channel_id = ${channel} and thread_ts = ${root} and deleted_at is null) as left_over
    where m.channel_id = ${channel} and m.ts = ${root}
    returning m.ts, m.reply_count, m.last_reply_ts`.execute(db);
  return rows[0];
}

export async function replaceBody(
  db: Sql,
  row: MessageRow,
  change: { body: Buffer; terms: readonly string[]; edited_at: Date },
  earlier: { team: TeamId; edit: number; body: Buffer },
): Promise<void> {
  await sql`
    with kept as (
      insert into message_edits (team_id, channel_id, ts, edit, replaced_at, body)
      values (${earlier.team}, ${row.channel_id}, ${row.ts}, ${earlier.edit}, ${change.edited_at}, ${earlier.body}))
    update messages set body = ${change.body}, terms = ${`{${change.terms.join(',')}}`}::bigint[],
                        edited_at = ${change.edited_at}, edit_count = ${earlier.edit}
    where channel_id = ${row.channel_id} and ts = ${row.ts}`.execute(db);
}

/** Leaves the place, so that the thread and the numbers stay whole; everything that was written is gone. */
export async function eraseMessage(db: Sql, row: MessageRow, at: Date): Promise<void> {
  await sql`
    with edits as (delete from message_edits where channel_id = ${row.channel_id} and ts = ${row.ts}),
         reacted as (delete from reactions where channel_id = ${row.channel_id} and ts = ${row.ts}),
         unpinned as (delete from pins where channel_id = ${row.channel_id} and ts = ${row.ts}),
         named as (delete from mentions where channel_id = ${row.channel_id} and ts = ${row.ts})
    update messages
    set body = null, terms = '{}', edited_at = null, edit_count = 0, reaction_count = 0, file_count = 0,
        deleted_at = ${at}
    where channel_id = ${row.channel_id} and ts = ${row.ts}`.execute(db);
}

export const editsOf = (db: Sql, channel: ChannelId, ts: Ts, limit: number) =>
  db
    .selectFrom('message_edits')
    .select(['edit', 'replaced_at', 'body'])
    .where('channel_id', '=', channel)
    .where('ts', '=', ts)
    .orderBy('edit')
    .limit(limit)
    .execute();
