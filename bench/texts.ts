/**
 * Chat-like texts, the same in every run: 4 to 16 words of a vocabulary of 20,000 by Zipf's law, the frequent ones
 * short. As in English chat a different word makes about 4.3 terms of the index.
 */

import { createDice } from '#server/demo/dice.ts';

/** The most frequent word; about half of the texts contain it. */
export const COMMON_WORD = 'ba';
/** The second and third; about one text of ten contains both. */
export const TWO_WORDS = 'lo mi';
/** No word of the vocabulary; a filled channel has it in three messages. */
export const RARE_WORD = 'xanthophyll';

const VOCABULARY = 20_000;
const SYLLABLES = ['ba', 'lo', 'mi', 'ten', 'ra', 'su', 'ker', 'vo', 'di', 'gan', 'pel', 'ni'];

const words = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank));

/** The rank in base 12 with syllables for digits. */
function wordOf(rank: number): string {
  const syllable = SYLLABLES[rank % SYLLABLES.length] ?? '';
  return rank < SYLLABLES.length ? syllable : wordOf(Math.floor(rank / SYLLABLES.length)) + syllable;
}

/** An endless source of texts; the same seed gives the same ones. */
export function createTexts(seed: number): () => string {
  const { number } = createDice(seed);
  // A logarithmically uniform rank is Zipf's law with exponent 1.
  const word = (): string => words[Math.floor(VOCABULARY ** number()) - 1] ?? '';
  return () => Array.from({ length: 4 + Math.floor(number() * 13) }, word).join(' ');
}
