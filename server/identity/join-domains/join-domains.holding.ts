import type { Holding } from '#platform/holdings.ts';

export const joinDomainsHolding: Holding = {
  name: 'join domains',
  tables: ['join_domains'],
  of: 'team',
  kept: 'Until an admin removes them.',
};
