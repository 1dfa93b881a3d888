import type { Holding } from '#platform/holdings.ts';

export const ssoPolicyHolding: Holding = {
  name: 'sso-policy',
  tables: ['sso_policies'],
  of: 'team',
  kept: 'As long as the team signs in by providers.',
};
