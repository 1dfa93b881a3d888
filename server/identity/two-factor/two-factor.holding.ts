import type { Holding } from '#platform/holdings.ts';

export const twoFactorHolding: Holding = {
  name: 'two-factor',
  tables: ['two_factor_policies'],
  of: 'team',
  kept: 'As long as the team asks for second factors.',
};
