import type { Holding } from '#platform/holdings.ts';

export const guessingHolding: Holding = {
  name: 'guesses',
  tables: ['guesses'],
  of: 'deployment',
  kept: 'Until the last wrong try is forgotten: minutes, or hours after very many.',
};
