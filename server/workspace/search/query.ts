import { PLACE_PATTERN, type Place, placeOf } from '#contract/ids.ts';
import { problem } from '#platform/problem.ts';
import { type Calendar, type Period, periodOf } from './days.ts';
import { hasLink, isSpaceless, prefixCharactersMin, takenApart, type Words } from './words.ts';

/**
 * Understands what somebody typed into the search field.
 * `lease ttl "exact phrase" pre* -word from:mei -in:#ops with:ada before:2026-01-31 during:2026-01 has:link is:thread`
 */
export interface Query {
  /** What the text must contain, all of it. */
  readonly sought: readonly Sought[];
  /** What it must not contain, none of it. */
  readonly unwanted: readonly Sought[];
  readonly from: Names;
  readonly in: Names;
  /** Who must be in the direct or group conversation, each of them. */
  readonly with: Names;
  /** Whom the message was written to in such a conversation. */
  readonly to: Names;
  /** Whom the text must name, each of them. */
  readonly mentions: Names;
  /** What kinds of files it must have, any of them. */
  readonly type: Names;
  /** What emoji a reaction or the text must have, each of them, by name. */
  readonly emoji: Names;
  /** The first moment that counts, and the first that no longer does. */
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly has: readonly Trait[];
  readonly lacks: readonly Trait[];
  /** The first message of the one thread that is searched. */
  readonly thread: Place | undefined;
  /** Parts in which nothing can be searched for, such as a lone `!!!`; they are left out, and the reader is told. */
  readonly notUnderstood: readonly string[];
}

/** Names or ids as typed, without what only marks them; those of `none` were typed after a minus. */
export interface Names {
  readonly any: readonly string[];
  readonly none: readonly string[];
}

/** Words that follow each other directly. Where the query joins two (`lease_ttl`), so must the text. */
export interface Sought extends Pick<Words, 'words' | 'joiners' | 'spelledOut'> {
  /** Whether the last word is only the beginning of one. */
  readonly prefix: boolean;
  /** What was typed, to prefer texts that are spelled so. */
  readonly typed: string;
}

/** `thread`: has replies; `in-thread`: is one, or has some. */
export type Trait = 'link' | 'file' | 'reaction' | 'thread' | 'in-thread' | 'pinned' | 'saved';
const traits: Readonly<Record<string, Trait>> = {
  'has:link': 'link',
  'has:file': 'file',
  'has:reaction': 'reaction',
  'has:thread': 'thread',
  'is:thread': 'in-thread',
  'in:thread': 'in-thread',
  'is:pinned': 'pinned',
  'is:saved': 'saved',
};

export const queryCharactersMax = 500;
export const queryWordsMax = 20;
const namesMax = 10;

export const queryEmpty = problem('search/empty', 400, 'Nothing to search for: give a word or a filter.');
export const queryTooLong = problem<{ charactersMax: number; wordsMax: number; namesMax: number }>(
  'search/too-long',
  400,
  'The search is too long: leave out words, or names after from:, in: and the like.',
);
export const dateNotUnderstood = problem<{ filter: string }>(
  'search/date-not-understood',
  400,
  'Dates are written like before:2026-01-31, during:2026-01 or on:yesterday.',
);
export const filterUnknown = problem<{ filter: string; known: readonly string[] }>(
  'search/filter-unknown',
  400,
  'There is no such filter. Put the text in quotation marks to search for it as words.',
);
export const notNegatable = problem<{ filter: string }>(
  'search/not-negatable',
  400,
  'This filter cannot be turned round with a minus. Put the text in quotation marks to search for it as words.',
);
export const prefixTooShort = problem<{ prefix: string }>(
  'search/prefix-too-short',
  400,
  'The beginning of a word needs at least two characters before the star.',
);

const part = /-?[a-z]+:"[^"]*"|-?"[^"]*"|\S+/gi;
const filter = /^([a-z]+):(.+)$/i;
/** As in texts; reactions are kept under these names. */
const emojiName = /^:([a-z0-9_+'-]{1,80}(?:::skin-tone-[2-6])?):$/;
const naming = ['from', 'in', 'with', 'to', 'mentions', 'type'] as const;
type Naming = (typeof naming)[number];
const dating = ['before', 'after', 'on', 'during'] as const;
/** Filters that other products have. Any other word before a colon is text, as in `localhost:8420`. */
const foreign = ['creator', 'sort', 'hasmy'];
const known = [...[...naming, ...dating, 'thread'].map((name) => `${name}:`), ...Object.keys(traits), 'has::name:'];
const reserved = new Set([...naming, ...dating, ...foreign, 'thread', 'has', 'is']);

interface DraftNames {
  readonly any: Set<string>;
  readonly none: Set<string>;
}

interface Draft {
  readonly sought: Sought[];
  readonly unwanted: Sought[];
  readonly names: Readonly<Record<Naming | 'emoji', DraftNames>>;
  since: Date | undefined;
  until: Date | undefined;
  readonly has: Set<Trait>;
  readonly lacks: Set<Trait>;
  thread: Place | undefined;
  readonly notUnderstood: string[];
}

/** The query of a typed text. Refuses what it cannot honour instead of finding something else. */
export function parseQuery(typed: string, calendar: Calendar): Query {
  if (typed.length > queryCharactersMax) throw tooLong();
  const none = (): DraftNames => ({ any: new Set(), none: new Set() });
  const draft: Draft = {
    sought: [],
    unwanted: [],
    names: { from: none(), in: none(), with: none(), to: none(), mentions: none(), type: none(), emoji: none() },
    since: undefined,
    until: undefined,
    has: new Set(),
    lacks: new Set(),
    thread: undefined,
    notUnderstood: [],
  };
  let filters = 0;
  for (const [piece] of typed.replace(/[“”„]/g, '"').matchAll(part)) {
    // `-5` and `-word` exclude; `--force` and a lone dash are text.
    const isNot = /^-["\p{L}\p{N}]/u.test(piece);
    const rest = isNot ? piece.slice(1) : piece;
    if (takeFilter(draft, { piece, rest, isNot }, calendar)) filters += 1;
    else takeWords(draft, { piece, rest, isNot });
  }
  const { names, ...others } = draft;
  const words = [...draft.sought, ...draft.unwanted].reduce((count, sought) => count + sought.words.length, 0);
  const most = Math.max(...Object.values(names).map(({ any, none }) => any.size + none.size));
  if (words > queryWordsMax || most > namesMax) throw tooLong();
  if (words === 0 && filters === 0) throw queryEmpty();
  const listed = (name: Naming | 'emoji'): Names => ({ any: [...names[name].any], none: [...names[name].none] });
  return {
    ...others,
    from: listed('from'),
    in: listed('in'),
    with: listed('with'),
    to: listed('to'),
    mentions: listed('mentions'),
    type: listed('type'),
    emoji: listed('emoji'),
    has: [...draft.has],
    lacks: [...draft.lacks],
  };
}

const tooLong = () => queryTooLong({ charactersMax: queryCharactersMax, wordsMax: queryWordsMax, namesMax });

/** One part of what was typed; `rest` is without the minus before it. */
interface Piece {
  readonly piece: string;
  readonly rest: string;
  readonly isNot: boolean;
}

function takeFilter(draft: Draft, piece: Piece, calendar: Calendar): boolean {
  const [, typedName, typedValue] = filter.exec(piece.rest) ?? [];
  if (!typedName || !typedValue) return false;
  const name = typedName.toLowerCase();
  if (!reserved.has(name)) return false;
  const value = typedValue.replaceAll('"', '').trim();
  const trait = traits[`${name}:${value.toLowerCase()}`];
  const named = naming.find((one) => one === name);
  const dated = dating.find((one) => one === name);
  const [, emoji] = (name === 'has' && emojiName.exec(value.toLowerCase())) || [];
  if (trait) draft[piece.isNot ? 'lacks' : 'has'].add(trait);
  else if (emoji) draft.names.emoji[piece.isNot ? 'none' : 'any'].add(emoji);
  else if (named === 'to' && piece.isNot) throw notNegatable({ filter: piece.piece });
  else if (named) draft.names[named][piece.isNot ? 'none' : 'any'].add(nameIn(value, piece));
  else if (dated) takePeriod(draft, dated, value, piece, calendar);
  else if (name === 'thread') takeThread(draft, value, piece);
  else throw unknownFilter(piece);
  return true;
}

const unknownFilter = ({ piece }: Piece) => filterUnknown({ filter: piece, known });

/** `mei` and `<@U024BE7LH>` without what only marks them; `@mei` and `#ops` tell a person from a channel. */
function nameIn(value: string, piece: Piece): string {
  const name = value
    .replace(/^<(?=[@#!])/, '')
    .replace(/^!subteam\^/, '')
    .replace(/(\|[^>]*)?>$/, '')
    .trim();
  if (/^[@#]?$/.test(name)) throw unknownFilter(piece);
  return name;
}

function takePeriod(
  draft: Draft,
  name: (typeof dating)[number],
  value: string,
  { piece, isNot }: Piece,
  calendar: Calendar,
): void {
  if (isNot) throw notNegatable({ filter: piece });
  const period = periodOf(value, calendar);
  if (!period) throw dateNotUnderstood({ filter: piece });
  const { since, until } = boundsOf(name, period);
  if (since && (!draft.since || since > draft.since)) draft.since = since;
  if (until && (!draft.until || until < draft.until)) draft.until = until;
}

/** `before:` and `after:` exclude the period itself. */
function boundsOf(name: (typeof dating)[number], { first, end }: Period): { since?: Date; until?: Date } {
  if (name === 'before') return { until: first };
  if (name === 'after') return { since: end };
  return { since: first, until: end };
}

const place = new RegExp(PLACE_PATTERN);

function takeThread(draft: Draft, value: string, piece: Piece): void {
  if (piece.isNot) throw notNegatable({ filter: piece.piece });
  if (!place.test(value)) throw unknownFilter(piece);
  draft.thread = placeOf(value);
}

function takeWords(draft: Draft, { piece, rest, isNot }: Piece): void {
  const { words, joiners, spelledOut } = takenApart(rest);
  const last = words.at(-1);
  if (last === undefined) {
    draft.notUnderstood.push(piece);
    return;
  }
  // A character of a script without spaces is a whole word already.
  const prefix = rest.endsWith('*') && !rest.startsWith('"') && !isSpaceless(last);
  if (prefix && words.length === 1 && last.length < prefixCharactersMin) throw prefixTooShort({ prefix: piece });
  const typed = rest.replace(/^"|["*]+$/g, '');
  draft[isNot ? 'unwanted' : 'sought'].push({ words, joiners, spelledOut, prefix, typed });
}

/**
 * Whether the decrypted text is one that the query means. Covers the words and links; everything else that a filter
 * may say is compared by the caller.
 */
export function matches(query: Pick<Query, 'sought' | 'unwanted' | 'has' | 'lacks'>, text: string): boolean {
  if (query.has.includes('link') && !hasLink(text)) return false;
  if (query.lacks.includes('link') && hasLink(text)) return false;
  if (query.sought.length === 0 && query.unwanted.length === 0) return true;
  const found = takenApart(text);
  return (
    query.sought.every((sought) => contains(found, sought)) && !query.unwanted.some((sought) => contains(found, sought))
  );
}

const contains = (text: Words, sought: Sought): boolean => {
  const wanted = spellingsOf(sought);
  return text.words.some((_, start) => standsAt(text, sought, wanted, start));
};

/** At which words of the text the sought ones begin. */
export function occurrences(text: Words, sought: Sought): number[] {
  const wanted = spellingsOf(sought);
  return [...text.words.keys()].filter((start) => standsAt(text, sought, wanted, start));
}

/** Of each word as it is folded and, with umlauts, as they are spelled out: `muller` and `mueller` for Müller. */
const spellingsOf = ({ words, spelledOut }: Sought): string[][] =>
  words.map((word, at) => [word, ...(spelledOut[at] === undefined ? [] : [spelledOut[at]])]);

function standsAt(
  text: Words,
  { joiners, prefix }: Sought,
  wanted: readonly (readonly string[])[],
  start: number,
): boolean {
  return wanted.every((spellings, index) => {
    const [there, other] = [text.words[start + index], text.spelledOut[start + index]];
    if (there === undefined) return false;
    const joiner = joiners[index];
    if (index > 0 && joiner !== undefined && text.joiners[start + index] !== joiner) return false;
    if (prefix && index === wanted.length - 1)
      return spellings.some((word) => there.startsWith(word) || other?.startsWith(word) === true);
    return spellings.some((word) => there === word || other === word);
  });
}
