/** What is being named at the caret, and who or what could be meant. */
import { codeSpans, isWithin } from './code.ts';

export type Sign = '@' | '#' | ':';

/** The sign at `from` and what follows it up to the caret, in lower case. */
export interface Asking {
  readonly sign: Sign;
  readonly query: string;
  readonly from: number;
}

const asked = /(?:^|[\s([{"'“‘«*_~>|,;!?])(?:([@#])([^\s@#:]{0,40})|(:)([a-z0-9_+-]{2,40}))$/iu;

/** Undefined where nothing is asked for: within code, behind a word, after a space. */
export function askingAt(text: string, caret: number): Asking | undefined {
  const start = Math.max(0, caret - 42);
  const found = asked.exec(text.slice(start, caret));
  if (!found) return undefined;
  const [, name, nameQuery = '', colon, emojiQuery = ''] = found;
  const query = (colon === undefined ? nameQuery : emojiQuery).toLowerCase();
  const from = caret - query.length - 1;
  if (isWithin(codeSpans(text), from + 1)) return undefined;
  return { sign: (name ?? colon) as Sign, query, from };
}

/** Something with names: the first is the short one that is written. */
export interface Candidate {
  readonly names: readonly string[];
  /** Those of the conversation come before others. */
  readonly isNear: boolean;
}

/** Lower is better; undefined is no match. */
function rank(names: readonly string[], query: string): number | undefined {
  const [short = '', ...long] = names.map(plain);
  if (short === query) return 0;
  if (short.startsWith(query)) return 1;
  if (long.some((name) => name.split(/[\s._-]+/).some((word) => word.startsWith(query)))) return 2;
  if (short.split(/[._-]+/).some((word) => word.startsWith(query))) return 2;
  return [short, ...long].some((name) => name.includes(query)) ? 4 : undefined;
}

/** Without accents and case, as people type names. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The best first; those alike stay in their order. */
export function matching<T extends Candidate>(candidates: Iterable<T>, query: string, most: number): T[] {
  const wanted = plain(query);
  const found: { candidate: T; rank: number }[] = [];
  for (const candidate of candidates) {
    const at = rank(candidate.names, wanted);
    if (at !== undefined) found.push({ candidate, rank: candidate.isNear ? at : at + 1.5 });
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
