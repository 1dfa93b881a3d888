import type { Holding } from '#platform/holdings.ts';

export const deliveriesHolding: Holding = {
  name: 'desk-deliveries',
  of: 'team',
  tables: ['desk_deliveries'],
  kept: 'As long as their case: by them an answer is told from any other mail.',
};
