import { sql } from 'kysely';
import type { ChannelId, MemberId, Place, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';
import { MESSAGE_COLUMNS, type MessageRow } from '../channel-log/channel-log.ts';

/** Where a search looks. */
export interface Span {
  readonly channels: readonly ChannelId[];
  /** Undefined: whoever wrote it. */
  readonly authors: readonly MemberId[] | undefined;
  readonly butAuthors: readonly MemberId[];
  /** Exclusive; of messages with this very ts, those in channels before this one. */
  readonly before: Place;
  /** Inclusive. */
  readonly since: Ts;
  /** Whether it must or must not have some; undefined: either. */
  readonly hasReaction: boolean | undefined;
  readonly hasThread: boolean | undefined;
  readonly isInThread: boolean | undefined;
}

/** Places that hold all the tokens, newest first. See the migration for why this is a function of the database. */
export async function placesWithTerms(db: Sql, terms: readonly string[], span: Span, limit: number): Promise<Place[]> {
  const { before } = span;
  const { rows } = await sql<Place>`
    select h.channel_id, h.ts from messages_with_terms(${`{${terms.join(',')}}`}::bigint[], ${span.channels}::uuid[],
      ${before.ts}::bigint, ${before.channel_id}::uuid, ${span.since}::bigint, ${span.authors ?? null}::uuid[],
      ${span.butAuthors}::uuid[], ${span.hasReaction ?? null}::boolean, ${span.hasThread ?? null}::boolean,
      ${span.isInThread ?? null}::boolean, ${limit}::integer) as h`.execute(db);
  return rows;
}

/** Without a word to look for: the latest in the span. */
export async function latestPlaces(db: Sql, span: Span, limit: number): Promise<Place[]> {
  const { rows } = await sql<Place>`${within(span)} order by m.ts desc, m.channel_id desc limit ${limit}`.execute(db);
  return rows;
}

/** The latest of those that are pinned, that a member saved, or both. */
export async function latestKept(
  db: Sql,
  span: Span,
  { isPinned, savedBy }: { readonly isPinned: boolean; readonly savedBy: MemberId | undefined },
  limit: number,
): Promise<Place[]> {
  const pinned = isPinned ? sql`select channel_id, ts from pins` : undefined;
  const saved = savedBy ? sql`select channel_id, ts from saved_items where member_id = ${savedBy}` : undefined;
  // From the few that are kept to their messages, not from the newest messages to what is kept of them.
  const { rows } = await sql<Place>`
    with kept as materialized (${sql.join(
      [pinned, saved].filter((one) => one !== undefined),
      sql` intersect `,
    )})
    select p.channel_id, p.ts from kept k
    cross join lateral (${within(span)} and m.channel_id = k.channel_id and m.ts = k.ts) p
    order by p.ts desc, p.channel_id desc limit ${limit}`.execute(db);
  return rows;
}

/** Which of these messages are pinned, and which the member saved. */
export async function keptAmong(
  db: Sql,
  member: MemberId,
  places: readonly Place[],
): Promise<(Place & { readonly pinned: boolean; readonly saved: boolean })[]> {
  const { rows } = await sql<Place & { pinned: boolean; saved: boolean }>`
    select a.channel_id, a.ts,
           exists (select from pins p where p.channel_id = a.channel_id and p.ts = a.ts) as pinned,
           exists (select from saved_items s
                   where s.member_id = ${member} and s.channel_id = a.channel_id and s.ts = a.ts) as saved
    from unnest(${places.map((p) => p.channel_id)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as a (channel_id, ts)
    `.execute(db);
  return rows;
}

/** The latest with a reaction of one of these names. */
export async function latestReacted(db: Sql, span: Span, emoji: readonly string[], limit: number): Promise<Place[]> {
  // Name by name, so that each is read off the index from the newest on; several members may have reacted alike.
  const { rows } = await sql<Place>`
    select distinct p.channel_id, p.ts from unnest(${emoji}::text[]) as e (name)
    cross join lateral (
      select distinct on (r.ts, r.channel_id) r.channel_id, r.ts from reactions r
      where r.emoji = e.name and r.ts <= ${span.before.ts}::bigint and r.ts >= ${span.since}::bigint
        and exists (${within(span)} and m.channel_id = r.channel_id and m.ts = r.ts)
      order by r.ts desc, r.channel_id desc limit ${limit}) p
    order by p.ts desc, p.channel_id desc limit ${limit}`.execute(db);
  return rows;
}

/** Which of these messages have reactions of these names. */
export async function reactionsAmong(
  db: Sql,
  places: readonly Place[],
  emoji: readonly string[],
): Promise<(Place & { readonly emoji: string })[]> {
  const { rows } = await sql<Place & { emoji: string }>`
    select distinct r.channel_id, r.ts, r.emoji
    from unnest(${places.map((p) => p.channel_id)}::uuid[], ${places.map((p) => p.ts)}::bigint[]) as a (channel_id, ts)
    join reactions r using (channel_id, ts) where r.emoji = any(${emoji}::text[])`.execute(db);
  return rows;
}

/** The latest of one thread, its first message included. */
export async function latestInThread(db: Sql, span: Span, thread: Place, limit: number): Promise<Place[]> {
  const here = sql`${within(span)} and m.channel_id = ${thread.channel_id}`;
  // The first message is read by its key: with `or`, the planner might read the whole channel.
  const { rows } = await sql<Place>`
    select p.channel_id, p.ts from (
      (${here} and m.thread_ts = ${thread.ts} order by m.ts desc limit ${limit})
      union all (${here} and m.ts = ${thread.ts})) p
    order by p.ts desc limit ${limit}`.execute(db);
  return rows;
}

const within = (span: Span) => sql`
  select m.channel_id, m.ts from messages m
  where m.channel_id = any(${span.channels}::uuid[]) and m.ts <= ${span.before.ts}::bigint
    and (m.ts, m.channel_id) < (${span.before.ts}::bigint, ${span.before.channel_id}::uuid)
    and m.ts >= ${span.since}::bigint and m.deleted_at is null
    and (${span.authors ?? null}::uuid[] is null or m.author_id = any(${span.authors ?? null}::uuid[]))
    and m.author_id <> all(${span.butAuthors}::uuid[])
    and (${span.hasReaction ?? null}::boolean is null or (m.reaction_count > 0) = ${span.hasReaction ?? null})
    and (${span.hasThread ?? null}::boolean is null or (m.reply_count > 0) = ${span.hasThread ?? null})
    and (${span.isInThread ?? null}::boolean is null
         or (m.thread_ts is not null or m.reply_count > 0) = ${span.isInThread ?? null})`;

export interface NeighbourRow extends MessageRow {
  /** The message that it stands beside, as its number among those asked for, from 1. */
  readonly beside: number;
}

/**
 * Up to `count` messages before and after each of `rows`, in no order: in its thread if it is a reply, with the
 * thread's first message whatever its distance, else in the main timeline.
 */
export async function neighbours(
  db: Sql,
  rows: readonly Pick<MessageRow, 'channel_id' | 'ts' | 'thread_ts'>[],
  count: number,
): Promise<NeighbourRow[]> {
  if (rows.length === 0 || count === 0) return [];
  const columns = sql.join(MESSAGE_COLUMNS.map((column) => sql.ref(`m.${column}`)));
  const near = sql`select ${columns} from messages m where m.channel_id = a.channel_id and m.deleted_at is null`;
  // Notes such as "joined" have no ordinal; they say nothing about what was said.
  const timeline = sql`${near} and a.root is null and m.in_timeline and m.ordinal is not null`;
  const thread = sql`${near} and m.thread_ts = a.root`;
  const { rows: found } = await sql<NeighbourRow>`
    select a.beside::integer, n.* from
      unnest(${rows.map((row) => row.channel_id)}::uuid[], ${rows.map((row) => row.ts)}::bigint[],
             ${rows.map((row) => row.thread_ts)}::bigint[]) with ordinality as a (channel_id, ts, root, beside)
    cross join lateral (
      (${timeline} and m.ts < a.ts order by m.ts desc limit ${count})
      union all (${timeline} and m.ts > a.ts order by m.ts limit ${count})
      union all (${thread} and m.ts < a.ts order by m.ts desc limit ${count})
      union all (${thread} and m.ts > a.ts order by m.ts limit ${count})
      union all (${near} and m.ts = a.root)) n`.execute(db);
  return found;
}
