import type { Holding } from '#platform/holdings.ts';

export const deskKeysHolding: Holding = {
  name: 'desk-keys',
  tables: ['desk_keys'],
  of: 'team',
  kept: 'For as long as the team: without the old keys, old reports can’t be read.',
};
