import type { Holding } from '#platform/holdings.ts';
import { forgetUnseen } from './sender-keys.ts';

export const senderKeysHolding: Holding = {
  name: 'desk-sender-keys',
  of: 'team',
  tables: ['desk_sender_keys', 'desk_key_lookups'],
  kept: 'Three years after the key was last seen; that a directory was asked, one day.',
  expire: forgetUnseen,
};
