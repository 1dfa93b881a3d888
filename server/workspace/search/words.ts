/**
 * What a text is found by. The index sees only keyed digests of the terms made here, so everything that a search can
 * ask must be a term, and a text and a query must be taken apart by the same rules, once and for all: a change of these
 * rules means to index every text anew.
 *
 * A text becomes a sequence of words: runs of letters, marks and digits, without case, width and diacritics. Scripts
 * that are written without spaces give one word per character. Between two words stands their joiner: one of `_ . - '`
 * (or nothing, in scripts without spaces) when they make up one thing like `lease_ttl`, `docs.example.org` or 東京, and
 * undefined when anything else is between them. Joined pairs are terms of their own.
 */
export interface Words {
  readonly words: readonly string[];
  /** `joiners[i]` stands before `words[i]`. */
  readonly joiners: readonly (string | undefined)[];
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

/** The term of texts with a link. */
export const linkTerm = '!link';

const asciiWord = /[a-z0-9]+/g;
const spacelessScripts = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}`;
const wordCharacters = String.raw`[\p{L}\p{M}\p{N}]`;
const anyWord = new RegExp(
  `[${wordCharacters}&&[${spacelessScripts}]]|[${wordCharacters}--[${spacelessScripts}]]+`,
  'gv',
);
const spaceless = new RegExp(`^[${spacelessScripts}]`, 'v');
const onlyAscii = /^[\0-\x7f]*$/;
const mention = /<[@#!][^<>]{1,200}>/g;
const link = /\bhttps?:\/\/[^\s<>]/i;

const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
/** Diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic; the marks of other scripts tell words apart. */
const diacritics = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g;

/** The text as it is compared: compatibility forms resolved (NFKD), case folded, diacritics removed. */
function folded(text: string): string {
  if (onlyAscii.test(text)) return text.toLowerCase();
  return (
    text
      .normalize('NFKD')
      // By way of upper case, where ß and ss, ı and i meet; ẞ gets there from below only. Some results decompose.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      .replace(diacritics, '')
      .replace(invisible, '')
      .replace(/ς/g, 'σ')
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .replace(/[\u2010-\u2012]/g, '-')
      .normalize('NFC')
  );
}

/** The words of a text in their order, with what joins them. Mentions such as `<@U024BE7LH>` are no words. */
export function takenApart(text: string): Words {
  const plain = folded(text.includes('<') ? text.replace(mention, ' ') : text);
  const words: string[] = [];
  const joiners: (string | undefined)[] = [];
  const pattern = onlyAscii.test(plain) ? asciiWord : anyWord;
  let end = -2;
  for (const { 0: word, index } of plain.matchAll(pattern)) {
    if (words.length === wordsPerTextMax) break;
    words.push(word);
    joiners.push(joinerAt(plain, end, index));
    end = index + word.length;
  }
  return { words, joiners };
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
  const { words, joiners } = takenApart(text);
  words.forEach((word, index) => {
    found.add(word);
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

/**
 * The terms a text is found by: `=word` for its words and joined pairs, `^pr`, `^pre`, … for the beginnings of its
 * words (of 2, 3, 5 and 8 characters), and `!link`. English chat makes 3.2 terms per different word (964 texts of a
 * real export).
 */
export function indexTerms(text: string): Set<string> {
  const terms = new Set<string>();
  const { words, joiners } = takenApart(text);
  words.forEach((word, index) => {
    const joiner = joiners[index];
    if (joiner !== undefined) terms.add(wordTerm(`${words[index - 1]}${joiner}${word}`));
    const whole = wordTerm(word);
    if (terms.has(whole)) return;
    terms.add(whole);
    for (const length of prefixLengths) if (length <= word.length) terms.add(`^${word.slice(0, length)}`);
  });
  if (hasLink(text)) terms.add(linkTerm);
  return terms;
}

/** Whether the text contains an http or https link. */
export const hasLink = (text: string): boolean => link.test(text);

/** Whether the word is one character of a script that is written without spaces. */
export const isSpaceless = (word: string): boolean => spaceless.test(word);
