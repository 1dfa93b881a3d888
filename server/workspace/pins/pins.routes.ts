import { Pins } from '#contract/kept-aside.ts';
import { ChannelParams, MessageParams } from '#contract/workspace.ts';
import { route } from '#identity/access/access.ts';
import type { Route } from '#platform/http/http.ts';
import { listPins, pinMessage, unpinMessage } from './pins.ts';

export const pinRoutes: Route[] = [
  route(
    'GET /v1/channels/:channel/pins',
    { may: 'channels.use', says: 'The pinned messages of a conversation.', params: ChannelParams, reply: Pins },
    async (work, { actor, params }) => ({ pins: await listPins(work, actor, params.channel) }),
  ),
  route(
    'PUT /v1/channels/:channel/messages/:ts/pin',
    { may: 'messages.post', says: 'Pin a message.', params: MessageParams },
    (work, { actor, params }) => pinMessage(work, actor, params.channel, params.ts),
  ),
  route(
    'DELETE /v1/channels/:channel/messages/:ts/pin',
    { may: 'messages.post', says: 'Unpin a message.', params: MessageParams },
    (work, { actor, params }) => unpinMessage(work, actor, params.channel, params.ts),
  ),
];
