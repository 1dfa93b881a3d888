import { problem } from '#platform/problem.ts';
import type { BlindWord } from '#platform/vault/vault.ts';
import { takenApart, wordTerm } from '../search/search.ts';
import type { KeywordRow } from './notifications.sql.ts';

export const keywordWithoutWords = problem<{ keyword: string }>(
  'notifications/keyword-without-words',
  422,
  'A keyword needs a letter or a digit to be found by.',
);

/** What a keyword is found by: the tokens of its words, as the messages' index has them. */
export function keywordRow(blind: BlindWord, keyword: string): KeywordRow {
  const [first, ...others] = takenApart(keyword).words.map((word) => blind(wordTerm(word)));
  if (first === undefined) throw keywordWithoutWords({ keyword });
  return { first, others };
}

/** Whether the words of one of the keywords stand in the text one after the other. */
export function containsKeyword(text: string, keywords: readonly string[]): boolean {
  const sequence = ` ${takenApart(text).words.join(' ')} `;
  return keywords.some((keyword) => sequence.includes(` ${takenApart(keyword).words.join(' ')} `));
}
