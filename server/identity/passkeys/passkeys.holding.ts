import type { Holding } from '#platform/holdings.ts';
import { expireChallenges } from './passkeys.sql.ts';

export const passkeysHolding: Holding = {
  name: 'passkeys',
  tables: ['passkeys', 'passkey_challenges'],
  of: 'team',
  kept: 'Until the member removes them; a challenge goes after its minutes, when others are opened or at night.',
  expire: ({ sql, now }) => expireChallenges(sql, now),
};
