import { type ChannelId, isPublicId, type MemberId, type Ts, uuidOf } from '#contract/ids.ts';
import type { Message } from '#contract/workspace.ts';
import { type Actor, allows } from '#identity/access/access.ts';
import { findMembersByHandle } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import type { Work } from '#platform/work.ts';
import {
  type ChannelRow,
  type MessageRow,
  messagesAt,
  openBody,
  placeKey,
  showMessages,
} from '../channel-log/channel-log.ts';
import { channelIdsOfMember, channelsByIds, channelsByNames, publicChannelIds } from '../channels/channels.ts';
import { matches, parseQuery, type Query, termsOf } from './query.ts';
import { latestPlaces, type Place, placesWithTerms, type Span } from './search.sql.ts';

export { indexTerms, takenApart, wordTerm } from './words.ts';

export interface Found {
  readonly messages: Message[];
  /** Where the next page begins; absent when nothing older can match. */
  readonly next: Place | undefined;
  readonly notUnderstood: readonly string[];
}

/**
 * Messages that the query means among those that the actor may read, newest first. The blind index proposes, the
 * opened text decides: tokens are truncated, and phrases are not in the index at all.
 */
export async function search(
  work: Work,
  actor: Actor,
  typed: string,
  page: { readonly before: Place | undefined; readonly limit: number },
): Promise<Found> {
  const query = parseQuery(typed);
  const notUnderstood = query.notUnderstood;
  const span = await spanOf(work, actor, query, page.before);
  if (span.channels.length === 0 || span.authors?.length === 0) return { messages: [], next: undefined, notUnderstood };

  const blind = await work.keys.blindWords();
  const terms = [...termsOf(query)].map(blind);
  const found: MessageRow[] = [];
  let before = span.before;
  let isExhausted = false;
  for (let round = 0; round < limits.search.roundsMax && found.length <= page.limit && !isExhausted; round++) {
    const narrowed = { ...span, before };
    // Mostly the index is right, and the first few are the page.
    const hits = Math.min(limits.search.roundHits, (page.limit + 1) * 2 ** round);
    const places = await (terms.length > 0
      ? placesWithTerms(work.sql, terms, narrowed, hits)
      : latestPlaces(work.sql, narrowed, hits));
    isExhausted = places.length < hits;
    found.push(...(await meant(work, query, span.authors, places)));
    before = places.at(-1) ?? before;
  }
  const rows = found.slice(0, page.limit);
  const channels = new Map(
    (await channelsByIds(work.sql, [...new Set(rows.map((row) => row.channel_id))])).map(
      (row): [ChannelId, ChannelRow] => [row.id, row],
    ),
  );
  const isMore = found.length > page.limit || !isExhausted;
  const last = found.length > page.limit ? placeOf(rows.at(-1)) : before;
  return { messages: await showMessages(work, channels, rows), next: isMore ? last : undefined, notUnderstood };
}

const placeOf = (row: MessageRow | undefined): Place | undefined => row && { channel_id: row.channel_id, ts: row.ts };

/** Where the query may look: never beyond what the actor may read. */
async function spanOf(work: Work, actor: Actor, query: Query, before: Place | undefined): Promise<Span> {
  const own = await channelIdsOfMember(work.sql, actor.member);
  const readable = new Set(allows(actor, 'channels.browse') ? [...own, ...(await publicChannelIds(work.sql))] : own);
  const named = query.in.length > 0 ? await channelsNamed(work, query.in) : undefined;
  const until = query.until ? query.until.getTime() * 1000 : Number.MAX_SAFE_INTEGER;
  const end = { ts: until as Ts, channel_id: FIRST_CHANNEL };
  return {
    channels: named ? named.filter((id) => readable.has(id)) : [...readable],
    authors: query.from.length > 0 ? await membersNamed(work, actor, query.from) : undefined,
    before: before && before.ts < end.ts ? before : end,
    since: (query.since ? query.since.getTime() * 1000 : 0) as Ts,
    hasReaction: query.has.includes('reaction'),
    hasThread: query.has.includes('thread'),
  };
}

/** Before every channel in the order of places. */
const FIRST_CHANNEL = '00000000-0000-0000-0000-000000000000' as ChannelId;

/** Channels by name or id. */
async function channelsNamed(work: Work, names: readonly string[]): Promise<ChannelId[]> {
  const ids = names.filter((name) => isPublicId('CDG', name)).map((name) => uuidOf(name) as ChannelId);
  const rows = await channelsByNames(
    work.sql,
    names.map((name) => name.toLowerCase()),
  );
  return [...new Set([...rows.map((row) => row.id), ...ids])];
}

/** Members by short name or id; `me` means oneself. */
async function membersNamed(work: Work, actor: Actor, names: readonly string[]): Promise<MemberId[]> {
  const ids = names.filter((name) => isPublicId('U', name)).map((name) => uuidOf(name) as MemberId);
  const handles = names.map((name) => name.toLowerCase());
  const rows = await findMembersByHandle(work, handles);
  return [...rows.map((row) => row.id), ...ids, ...(handles.includes('me') ? [actor.member] : [])];
}

async function meant(
  work: Work,
  query: Query,
  authors: readonly MemberId[] | undefined,
  places: readonly Place[],
): Promise<MessageRow[]> {
  const rows = await messagesAt(
    work.sql,
    places.map((place) => ({ channel: place.channel_id, ts: place.ts })),
  );
  const byPlace = new Map(rows.map((row) => [placeKey(row.channel_id, row.ts), row]));
  const kept: MessageRow[] = [];
  for (const place of places) {
    const row = byPlace.get(placeKey(place.channel_id, place.ts));
    if (!row?.body || (authors && !authors.includes(row.author_id))) continue;
    const compartment = await work.keys.compartment(row.channel_id);
    const body = openBody(compartment, row.ts, row.body);
    if (!body.note && matches(query, body.text)) kept.push(row);
  }
  return kept;
}
