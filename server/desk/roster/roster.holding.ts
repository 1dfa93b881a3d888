import type { Holding } from '#platform/holdings.ts';

export const rosterHolding: Holding = {
  name: 'desk-roster',
  of: 'team',
  tables: ['desk_roster'],
  kept: 'Until an owner or admin takes the person off the list.',
};
