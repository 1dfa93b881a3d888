/** Names of weaknesses, exactly as the Common Weakness Enumeration has them: advisories need id and name to agree. */
import { limits } from '#platform/limits.ts';
import { problem } from '#platform/problem.ts';
import catalogue from './weaknesses.json' with { type: 'json' };

export const noSuchWeakness = problem(
  'desk/no-such-weakness',
  422,
  'The list of weaknesses has no such entry, or it is deprecated. Choose another one.',
);

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(catalogue.names).map(([number, name]) => [`CWE-${number}`, name]),
);

export const weaknessNamed = (id: string): string | undefined => NAMES.get(id);

export function requireWeakness(id: string): void {
  if (!NAMES.has(id)) throw noSuchWeakness();
}

/** Those whose id or name holds every word; without words, from the beginning. */
export function findWeaknesses(words = ''): { version: string; weaknesses: { id: string; name: string }[] } {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const weaknesses = [...NAMES]
    .filter(([id, name]) => wanted.every((word) => id.toLowerCase() === word || name.toLowerCase().includes(word)))
    .slice(0, limits.page.default)
    .map(([id, name]) => ({ id, name }));
  return { version: catalogue.version, weaknesses };
}
