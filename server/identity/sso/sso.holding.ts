import type { Holding } from '#platform/holdings.ts';
import { expireTaken } from './saml.sql.ts';
import { expireRequests } from './sso.sql.ts';

export const ssoHolding: Holding = {
  name: 'sso',
  tables: ['sso_providers', 'sso_identities', 'sso_requests', 'sso_keys', 'sso_taken', 'sso_stays'],
  of: 'team',
  kept:
    'Providers and whom they know until an owner removes them; who is on the way, for ten minutes; ' +
    'which messages were taken, for an hour.',
  expire: async ({ sql, now }) => (await expireRequests(sql, now)) + (await expireTaken(sql, now)),
};
