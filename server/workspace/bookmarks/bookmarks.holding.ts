import type { Holding } from '#platform/holdings.ts';

export const bookmarksHolding: Holding = {
  name: 'bookmarks',
  of: 'team',
  tables: ['bookmarks'],
  kept: 'Until somebody removes them, or the channel goes.',
};
