import type { Holding } from '#platform/holdings.ts';
import { expireReminders } from './reminders.ts';

export const remindersHolding: Holding = {
  name: 'reminders',
  of: 'team',
  tables: ['reminders'],
  kept: 'Until the member removes them; thirty days after they are done.',
  expire: expireReminders,
};
