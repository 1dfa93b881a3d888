import { sql } from 'kysely';
import type { ChannelId, MemberId, Ts } from '#contract/ids.ts';
import type { Sql } from '#platform/database/database.ts';

/** Where a search looks. */
export interface Span {
  readonly channels: readonly ChannelId[];
  /** Undefined: whoever wrote it. */
  readonly authors: readonly MemberId[] | undefined;
  /** Exclusive; of messages with this very ts, those in channels before this one. */
  readonly before: Place;
  /** Inclusive. */
  readonly since: Ts;
  readonly hasReaction: boolean;
  readonly hasThread: boolean;
}

/** A message; several channels may have one with the same ts. */
export interface Place {
  readonly channel_id: ChannelId;
  readonly ts: Ts;
}

/** Places that hold all the tokens, newest first. See the migration for why this is a function of the database. */
export async function placesWithTerms(db: Sql, terms: readonly string[], span: Span, limit: number): Promise<Place[]> {
  const { before } = span;
  const { rows } = await sql<Place>`
    select h.channel_id, h.ts from messages_with_terms(${`{${terms.join(',')}}`}::bigint[], ${span.channels}::uuid[],
      ${before.ts}::bigint, ${before.channel_id}::uuid, ${span.since}::bigint, ${span.authors ?? null}::uuid[],
      ${span.hasReaction}::boolean, ${span.hasThread}::boolean, ${limit}::integer) as h`.execute(db);
  return rows;
}

/** Without a word to look for: the latest in the span. */
export async function latestPlaces(db: Sql, span: Span, limit: number): Promise<Place[]> {
  const { before } = span;
  const { rows } = await sql<Place>`
    select m.channel_id, m.ts from messages m
    where m.channel_id = any(${span.channels}::uuid[]) and m.ts <= ${before.ts}::bigint
      and (m.ts, m.channel_id) < (${before.ts}::bigint, ${before.channel_id}::uuid) and m.ts >= ${span.since}::bigint
      and m.deleted_at is null
      and (${span.authors ?? null}::uuid[] is null or m.author_id = any(${span.authors ?? null}::uuid[]))
      and (not ${span.hasReaction}::boolean or m.reaction_count > 0)
      and (not ${span.hasThread}::boolean or m.reply_count > 0)
    order by m.ts desc, m.channel_id desc limit ${limit}`.execute(db);
  return rows;
}
