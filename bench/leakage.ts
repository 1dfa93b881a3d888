/**
 * How much of what people wrote the blind index gives away, on the texts of a real Slack export.
 *
 *   bin/node bench/leakage.ts <export.zip>
 *
 * The attacker has the database and no key: of every message, the set of its tokens. The texts are indexed by the
 * server's own functions. Counted is the share of occurrences (a word in a message, once) whose word
 * the attacker names rightly. Prints figures only, never a text; the same file gives the same figures.
 */
import { createHmac } from 'node:crypto';
import { dictionary } from '@zxcvbn-ts/language-en';
import { markdownFromMrkdwn, openSlackExport } from '#slack/export-format/export-format.ts';
import { indexTerms } from '#workspace/search/search.ts';

/** As the attacker sees the messages, and what stands behind each token. */
interface Index {
  readonly messages: readonly (readonly string[])[];
  readonly termOf: ReadonlyMap<string, string>;
}

/** As the vault makes them, under some key. */
const blind = (term: string): string => createHmac('sha256', 'any').update(term).digest().readBigInt64BE(0).toString();
const isWord = (term: string): boolean => term.startsWith('=');

function indexOf(texts: readonly string[]): Index {
  const termOf = new Map<string, string>();
  const messages = texts.map((text) =>
    [...indexTerms(text)].map((term) => {
      const token = blind(term);
      termOf.set(token, term);
      return token;
    }),
  );
  return { messages, termOf };
}

function frequencies(messages: readonly (readonly string[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const items of messages) for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

const ranked = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([item]) => item);

/** How much of the messages is recovered by these guesses of terms. */
function judge(what: string, { messages, termOf }: Index, guesses: ReadonlyMap<string, string>): void {
  const words = frequencies(messages.map((tokens) => tokens.filter((token) => isWord(termOf.get(token) ?? ''))));
  const isRight = (token: string): boolean => guesses.get(token) === termOf.get(token);
  let [occurrences, recovered] = [0, 0];
  for (const [token, count] of words) {
    occurrences += count;
    if (isRight(token)) recovered += count;
  }
  const top = ranked(words).slice(0, 100).filter(isRight).length;
  const distinct = [...words.keys()].filter(isRight).length;
  const percent = ((100 * recovered) / occurrences).toFixed(1);
  console.log(`${what.padEnd(64)} ${percent.padStart(5)} %  ${distinct}/${words.size} words, ${top} of the top 100`);
}

/** The most frequent token is the most frequent term, and so on. */
function byRank(index: Index, expected: readonly string[]): Map<string, string> {
  const tokens = ranked(frequencies(index.messages));
  return new Map(tokens.flatMap((token, rank) => (expected[rank] === undefined ? [] : [[token, expected[rank]]])));
}

/** How often two of these items stand in one message, by their numbers; of one alone, how often it stands. */
function together(
  messages: readonly (readonly string[])[],
  items: readonly string[],
): (a: number, b: number) => number {
  const numbers = new Map(items.map((item, at) => [item, at]));
  const shares = new Float64Array(items.length ** 2);
  for (const message of messages) {
    const there = message.flatMap((item) => numbers.get(item) ?? []);
    for (const a of there) {
      for (const b of there) shares[a * items.length + b] = (shares[a * items.length + b] ?? 0) + 1 / messages.length;
    }
  }
  return (a, b) => shares[a * items.length + b] ?? 0;
}

/**
 * Begins with the ranks of the most frequent and exchanges two guesses for as long as that makes tokens stand together
 * more as the terms do in similar texts (Islam, Kuzu and Kantarcioglu, "Access Pattern disclosure on Searchable
 * Encryption", NDSS 2012).
 */
function byCompany(index: Index, similar: readonly (readonly string[])[], most: number): Map<string, string> {
  const tokens = ranked(frequencies(index.messages)).slice(0, most);
  const terms = ranked(frequencies(similar)).slice(0, most);
  const [seen, expected] = [together(index.messages, tokens), together(similar, terms)];
  const guess = [...terms.keys()];
  const cost = (at: number, term: number): number => {
    let sum = 0;
    for (let other = 0; other < most; other++) {
      const there = other === at ? term : (guess[other] as number);
      sum += (seen(at, other) - expected(term, there)) ** 2;
    }
    return sum;
  };
  for (let isBetter = true, round = 0; isBetter && round < 50; round++) {
    isBetter = false;
    for (let a = 0; a < most; a++) {
      for (let b = a + 1; b < most; b++) {
        const [termA, termB] = [guess[a] as number, guess[b] as number];
        const before = cost(a, termA) + cost(b, termB);
        [guess[a], guess[b]] = [termB, termA];
        if (cost(a, termB) + cost(b, termA) < before - 1e-12) isBetter = true;
        else [guess[a], guess[b]] = [termA, termB];
      }
    }
  }
  return new Map(tokens.map((token, at) => [token, terms[guess[at] as number] ?? '']));
}

/** The terms of a public list of words in the order of their expected frequency (Zipf's law). */
function termsOfList(list: readonly string[]): string[] {
  const weights = new Map<string, number>();
  list.forEach((word, rank) => {
    for (const term of indexTerms(word)) weights.set(term, (weights.get(term) ?? 0) + 1 / (rank + 1));
  });
  return ranked(weights);
}

/**
 * Of some messages the attacker has the text. A term's token stands in all those that have the term and in none of the
 * others: where one token alone does, the term is known.
 */
function fromKnown(
  index: Index,
  texts: readonly string[],
  known: readonly number[],
  expected: ReadonlyMap<string, number>,
): Map<string, string> {
  const counts = frequencies(index.messages);
  const signature = (present: ReadonlyMap<string, number[]>): Map<string, string[]> => {
    const bySignature = new Map<string, string[]>();
    for (const [item, at] of present) bySignature.set(at.join(), [...(bySignature.get(at.join()) ?? []), item]);
    return bySignature;
  };
  const presence = (items: (at: number) => Iterable<string>): Map<string, number[]> => {
    const present = new Map<string, number[]>();
    for (const at of known) for (const item of items(at)) present.set(item, [...(present.get(item) ?? []), at]);
    return present;
  };
  const terms = signature(presence((at) => indexTerms(texts[at] ?? '')));
  const tokens = signature(presence((at) => index.messages[at] ?? []));
  const guesses = new Map<string, string>();
  for (const [where, candidates] of tokens) {
    const there = terms.get(where) ?? [];
    // Several that always come together are told apart by how frequent they are elsewhere, and should be.
    const inOrder = there.toSorted((a, b) => (expected.get(a) ?? Infinity) - (expected.get(b) ?? Infinity));
    candidates
      .toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
      .forEach((token, at) => {
        const term = inOrder[at];
        if (term !== undefined) guesses.set(token, term);
      });
  }
  return guesses;
}

/** Members keep their ids, as in an import; channels are shown by name. */
const names = { member: (id: string) => id, channel: () => undefined };

const textCharactersMax = 40_000;

/**
 * Posts that tell the words of a list apart: each word gets a number with half of its bits set and stands in the posts
 * of those bits (Zhang, Katz and Papamanthou, "All Your Queries Are Belong to Us", USENIX Security 2016).
 */
function postsFor(list: readonly string[], bits: number): { posts: string[][]; wordOf: Map<number, string> } {
  const wordOf = new Map<number, string>();
  for (let code = 0, at = 0; at < list.length && code < 2 ** bits; code++) {
    const isHalf = code.toString(2).replaceAll('0', '').length === bits / 2;
    const word = isHalf ? list[at++] : undefined;
    if (word !== undefined) wordOf.set(code, word);
  }
  const posts = Array.from({ length: bits }, (_, bit) => {
    const pieces: string[] = [];
    for (const [code, word] of wordOf) {
      if (((code >> bit) & 1) === 0) continue;
      const last = pieces.at(-1);
      if (last !== undefined && last.length + word.length < textCharactersMax)
        pieces[pieces.length - 1] = `${last} ${word}`;
      else pieces.push(word);
    }
    return pieces;
  });
  return { posts, wordOf };
}

function fromPosting(list: readonly string[], bits: number): { guesses: Map<string, string>; posted: number } {
  const { posts, wordOf } = postsFor(list, bits);
  const codes = new Map<string, number>();
  posts.forEach((pieces, bit) => {
    const tokens = new Set(indexOf(pieces).messages.flat());
    for (const token of tokens) codes.set(token, (codes.get(token) ?? 0) | (1 << bit));
  });
  const guesses = new Map<string, string>();
  for (const [token, code] of codes) {
    const word = wordOf.get(code);
    if (word !== undefined) guesses.set(token, `=${word}`);
  }
  return { guesses, posted: posts.flat().length };
}

async function textsOf(path: string): Promise<string[]> {
  const slack = await openSlackExport(path);
  const texts: string[] = [];
  for (const conversation of slack.conversations) {
    for await (const entry of slack.messages(conversation)) {
      if (entry.kind === 'message' && entry.form === 'post' && entry.text !== '') {
        texts.push(markdownFromMrkdwn(entry.text, names));
      }
    }
  }
  await slack.close();
  return texts;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Which export? Give the path of its ZIP.');
const texts = await textsOf(path);
const index = indexOf(texts);
console.log(`${texts.length} texts, ${index.messages.flat().length} tokens, ${index.termOf.size} different\n`);

const list = (dictionary['commonWords-en'] as readonly string[]).filter((word) => /^[a-z]{2,}$/.test(word));
const terms = termsOfList(list);
const expected = new Map(terms.map((term, rank) => [term, rank]));
judge('frequency, by a public list of words', index, byRank(index, terms));
const halves = [0, 1].map((half) => texts.filter((_, at) => at % 2 === half));
const stored = indexOf(halves[1] ?? []);
const similar = (halves[0] ?? []).map((text) => [...indexTerms(text)]);
const other = 'by the other half of the same conversations';
judge(`frequency, ${other}`, stored, byRank(stored, ranked(frequencies(similar))));
judge(`company, ${other}`, stored, byCompany(stored, similar, 300));
for (const percent of [1, 5, 10, 25]) {
  const known = [...texts.keys()].filter((at) => (at * 7_919) % 100 < percent);
  const others = { ...index, messages: index.messages.filter((_, at) => !known.includes(at)) };
  judge(`the texts of ${percent} % of the messages, of the others`, others, fromKnown(index, texts, known, expected));
}
for (const [count, bits] of [
  [1_000, 14],
  [10_000, 16],
  [50_000, 18],
] as const) {
  const { guesses, posted } = fromPosting(list.slice(0, count), bits);
  judge(`posting the ${Math.min(count, list.length)} words of a public list in ${posted} posts`, index, guesses);
}
