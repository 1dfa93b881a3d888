import type { Holding } from '#platform/holdings.ts';

export const webhooksHolding: Holding = {
  name: 'desk-webhooks',
  of: 'team',
  tables: ['desk_webhooks'],
  kept: 'Until an owner or admin removes it.',
};
