import type { Holding } from '#platform/holdings.ts';

export const securityTextHolding: Holding = {
  name: 'desk-security-text',
  tables: ['desk_security_texts'],
  of: 'team',
  kept: 'One for each open desk, until the next one takes its place.',
};
