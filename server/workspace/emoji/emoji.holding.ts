import type { Holding } from '#platform/holdings.ts';

export const emojiHolding: Holding = {
  name: 'emoji',
  of: 'team',
  tables: ['emoji_lists', 'emoji'],
  kept: 'Until somebody removes them, or the team goes.',
};
