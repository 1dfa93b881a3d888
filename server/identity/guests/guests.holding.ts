import type { Holding } from '#platform/holdings.ts';

export const guestsHolding: Holding = {
  name: 'guests',
  tables: ['guest_expiries'],
  of: 'team',
  kept: 'Until the account has ended, or its member is no guest any more.',
};
