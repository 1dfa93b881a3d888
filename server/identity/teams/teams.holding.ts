import type { Holding } from '#platform/holdings.ts';

// A team's row is found before anybody is signed in, so no row-level security bounds it: it goes by its own id, last.
export const teamsHolding: Holding = {
  name: 'teams',
  tables: ['teams'],
  of: 'deployment',
  kept: 'As long as the team exists.',
};
