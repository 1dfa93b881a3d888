import type { Holding } from '#platform/holdings.ts';
import { expireScheduled } from './scheduled-messages.ts';

export const scheduledMessagesHolding: Holding = {
  name: 'scheduled messages',
  of: 'team',
  tables: ['scheduled_messages', 'scheduled_files'],
  kept: 'Until sent or cancelled; then a week without the text, so that a repeated call finds it. Failed ones 90 days.',
  expire: expireScheduled,
};
