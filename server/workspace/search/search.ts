import type { ChannelId, Place, Ts } from '#contract/ids.ts';
import type { FoundMessage, SearchCursor } from '#contract/search.ts';
import type { Message } from '#contract/workspace.ts';
import type { Actor } from '#identity/access/access.ts';
import { requireMember } from '#identity/members/members.ts';
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import type { Work } from '#platform/work.ts';
import { type ChannelRow, placeKey, showMessages } from '../channel-log/channel-log.ts';
import { channelsByIds } from '../channels/channels.ts';
import { calendarOf } from './days.ts';
import { inAllTones } from './emoji.ts';
import { highlightsOf } from './highlights.ts';
import { termSetsOf, termsOfEmoji } from './lookups.ts';
import { type Match, meant } from './meaning.ts';
import { parseQuery, type Query } from './query.ts';
import { relevance } from './relevance.ts';
import {
  latestInThread,
  latestKept,
  latestPlaces,
  latestReacted,
  neighbours,
  placesWithTerms,
  type Span,
} from './search.sql.ts';
import { beforePlace, type Scope, scopeOf } from './span.ts';
import { namedTerm } from './words.ts';

export { indexTerms, takenApart, wordTerm } from './words.ts';

export const cursorOfAnotherOrder = problem(
  'search/cursor-of-another-order',
  400,
  'This page ended a search in another order. Begin again without before.',
);

export interface SearchPage {
  /** Newest first unless told. */
  readonly sort?: 'recent' | 'relevant' | undefined;
  readonly before: SearchCursor | undefined;
  readonly limit: number;
  /** How many neighbours to show on either side of each message; none unless told. */
  readonly context?: number | undefined;
}

export interface Found {
  readonly messages: FoundMessage[];
  /** Where the next page begins; absent when nothing more can match. */
  readonly next: SearchCursor | undefined;
  readonly notUnderstood: readonly string[];
}

/**
 * Messages that the query means among those that the actor may read. The blind index proposes, the opened text decides:
 * tokens are truncated, and phrases are not in the index at all.
 *
 * By relevance, the newest `limits.search.rankedMax` matches are ranked together, then those that are older than these,
 * and so on: a page never waits for all matches of a frequent word to be opened, and none is left out.
 */
export async function search(work: Work, actor: Actor, typed: string, page: SearchPage): Promise<Found> {
  const sort = page.sort ?? 'recent';
  if (page.before?.ranked && sort === 'recent') throw cursorOfAnotherOrder();
  const query = parseQuery(typed, calendarOf(await requireMember(work, actor.member), work.now));
  const scope = await scopeOf(work, actor, query);
  const notUnderstood = [...query.notUnderstood, ...scope.unknown];
  if (scope.isNothing) return { messages: [], next: undefined, notUnderstood };
  const look = { work, query, scope, sources: await sourcesOf(work, query, scope) };
  const { found, next } = await (sort === 'recent' ? newestPage(look, page) : rankedPage(look, page));
  return { messages: await show(work, query, found, page.context ?? 0), next, notUnderstood };
}

/** What stays the same over all the rounds of one search. */
interface Look {
  readonly work: Work;
  readonly query: Query;
  readonly scope: Scope;
  /** Whatever the query means comes from one of them. */
  readonly sources: readonly Source[];
}

/** Messages with all of these tokens, and with a reaction of one of these names if there are any. */
interface Source {
  readonly terms: readonly string[];
  readonly reactions: readonly string[];
}

async function sourcesOf(work: Work, query: Query, { named }: Scope): Promise<Source[]> {
  const blind = await work.keys.blindWords();
  const sets = termSetsOf(query).map((set) => [...set, ...named.map(namedTerm)]);
  const [emoji] = query.emoji.any;
  if (emoji === undefined) return sets.map((set) => ({ terms: set.map(blind), reactions: [] }));
  // Either the text has it or a reaction; of several the others are looked for in what the first one brings.
  return sets.flatMap((set) => [
    { terms: [...set, ...termsOfEmoji(emoji)].map(blind), reactions: [] },
    { terms: set.map(blind), reactions: inAllTones(emoji) },
  ]);
}

type Page = { readonly found: readonly Match[]; readonly next: SearchCursor | undefined };

async function newestPage(look: Look, { before, limit }: SearchPage): Promise<Page> {
  const span = before ? beforePlace(look.scope.span, before.before) : look.scope.span;
  // Mostly the index is right, and the first few are the page.
  const hitsOf = (round: number): number => Math.min(limits.search.roundHits, (limit + 1) * 2 ** round);
  const { found, end, isExhausted } = await collect(look, span, limit + 1, hitsOf);
  const shown = found.slice(0, limit);
  const isMore = found.length > limit || !isExhausted;
  const last = found.length > limit ? placeOf(shown.at(-1)) : end;
  return { found: shown, next: isMore && last ? { before: last } : undefined };
}

async function rankedPage(look: Look, { before, limit }: SearchPage): Promise<Page> {
  const { span } = look.scope;
  const stretch = before ? beforePlace(span, before.before) : span;
  const from = before?.ranked?.from;
  const bounded = from ? { ...stretch, since: Math.max(from.ts, stretch.since) as Ts } : stretch;
  const { rankedMax, rankedRoundHits } = limits.search;
  // A stretch that has both ends is read to its end.
  const collected = await collect(look, bounded, from ? Number.POSITIVE_INFINITY : rankedMax, () => rankedRoundHits);
  const found = from ? collected.found.filter((match) => isNotBefore(match.row, from)) : collected.found;
  const newest = found[0]?.row.ts ?? 0;
  // Both ends of the stretch are in the cursor: what is posted or deleted meanwhile moves nothing.
  const top = before?.before ?? { ...stretch.before, ts: (newest + 1) as Ts };
  const oldest = from ?? (collected.isExhausted ? { ...stretch.before, ts: 0 as Ts } : collected.end);
  const ranked = found
    .map((match) => ({ match, score: relevance(look.query, match.text, (top.ts - match.row.ts) / 1000) }))
    .toSorted((a, b) => b.score - a.score || comparePlaces(b.match.row, a.match.row));
  const last = before?.ranked;
  const rest = last ? ranked.filter((one) => isAfter(one, last)) : ranked;
  const shown = rest.slice(0, limit);
  const end = shown.at(-1);
  const isMoreRanked = rest.length > limit && end && oldest;
  const next = isMoreRanked
    ? { before: top, ranked: { from: oldest, score: end.score, after: placeOf(end.match) ?? oldest } }
    : oldest && oldest.ts > 0
      ? { before: oldest }
      : undefined;
  return { found: shown.map(({ match }) => match), next };
}

/** Rounds of candidates, newest first, until there are enough matches, no more, or too many to open at once. */
async function collect(
  look: Look,
  span: Span,
  most: number,
  hitsOf: (round: number) => number,
): Promise<{ found: Match[]; end: Place | undefined; isExhausted: boolean }> {
  const found: Match[] = [];
  let end: Place | undefined;
  let isExhausted = false;
  let looked = 0;
  for (let round = 0; looked < limits.search.candidatesMax && found.length < most && !isExhausted; round++) {
    const narrowed = end ? { ...span, before: end } : span;
    const hits = hitsOf(round);
    const places = await candidates(look, narrowed, hits);
    isExhausted = places.length < hits;
    looked += hits;
    found.push(...(await meant(look.work, look.query, look.scope, places)));
    end = places.at(-1) ?? end;
  }
  return { found, end, isExhausted };
}

async function candidates({ work, sources, query, scope }: Look, span: Span, most: number): Promise<Place[]> {
  // A thread is short, and few messages are kept: they are read as they are.
  if (query.thread) return await latestInThread(work.sql, span, query.thread, most);
  const kept = {
    isPinned: query.has.includes('pinned'),
    savedBy: query.has.includes('saved') ? scope.reader : undefined,
  };
  if (kept.isPinned || kept.savedBy) return await latestKept(work.sql, span, kept, most);
  const [only, ...others] = sources;
  if (only && others.length === 0) return await proposedBy(work, only, span, most);
  const proposed: Place[] = [];
  for (const source of sources) proposed.push(...(await proposedBy(work, source, span, most)));
  const distinct = new Map(proposed.map((place) => [placeKey(place.channel_id, place.ts), place]));
  return [...distinct.values()].toSorted((a, b) => comparePlaces(b, a)).slice(0, most);
}

async function proposedBy(work: Work, { terms, reactions }: Source, span: Span, most: number): Promise<Place[]> {
  if (terms.length === 0 && reactions.length > 0) return await latestReacted(work.sql, span, reactions, most);
  const narrowed = reactions.length > 0 ? { ...span, hasReaction: span.hasReaction ?? true } : span;
  return await (terms.length > 0
    ? placesWithTerms(work.sql, terms, narrowed, most)
    : latestPlaces(work.sql, narrowed, most));
}

const placeOf = (match: Match | undefined): Place | undefined =>
  match && { channel_id: match.row.channel_id, ts: match.row.ts };

/** Places in the order of time. */
function comparePlaces(a: Place, b: Place): number {
  if (a.ts !== b.ts) return a.ts - b.ts;
  return a.channel_id < b.channel_id ? -1 : Number(a.channel_id > b.channel_id);
}

const isNotBefore = (place: Place, from: Place): boolean => comparePlaces(place, from) >= 0;

const isAfter = (
  { match, score }: { readonly match: Match; readonly score: number },
  last: { readonly score: number; readonly after: Place },
): boolean => score < last.score || (score === last.score && comparePlaces(match.row, last.after) < 0);

async function show(work: Work, query: Query, found: readonly Match[], context: number): Promise<FoundMessage[]> {
  const rows = found.map(({ row }) => row);
  const [channels, near] = await Promise.all([
    channelsByIds(work.sql, [...new Set(rows.map((row) => row.channel_id))]),
    neighbours(work.sql, rows, context),
  ]);
  const shown = await showMessages(work, new Map(channels.map((row): [ChannelId, ChannelRow] => [row.id, row])), [
    ...rows,
    ...near,
  ]);
  const around = Map.groupBy(
    near.map((row, at) => ({ row, message: shown[rows.length + at] as Message })),
    ({ row }) => row.beside,
  );
  return found.map(({ row, text }, at) => {
    const beside = (around.get(at + 1) ?? []).toSorted((a, b) => a.row.ts - b.row.ts);
    const those = (isThere: (ts: Ts) => boolean): Message[] =>
      beside.filter((one) => isThere(one.row.ts)).map(({ message }) => message);
    return {
      ...(shown[at] as Message),
      highlights: highlightsOf(query, text),
      previous: context > 0 ? those((ts) => ts < row.ts).slice(-context) : [],
      following: those((ts) => ts > row.ts),
    };
  });
}
