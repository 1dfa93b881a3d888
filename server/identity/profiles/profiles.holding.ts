import type { Holding } from '#platform/holdings.ts';
import { expirePictures } from './pictures.ts';

export const profilesHolding: Holding = {
  name: 'profiles',
  tables: ['profile_fields', 'profile_values', 'member_pictures'],
  of: 'team',
  kept: 'Until the member or an admin takes them away; what was said in a field goes with the field.',
  expire: expirePictures,
};
