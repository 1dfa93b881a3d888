import type { Holding } from '#platform/holdings.ts';

export const templatesHolding: Holding = {
  name: 'desk-templates',
  of: 'team',
  tables: ['desk_templates'],
  kept: 'The list as it stands, for as long as the team.',
};
