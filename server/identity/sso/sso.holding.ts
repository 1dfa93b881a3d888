import type { Holding } from '#platform/holdings.ts';
import { expireRequests } from './sso.sql.ts';

export const ssoHolding: Holding = {
  name: 'sso',
  tables: ['sso_providers', 'sso_identities', 'sso_requests'],
  of: 'team',
  kept: 'Providers and whom they know until an owner removes them; who is on the way, for ten minutes.',
  expire: ({ sql, now }) => expireRequests(sql, now),
};
