/** What the switcher finds: everything that one can go to, matched by the beginnings of its words. */

export interface Target {
  /** Of its kind and itself: stable, for remembering what was used. */
  readonly key: string;
  readonly name: string;
  /** Beside the name, such as what a settings page is about; searched as well, and counts less. */
  readonly hint?: string | undefined;
  /** Higher goes first among equals: the number of its last use, or 0. */
  readonly usedAt: number;
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/**
 * How well `query` fits, from 0 (not at all): each of its words begins a word of the target, in any order. The whole
 * name is better than its beginning, that better than words within, and these better than the hint.
 */
export function fitness(target: Pick<Target, 'name' | 'hint'>, query: string): number {
  const asked = wordsOf(query);
  if (asked.length === 0) return 1;
  const name = wordsOf(target.name);
  const joined = name.join('');
  const begins = (words: readonly string[], one: string): boolean => words.some((word) => word.startsWith(one));
  if (joined === asked.join('')) return 5;
  if (joined.startsWith(asked.join(''))) return 4;
  if (asked.every((one) => begins(name, one))) return 3;
  const hint = wordsOf(target.hint ?? '');
  if (asked.every((one) => begins(name, one) || begins(hint, one))) return 2;
  return asked.length === 1 && joined.includes(asked[0] ?? '') ? 1 : 0;
}

/** The best first; what was used last goes before what only fits as well; `limit` of them. */
export function found<T extends Target>(targets: readonly T[], query: string, limit: number): T[] {
  return targets
    .map((target) => ({ target, fit: fitness(target, query) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || b.target.usedAt - a.target.usedAt || a.target.name.localeCompare(b.target.name))
    .slice(0, limit)
    .map(({ target }) => target);
}
