import type { Holding } from '#platform/holdings.ts';

export const linkCardsHolding: Holding = {
  name: 'link cards',
  of: 'team',
  tables: ['link_card_teams'],
  kept: 'Whether a team wants cards, until it does not; the cards themselves stand in the bodies of their messages.',
};
