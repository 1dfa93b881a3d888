import type { Holding } from '#platform/holdings.ts';

export const claimedDomainsHolding: Holding = {
  name: 'claimed-domains',
  tables: ['claimed_domains'],
  of: 'team',
  kept: 'Until an owner gives them up.',
};
