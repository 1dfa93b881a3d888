import { sql } from 'kysely';
import type { ChannelId, ClientMessageId, MemberId, TeamId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

export interface MessageRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly author_id: MemberId;
  readonly thread_ts: Ts | null;
  readonly in_timeline: boolean;
  readonly ordinal: number | null;
  readonly body: Buffer | null;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
  readonly client_id: ClientMessageId | null;
  readonly edit_count: number;
  readonly reaction_count: number;
  readonly reply_count: number;
  readonly last_reply_ts: Ts | null;
  readonly file_count: number;
}

export const MESSAGE_COLUMNS = [
  'channel_id',
  'ts',
  'author_id',
  'thread_ts',
  'in_timeline',
  'ordinal',
  'body',
  'edited_at',
  'deleted_at',
  'client_id',
  'edit_count',
  'reaction_count',
  'reply_count',
  'last_reply_ts',
  'file_count',
] as const;
type Narrow = Pick<MessageRow, 'channel_id' | 'ts' | 'author_id' | 'thread_ts' | 'client_id' | 'last_reply_ts'>;

export const messages = (db: Sql) => db.selectFrom('messages').select(MESSAGE_COLUMNS).$narrowType<Narrow>();

export async function messagesAt(db: Sql, places: readonly { channel: ChannelId; ts: Ts }[]): Promise<MessageRow[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<MessageRow>`
    select ${sql.join(MESSAGE_COLUMNS.map((column) => sql.ref(`m.${column}`)))}
    from unnest(${places.map((p) => p.channel)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as asked (channel_id, ts)
    join messages m using (channel_id, ts)`.execute(db);
  return rows;
}

export interface ReactionRow {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly emoji: string;
  readonly members: MemberId[];
}

/** Grouped by emoji in the order of their first use. */
export async function reactionsOf(db: Sql, places: readonly { channel: ChannelId; ts: Ts }[]): Promise<ReactionRow[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<ReactionRow>`
    select r.channel_id, r.ts, r.emoji, array_agg(r.member_id::text order by r.at, r.member_id) as members
    from unnest(${places.map((p) => p.channel)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as asked (channel_id, ts)
    join reactions r using (channel_id, ts)
    group by r.channel_id, r.ts, r.emoji order by min(r.at), r.emoji`.execute(db);
  return rows;
}

/** Takes the next place in a channel whose row is locked: a ts after the last one, and the event's number. */
export async function takePlace(db: Sql, channel: ChannelId, nowUs: number): Promise<{ ts: Ts; seq: number }> {
  const { rows } = await sql<{ ts: Ts; seq: number }>`
    update channels set last_ts = greatest(last_ts + 1, ${nowUs}), seq = seq + 1
    where id = ${channel} returning last_ts as ts, seq`.execute(db);
  const place = rows[0];
  if (!place) throw new Error('A locked channel is gone.');
  return place;
}

export interface NewMessage {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
  readonly author_id: MemberId;
  readonly thread_ts: Ts | null;
  readonly in_timeline: boolean;
  readonly ordinal: number | null;
  readonly body: Buffer;
  readonly client_id: ClientMessageId | null;
  readonly file_count: number;
  /** Decimal text of signed 64-bit tokens. */
  readonly terms: readonly string[];
}

/** Inserts all of them in one statement. */
export async function insertMessages(db: Sql, team: TeamId, rows: readonly NewMessage[]): Promise<void> {
  await sql`
    insert into messages
      (team_id, channel_id, ts, author_id, thread_ts, in_timeline, ordinal, body, client_id, file_count,
       terms)
    select ${team}::uuid, n.channel_id, n.ts, n.author_id, n.thread_ts, n.in_timeline, n.ordinal, n.body, n.client_id,
           n.file_count, n.terms::bigint[]
    from unnest(${rows.map((r) => r.channel_id)}::uuid[], ${rows.map((r) => r.ts)}::bigint[],
                ${rows.map((r) => r.author_id)}::uuid[], ${rows.map((r) => r.thread_ts)}::bigint[],
                ${rows.map((r) => r.in_timeline)}::boolean[], ${rows.map((r) => r.ordinal)}::bigint[],
                ${rows.map((r) => r.body)}::bytea[], ${rows.map((r) => r.client_id)}::uuid[],
                ${rows.map((r) => r.file_count)}::integer[],
                ${rows.map((r) => `{${r.terms.join(',')}}`)}::text[])
      as n (channel_id, ts, author_id, thread_ts, in_timeline, ordinal, body, client_id,
            file_count, terms)`.execute(db);
}
