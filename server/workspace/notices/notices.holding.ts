import type { Holding } from '#platform/holdings.ts';

export const noticesHolding: Holding = {
  name: 'notices',
  of: 'team',
  tables: ['notice_marks'],
  kept: 'As long as the team: up to which moment its messages were looked at for whom to tell.',
};
