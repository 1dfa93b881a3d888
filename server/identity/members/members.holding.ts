import type { Holding } from '#platform/holdings.ts';

export const membersHolding: Holding = {
  name: 'members',
  tables: ['members', 'handles'],
  of: 'team',
  kept: 'As long as the team exists: what members wrote stays readable with its author, also after they left.',
};
