import type { Holding } from '#platform/holdings.ts';

export const reportImportHolding: Holding = {
  name: 'desk-imports',
  of: 'team',
  tables: ['desk_imports'],
  kept: 'As long as the case that was made of it.',
};
