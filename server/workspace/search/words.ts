import { folded, foldedSpelledOut } from './folding.ts';

/**
 * What a text is found by. The index sees only keyed digests of the terms made here, so everything that a search can
 * ask must be a term, and a text and a query must be taken apart by the same rules, once and for all: a change of these
 * rules means to index every text anew.
 *
 * A text becomes a sequence of words: runs of letters, marks and digits, folded. Scripts that are written without
 * spaces, and Hangul, whose particles stick to their words, give one word per character with its marks: a search
 * finds whatever stands in the text, wherever a dictionary would cut it. Between two words stands their joiner: one of
 * `_ . - '` (or nothing, in those scripts) when they make up one thing like `lease_ttl`, `docs.example.org` or 東京,
 * and undefined when anything else is between them. Joined pairs are terms of their own.
 */
export interface Words {
  readonly words: readonly string[];
  /** `joiners[i]` stands before `words[i]`. */
  readonly joiners: readonly (string | undefined)[];
  /** `words[i]` with its umlauts spelled out (`mueller`), where it has any. */
  readonly spelledOut: readonly (string | undefined)[];
  /** The folded text, and where `words[i]` begins in it. */
  readonly plain: string;
  readonly starts: readonly number[];
}

/** A text of 40,000 characters in a language with spaces stays below; what lies beyond is not found by its words. */
export const wordsPerTextMax = 8_000;
/** A longer word is indexed by its beginning and compared in full after decryption. */
const termCharactersMax = 64;
export const prefixCharactersMin = 2;
/**
 * The lengths of beginnings that are indexed, longest first. One of another length is looked up by the next shorter of
 * them and compared in full after decryption: a third fewer terms for a few more candidates.
 */
const prefixLengths = [8, 5, 3, prefixCharactersMin];

/** The term of texts with a link, and of messages with a file. */
export const linkTerm = '!link';
export const fileTerm = '!file';

const asciiWord = /[a-z0-9]+/g;
/** The long vowel mark ー belongs to hiragana and katakana, and so to no script in particular. */
const spacelessScripts = ['Han', 'Hira', 'Kana', 'Thai', 'Lao', 'Khmr', 'Mymr', 'Hang']
  .map((script) => String.raw`\p{sc=${script}}`)
  .concat('ー')
  .join('');
const wordCharacters = String.raw`[\p{L}\p{M}\p{N}]`;
const anyWord = new RegExp(
  String.raw`[[${wordCharacters}&&[${spacelessScripts}]]--\p{M}]\p{M}*|[${wordCharacters}--[${spacelessScripts}]]+`,
  'gv',
);
const spaceless = new RegExp(`^[${spacelessScripts}]`, 'v');
const onlyAscii = /^[\0-\x7f]*$/;
const mention = /<[@#!][^<>]{1,200}>/g;
const named = /<(?:@|!subteam\^)([US][0-9A-Z]{26})(?:\|[^<>]{0,200})?>/g;
const link = /\bhttps?:\/\/[^\s<>]/i;

/** The text with blanks in place of mentions such as `<@U024BE7LH>`, which are no words. */
export const withoutMentions = (text: string): string =>
  text.includes('<') ? text.replace(mention, (token) => ' '.repeat(token.length)) : text;

/** The words of a text in their order, with what joins them. */
export function takenApart(text: string): Words {
  const said = withoutMentions(text);
  const plain = folded(said);
  const { words, starts } = cut(plain);
  const joiners = words.map((_, at) => {
    const before = words[at - 1];
    return before === undefined ? undefined : joinerAt(plain, (starts[at - 1] ?? 0) + before.length, starts[at] ?? 0);
  });
  const spelled = foldedSpelledOut(said);
  const others = spelled === undefined ? [] : cut(spelled).words;
  // Letters take the place of letters, so the words stay in step.
  const spelledOut = words.map((word, at) => (others[at] === word ? undefined : others[at]));
  return { words, joiners, spelledOut, plain, starts };
}

function cut(plain: string): { words: string[]; starts: number[] } {
  const words: string[] = [];
  const starts: number[] = [];
  for (const { 0: word, index } of plain.matchAll(onlyAscii.test(plain) ? asciiWord : anyWord)) {
    if (words.length === wordsPerTextMax) break;
    words.push(word);
    starts.push(index);
  }
  return { words, starts };
}

function joinerAt(text: string, from: number, to: number): string | undefined {
  if (from === to) return '';
  if (from + 1 !== to) return undefined;
  const between = text[from];
  return between === '_' || between === '.' || between === '-' || between === "'" ? between : undefined;
}

/** The words and joined pairs of a text, each once. */
export function wordsOf(text: string): string[] {
  const found = new Set<string>();
  const { words, joiners, spelledOut } = takenApart(text);
  words.forEach((word, index) => {
    found.add(word);
    const other = spelledOut[index];
    if (other !== undefined) found.add(other);
    const joiner = joiners[index];
    if (joiner !== undefined) found.add(`${words[index - 1]}${joiner}${word}`);
  });
  return [...found];
}

/** The term of a whole word or of a joined pair. */
export const wordTerm = (word: string): string => `=${word.slice(0, termCharactersMax)}`;

/** The term that all words which begin so have, with others; the prefix is at least `prefixCharactersMin` long. */
export const prefixTerm = (prefix: string): string =>
  `^${prefix.slice(
    0,
    prefixLengths.find((length) => length <= prefix.length),
  )}`;

/** The term of texts that name a member or a user group, by its public id. */
export const namedTerm = (id: string): string => `@${id}`;

/** The public ids of the members and user groups that a text names. */
export const namedIn = (text: string): string[] =>
  text.includes('<') ? [...text.matchAll(named)].map(([, id = '']) => id) : [];

/**
 * The terms a text is found by: `=word` for its words and joined pairs, `^pr`, `^pre`, … for the beginnings of its
 * words (of 2, 3, 5 and 8 characters), `@U…` for whom it names, `!link`, and `!file` for a message that has files.
 * English chat makes 3.2 terms per different word (964 texts of a real export).
 */
export function indexTerms(text: string, hasFiles = false): Set<string> {
  const terms = new Set<string>();
  if (hasFiles) terms.add(fileTerm);
  const { words, joiners, spelledOut } = takenApart(text);
  words.forEach((word, index) => {
    const [joiner, other, before] = [joiners[index], spelledOut[index], words[index - 1]];
    if (joiner !== undefined) {
      for (const left of either(before ?? '', spelledOut[index - 1])) {
        for (const right of either(word, other)) terms.add(wordTerm(`${left}${joiner}${right}`));
      }
    }
    for (const spelling of either(word, other)) addWord(terms, spelling);
  });
  for (const id of namedIn(text)) terms.add(namedTerm(id));
  if (hasLink(text)) terms.add(linkTerm);
  return terms;
}

const either = (word: string, other: string | undefined): string[] => (other === undefined ? [word] : [word, other]);

function addWord(terms: Set<string>, word: string): void {
  const whole = wordTerm(word);
  if (terms.has(whole)) return;
  terms.add(whole);
  for (const length of prefixLengths) if (length <= word.length) terms.add(`^${word.slice(0, length)}`);
}

/** Whether the text contains an http or https link. */
export const hasLink = (text: string): boolean => link.test(text);

/** Whether the word is one character of a script that is taken apart by characters. */
export const isSpaceless = (word: string): boolean => spaceless.test(word);
