import type { Holding } from '#platform/holdings.ts';

export const importHoldings: Holding[] = [
  {
    name: 'imports',
    of: 'team',
    tables: ['imports', 'import_references'],
    kept: 'As long as the team: a later import finds by them what came before. Counts and ids, never content.',
  },
];
