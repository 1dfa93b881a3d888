import { after, DAY_MS } from '#platform/clock.ts';
import { problem } from '#platform/problem.ts';
import {
  hasLink,
  isSpaceless,
  linkTerm,
  prefixCharactersMin,
  prefixTerm,
  takenApart,
  type Words,
  wordTerm,
} from './words.ts';

/**
 * Understands what somebody typed into the search field, and says of a decrypted text whether it is meant.
 * `lease ttl "exact phrase" pre* from:mei in:#ops before:2026-01-31 after:2026-01-01 has:link`
 */
export interface Query {
  /** What the text must contain, all of it. */
  readonly sought: readonly Sought[];
  /** Names or ids as typed, without `@` and `#`; of several any one suffices. */
  readonly from: readonly string[];
  readonly in: readonly string[];
  /** The first moment that counts, and the first that no longer does. */
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly has: readonly Trait[];
  /** Parts in which nothing can be searched for, such as a lone `!!!`; they are left out, and the reader is told. */
  readonly notUnderstood: readonly string[];
}

/** Words that follow each other directly. Where the query joins two (`lease_ttl`), so must the text. */
export interface Sought extends Words {
  /** Whether the last word is only the beginning of one. */
  readonly prefix: boolean;
}

export const traits = ['link', 'reaction', 'thread'] as const;
export type Trait = (typeof traits)[number];

export const queryCharactersMax = 500;
export const queryWordsMax = 20;
const namesMax = 10;

export const queryEmpty = problem('search/empty', 400, 'Nothing to search for: give a word or a filter.');
export const queryTooLong = problem<{ charactersMax: number; wordsMax: number; namesMax: number }>(
  'search/too-long',
  400,
  'The search is too long: leave out words, or names after from: and in:.',
);
export const dateNotUnderstood = problem<{ filter: string }>(
  'search/date-not-understood',
  400,
  'Dates are written like before:2026-01-31: year, month and day.',
);
export const filterUnknown = problem<{ filter: string; known: readonly string[] }>(
  'search/filter-unknown',
  400,
  'There is no such filter. Put the text in quotation marks to search for it as words.',
);
export const prefixTooShort = problem<{ prefix: string }>(
  'search/prefix-too-short',
  400,
  'The beginning of a word needs at least two characters before the star.',
);

const part = /[a-z]+:"[^"]*"|"[^"]*"|\S+/gi;
const filter = /^([a-z]+):(.+)$/i;
const filters = ['from:', 'in:', 'before:', 'after:', ...traits.map((trait) => `has:${trait}`)];
/** Filters that other products have. Any other word before a colon is text, as in `localhost:8420`. */
const foreignFilters = new Set(['to', 'on', 'during', 'is', 'with', 'creator', 'type', 'mentions', 'sort']);

interface Draft {
  sought: Sought[];
  from: Set<string>;
  in: Set<string>;
  since: Date | undefined;
  until: Date | undefined;
  has: Set<Trait>;
  notUnderstood: string[];
}

/** The query of a typed text. Refuses what it cannot honour instead of finding something else. */
export function parseQuery(typed: string): Query {
  if (typed.length > queryCharactersMax) throw tooLong();
  const draft: Draft = {
    sought: [],
    from: new Set(),
    in: new Set(),
    since: undefined,
    until: undefined,
    has: new Set(),
    notUnderstood: [],
  };
  for (const [piece] of typed.replace(/[“”„]/g, '"').matchAll(part)) {
    if (!takeFilter(draft, piece)) takeWords(draft, piece);
  }
  const words = draft.sought.reduce((count, { words }) => count + words.length, 0);
  if (words > queryWordsMax || draft.from.size > namesMax || draft.in.size > namesMax) throw tooLong();
  const query = { ...draft, from: [...draft.from], in: [...draft.in], has: [...draft.has] };
  const filtered = query.from.length + query.in.length + query.has.length > 0 || query.since || query.until;
  if (words === 0 && !filtered) throw queryEmpty();
  return query;
}

const tooLong = () => queryTooLong({ charactersMax: queryCharactersMax, wordsMax: queryWordsMax, namesMax });

function takeFilter(draft: Draft, piece: string): boolean {
  const [, typedName, typedValue] = filter.exec(piece) ?? [];
  if (!typedName || !typedValue) return false;
  const name = typedName.toLowerCase();
  const value = typedValue.replaceAll('"', '');
  switch (name) {
    case 'from':
    case 'in':
      draft[name].add(nameIn(value, piece));
      return true;
    case 'before': {
      const until = dayOf(value, piece);
      if (!draft.until || until < draft.until) draft.until = until;
      return true;
    }
    case 'after': {
      const since = after(dayOf(value, piece), DAY_MS);
      if (!draft.since || since > draft.since) draft.since = since;
      return true;
    }
    case 'has': {
      const trait = traits.find((known) => known === value.toLowerCase());
      if (!trait) throw unknownFilter(piece);
      draft.has.add(trait);
      return true;
    }
    default:
      if (foreignFilters.has(name)) throw unknownFilter(piece);
      return false;
  }
}

const unknownFilter = (piece: string) => filterUnknown({ filter: piece, known: filters });

/** `mei`, `@mei` and `<@U024BE7LH>` alike, without what only marks them. */
function nameIn(value: string, piece: string): string {
  const name = value
    .replace(/^<?[@#]/, '')
    .replace(/(\|[^>]*)?>$/, '')
    .trim();
  if (name === '') throw unknownFilter(piece);
  return name;
}

/** The beginning of a day in UTC. */
function dayOf(value: string, piece: string): Date {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  // JavaScript takes the 30th of February for the 2nd of March.
  if (!day || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(value)) {
    throw dateNotUnderstood({ filter: piece });
  }
  return day;
}

function takeWords(draft: Draft, piece: string): void {
  const { words, joiners } = takenApart(piece);
  const last = words.at(-1);
  if (last === undefined) {
    draft.notUnderstood.push(piece);
    return;
  }
  // A character of a script without spaces is a whole word already.
  const prefix = piece.endsWith('*') && !piece.startsWith('"') && !isSpaceless(last);
  if (prefix && words.length === 1 && last.length < prefixCharactersMin) throw prefixTooShort({ prefix: piece });
  draft.sought.push({ words, joiners, prefix });
}

/** The index terms that a text must have to match: what is looked up before anything is decrypted. */
export function termsOf(query: Query): Set<string> {
  const terms = new Set<string>();
  for (const { words, joiners, prefix } of query.sought) {
    const whole = prefix ? words.slice(0, -1) : words;
    whole.forEach((word, index) => {
      terms.add(wordTerm(word));
      const joiner = joiners[index];
      if (joiner !== undefined) terms.add(wordTerm(`${words[index - 1]}${joiner}${word}`));
    });
    const last = words.at(-1);
    if (prefix && last && last.length >= prefixCharactersMin) terms.add(prefixTerm(last));
  }
  if (query.has.includes('link')) terms.add(linkTerm);
  return terms;
}

/**
 * Whether the decrypted text is one that the query means. Covers the words and `has:link`; sender, place, time,
 * reactions and threads are not in the text and are compared by the caller.
 */
export function matches(query: Query, text: string): boolean {
  if (query.has.includes('link') && !hasLink(text)) return false;
  if (query.sought.length === 0) return true;
  const found = takenApart(text);
  return query.sought.every((sought) => contains(found, sought));
}

function contains(text: Words, sought: Sought): boolean {
  const first = sought.words[0];
  const single = sought.words.length === 1 && !sought.prefix;
  if (single) return first !== undefined && text.words.includes(first);
  return text.words.some((_, start) => standsAt(text, sought, start));
}

function standsAt(text: Words, { words, joiners, prefix }: Sought, start: number): boolean {
  return words.every((word, index) => {
    const there = text.words[start + index];
    if (there === undefined) return false;
    const joiner = joiners[index];
    if (index > 0 && joiner !== undefined && text.joiners[start + index] !== joiner) return false;
    return prefix && index === words.length - 1 ? there.startsWith(word) : there === word;
  });
}
