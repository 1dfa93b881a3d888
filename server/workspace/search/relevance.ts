import { DAY_MS } from '#platform/clock.ts';
import { occurrences, type Query, type Sought } from './query.ts';
import { isSpaceless, takenApart, type Words } from './words.ts';

/** The highest relevance. */
export const relevanceMax = 1_000_000;
/** What each part of the relevance counts for. */
const weights = { together: 3, exact: 2, recent: 2, often: 1 };
const weightsSum = Object.values(weights).reduce((sum, weight) => sum + weight);
const halfLifeMs = 90 * DAY_MS;
/** In a text of so many words, one occurrence counts half. */
const usualWords = 20;

/**
 * How well a text that matches answers the query, a whole number from 0 to `relevanceMax`: a weighted mean of how near
 * to each other the sought parts stand, how exactly they are as typed, how recent the text is, and how large a part of
 * it they are. How rare a word is does not count: all texts that are compared contain every word. `ageMs` is how much
 * older the text is than the newest one that it is compared with.
 */
export function relevance(query: Pick<Query, 'sought'>, text: string, ageMs: number): number {
  const recent = 2 ** (-Math.max(0, ageMs) / halfLifeMs);
  const { sought } = query;
  if (sought.length === 0) return Math.round(recent * relevanceMax);
  const words = takenApart(text);
  const places = sought.map((one) => occurrences(words, one));
  const mean = (value: (one: Sought, at: readonly number[]) => number): number =>
    sought.reduce((sum, one, index) => sum + value(one, places[index] ?? []), 0) / sought.length;
  const spelled = text.normalize('NFC').toLowerCase();
  const boundaries = boundariesOf(words);
  const score =
    weights.together * togetherness(sought, places) +
    weights.exact * mean((one, at) => exactness(one, at, words, spelled, boundaries)) +
    weights.recent * recent +
    weights.often * mean((_, at) => at.length / (at.length + words.words.length / usualWords));
  return Math.round((score / weightsSum) * relevanceMax);
}

/** 1 where all parts stand side by side; the more words lie between them, the less. */
function togetherness(sought: readonly Sought[], places: readonly (readonly number[])[]): number {
  const least = sought.reduce((sum, { words }) => sum + words.length, 0);
  const starts = places
    .flatMap((at, part) => at.map((start) => ({ part, start })))
    .toSorted((a, b) => a.start - b.start);
  const last = new Map<number, number>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const { part, start } of starts) {
    last.set(part, start);
    if (last.size < sought.length) continue;
    const end = Math.max(...sought.map(({ words }, index) => (last.get(index) ?? 0) + words.length));
    shortest = Math.min(shortest, end - Math.min(...last.values()));
  }
  return Math.min(1, least / shortest);
}

/** Half for the spelling as typed, half for being a whole word and not a part of one. */
function exactness(
  { typed, words: wanted, prefix }: Sought,
  places: readonly number[],
  { words, starts }: Words,
  spelled: string,
  boundaries: ReadonlySet<number> | undefined,
): number {
  const isSpelledSo = spelled.includes(typed.normalize('NFC').toLowerCase());
  const isWhole = places.some((start) => {
    const end = start + wanted.length - 1;
    const last = words[end] ?? '';
    if (prefix) return last === wanted.at(-1);
    return !boundaries || (boundaries.has(starts[start] ?? 0) && boundaries.has((starts[end] ?? 0) + last.length));
  });
  return ((isSpelledSo ? 1 : 0) + (isWhole ? 1 : 0)) / 2;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Where a dictionary begins and ends the words of a text in scripts without spaces; undefined for other texts. */
function boundariesOf({ words, plain }: Words): ReadonlySet<number> | undefined {
  if (!words.some(isSpaceless)) return undefined;
  const boundaries = new Set<number>();
  for (const { segment, index } of segmenter.segment(plain)) boundaries.add(index).add(index + segment.length);
  return boundaries;
}
