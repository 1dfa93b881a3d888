import { Readable } from 'node:stream';
import { LinkCardParams, LinkCardSwitch } from '#contract/link-cards.ts';
import { longRoute, route } from '#identity/access/access.ts';
import type { Blobs } from '#platform/blobs/blobs.ts';
import type { Route } from '#platform/http/http.ts';
import { IMAGE_TYPE } from '#platform/images/images.ts';
import { cardsAreOn, openCardImage, removeCard, switchCards } from './link-cards.ts';

export const linkCardRoutes = (blobs: Blobs): Route[] => [
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
  longRoute(
    'GET /v1/channels/:channel/messages/:ts/cards/:card/image',
    { may: 'channels.use', says: 'The image of a card, a WebP made here.', params: LinkCardParams, status: 200 },
    async (units, { actor, params: { channel, ts, card } }) => {
      const content = await units.open({ team: actor.team }, (work) => openCardImage(work, actor, channel, ts, card));
      const pieces: Buffer[] = [];
      for await (const piece of blobs.read(content, { start: 0, end: content.bytes })) pieces.push(piece);
      const headers = {
        'content-type': IMAGE_TYPE,
        'content-length': String(content.bytes),
        'cache-control': 'private, max-age=3600',
      };
      return { headers, body: Readable.from(pieces) };
    },
  ),
];
