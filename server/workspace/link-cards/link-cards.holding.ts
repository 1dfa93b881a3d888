import type { Holding } from '#platform/holdings.ts';

export const linkCardsHolding: Holding = {
  name: 'link cards',
  of: 'team',
  tables: ['link_card_teams', 'card_images'],
  kept: 'Whether a team wants cards, until it does not; images of cards as long as those, which are parts of messages.',
};
