import type { Holding } from '#platform/holdings.ts';
import { forgetEnded } from './push-subscriptions.ts';

export const pushSubscriptionsHolding: Holding = {
  name: 'push subscriptions',
  of: 'team',
  tables: ['push_subscriptions'],
  kept: 'As long as the device is signed in and its push service knows it.',
  expire: forgetEnded,
};
