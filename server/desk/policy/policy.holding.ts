import type { Holding } from '#platform/holdings.ts';

export const deskPolicyHolding: Holding = {
  name: 'desk-policy',
  tables: ['desk_policies'],
  of: 'team',
  kept: 'Every version for as long as the team: people relied on it when it was public.',
};
