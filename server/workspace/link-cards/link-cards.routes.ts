import { LinkCardParams, LinkCardSwitch } from '#contract/link-cards.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { cardsAreOn, removeCard, switchCards } from './link-cards.ts';

export const linkCardRoutes: Route[] = [
  route(
    'GET /v1/link-cards',
    { may: 'team.read', says: 'Whether messages get cards for their links.', reply: LinkCardSwitch },
    async (work) => ({ on: await cardsAreOn(work) }),
  ),
  route(
    'PUT /v1/link-cards',
    { may: 'link-cards.switch', says: 'Turn cards for links on or off.', body: LinkCardSwitch },
    (work, { actor, body }) => switchCards(work, actor, body.on),
  ),
  route(
    'DELETE /v1/channels/:channel/messages/:ts/cards/:card',
    { may: 'messages.post', says: 'Take a card off one’s own message, for good.', params: LinkCardParams },
    (work, { actor, params }) => removeCard(work, actor, params.channel, params.ts, params.card),
  ),
];
