import type { Holding } from '#platform/holdings.ts';

export const foundingHolding: Holding = {
  name: 'setup',
  tables: ['setups'],
  of: 'deployment',
  kept: 'Until there is a team: what was entered so far is then in it.',
};
