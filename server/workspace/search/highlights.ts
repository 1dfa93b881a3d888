import type { Highlight } from '#contract/search.ts';
import { limits } from '#platform/limits.ts';
import { originOfFolded } from './folding.ts';
import { occurrences, type Query } from './query.ts';
import { takenApart, withoutMentions } from './words.ts';

/**
 * What of the text matches, in its order and without overlaps: whole words, and phrases as one. None where the text
 * has sequences of marks that cannot be traced through folding.
 */
export function highlightsOf(query: Pick<Query, 'sought'>, text: string): Highlight[] {
  if (query.sought.length === 0) return [];
  const taken = takenApart(text);
  const { words, starts } = taken;
  const origins = originOfFolded(withoutMentions(text));
  if (!origins) return [];
  const found = query.sought.flatMap((sought) =>
    occurrences(taken, sought).map((at) => {
      const last = at + sought.words.length - 1;
      const end = (starts[last] ?? 0) + (words[last]?.length ?? 0) - 1;
      return { start: origins[starts[at] ?? 0]?.[0] ?? 0, end: origins[end]?.[1] ?? 0 };
    }),
  );
  const merged: Highlight[] = [];
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const before = merged.at(-1);
    if (before && start < before.end) before.end = Math.max(before.end, end);
    else merged.push({ start, end });
  }
  return merged.slice(0, limits.search.highlightsMax);
}
