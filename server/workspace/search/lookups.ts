/**
 * What a query looks up before anything is decrypted. The index proposes those messages that have all terms of one
 * set; a word with umlauts, which may be written in two ways, makes two sets of each.
 */
import type { Query, Sought } from './query.ts';
import { fileTerm, linkTerm, prefixCharactersMin, prefixTerm, takenApart, wordTerm } from './words.ts';

/** Of more words with umlauts none is looked up; whether they are there shows once the text is opened. */
const twofoldWordsMax = 3;

/** The index terms of which a text that matches has all of one set at least. */
export function termSetsOf(query: Query): Set<string>[] {
  const common: string[] = [];
  if (query.has.includes('link')) common.push(linkTerm);
  if (query.has.includes('file') || query.type.any.length > 0) common.push(fileTerm);
  let sets = [common];
  let twofoldLeft = twofoldWordsMax;
  for (const sought of query.sought) {
    const spellings = spellingsOf(sought, twofoldLeft);
    twofoldLeft -= sought.spelledOut.filter((other) => other !== undefined).length;
    sets = sets.flatMap((set) => spellings.map((spelling) => [...set, ...termsOf(spelling, sought)]));
  }
  const distinct = new Map(sets.map((set) => [[...new Set(set)].toSorted().join(' '), new Set(set)]));
  return [...distinct.values()];
}

type Spelling = readonly (string | undefined)[];

/** Every way to write the words; one that is not to be looked up is undefined. */
function spellingsOf({ words, spelledOut }: Sought, twofoldMost: number): Spelling[] {
  let twofold = 0;
  return words.reduce<Spelling[]>(
    (spellings, word, at) => {
      const other = spelledOut[at];
      if (other !== undefined) twofold += 1;
      const choices = other === undefined ? [word] : twofold <= twofoldMost ? [word, other] : [undefined];
      return spellings.flatMap((spelling) => choices.map((choice) => [...spelling, choice]));
    },
    [[]],
  );
}

function termsOf(spelling: Spelling, { joiners, prefix }: Sought): string[] {
  return spelling.flatMap((word, at) => {
    if (word === undefined) return [];
    if (prefix && at === spelling.length - 1) return word.length < prefixCharactersMin ? [] : [prefixTerm(word)];
    const [before, joiner] = [spelling[at - 1], joiners[at]];
    const joined = before !== undefined && joiner !== undefined ? [wordTerm(`${before}${joiner}${word}`)] : [];
    return [wordTerm(word), ...joined];
  });
}

/** The terms that a text has in which the emoji of this name stands. */
export function termsOfEmoji(name: string): string[] {
  const { words, joiners, spelledOut } = takenApart(name);
  return termsOf(words, { words, joiners, spelledOut, prefix: false, typed: name });
}
